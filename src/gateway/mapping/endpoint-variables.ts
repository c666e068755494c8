import type { Integration } from '../../definitions/rest-api.ts';
import type { Step } from '../compile/executable-stage.ts';
import { newEndpointFacts } from '../logging/endpoint-facts.ts';

/**
 * Keeps what the backend says of itself where mappings of its answer ask for it, which otherwise only access logs do:
 * `$context.awsEndpointRequestId`. Undefined when none asks.
 */
export function endpointVariablesStep(integration: Integration | undefined): Step | undefined {
  const asks = Object.values(integration?.integrationResponses ?? {}).some((response) =>
    [
      ...Object.values(response.responseTemplates ?? {}),
      ...Object.values(response.responseParameters ?? {}),
    ].some((text) => text.includes('awsEndpointRequestId')),
  );
  if (!asks) return undefined;
  return (invocation) => {
    invocation.endpoint ??= newEndpointFacts();
  };
}
