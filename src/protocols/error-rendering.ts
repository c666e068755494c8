import { writeAwsJsonError } from './aws-json.ts';
import { writeAwsQueryError } from './aws-query.ts';
import type { ApiResponse } from './http.ts';
import { writeRestJsonError } from './rest-json.ts';
import type { ErrorWriter } from './server-protocol.ts';
import type { ServiceError } from './service-error.ts';
import type { OperationSchema, Protocol, ServiceFacts, ServiceSchema } from './service-schema.ts';
import type { StructureShape } from './shape.ts';

const WRITERS: Readonly<Record<Protocol, ErrorWriter>> = {
  restJson1: writeRestJsonError,
  awsJson1_0: writeAwsJsonError,
  awsJson1_1: writeAwsJsonError,
  awsQuery: writeAwsQueryError,
};

/** Renders an error as the service's protocol does; `shape` is the error's, if it is modelled. */
export function renderServiceError(
  facts: ServiceFacts,
  error: ServiceError,
  requestId: string,
  shape?: StructureShape,
): ApiResponse {
  return WRITERS[facts.protocol](facts, error, shape, requestId);
}

/** The shape of an error by its code: the operation's own errors come before the service's. */
export function errorShapeOf(
  schema: ServiceSchema,
  operation: OperationSchema | undefined,
  code: string,
): StructureShape | undefined {
  const own = operation?.errors.find((shape) => shape.name === code || shape.error?.queryCode === code);
  return own ?? schema.errors.get(code);
}
