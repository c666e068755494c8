import type { OperationSchema } from './service-schema.ts';
import type { Member } from './shape.ts';

/**
 * Where a body has a name of its own in the service's framework, messages say it before the members inside:
 * `createRestApiInput.endpointConfiguration.types`, but `statusCode` for a label. Recorded from Amazon API Gateway.
 */
export function bodyPrefix(operation: OperationSchema): (member: Member) => string {
  const name = operation.name.charAt(0).toLowerCase() + operation.name.slice(1);
  return (member) => (member.traits.http === undefined ? `${name}Input.` : '');
}
