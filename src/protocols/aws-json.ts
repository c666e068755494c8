import { unknownOperation } from './framework-errors.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { headerOf } from './http.ts';
import { needsPreciseNumbers } from './precise-numbers.ts';
import { parseJsonBody, readJsonStructure } from './read-json.ts';
import type { ErrorWriter, RoutedRequest, ServerProtocol } from './server-protocol.ts';
import { errorMembers, statusOf, unmodelledBody } from './server-protocol.ts';
import type { OperationSchema, ServiceFacts, ServiceSchema } from './service-schema.ts';
import { writeJsonStructure } from './write-json.ts';

/**
 * awsJson1_0 and awsJson1_1: the operation is in X-Amz-Target, input and output are JSON documents.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function awsJsonProtocol(schema: ServiceSchema): ServerProtocol {
  const prefix = `${schema.targetPrefix ?? schema.name}.`;
  return {
    routesByBody: false,

    route(request: ApiRequest): RoutedRequest {
      const target = headerOf(request, 'x-amz-target');
      const operation = target?.startsWith(prefix)
        ? schema.operations.get(target.slice(prefix.length))
        : undefined;
      if (operation === undefined || request.method !== 'POST') throw unknownOperation(schema);
      return { operation, readInput: ({ body }) => readInput(operation, body) };
    },

    writeOutput(operation: OperationSchema, output: unknown, requestId: string): ApiResponse {
      const value = operation.output === undefined ? {} : writeJsonStructure(operation.output, output ?? {});
      return { status: 200, headers: jsonHeaders(schema, requestId), body: JSON.stringify(value) };
    },
  };
}

function readInput(operation: OperationSchema, body: Uint8Array): Record<string, unknown> {
  if (body.byteLength === 0) return {};
  return readJsonStructure(operation.input, parseJsonBody(body, needsPreciseNumbers(operation.input)));
}

/** `__type` is the error's name: with its namespace in 1.0, as DynamoDB answers, without in 1.1. */
export const writeAwsJsonError: ErrorWriter = (facts, error, shape, requestId) => {
  const name = shape?.name ?? error.code;
  const qualified = facts.protocol === 'awsJson1_0' && shape !== undefined && facts.namespace !== undefined;
  const type = { __type: qualified ? `${facts.namespace}#${name}` : name };
  const members =
    shape === undefined
      ? { ...unmodelledBody(error), ...error.members }
      : writeJsonStructure(shape, errorMembers(error, shape));
  return {
    status: statusOf(error, shape),
    headers: jsonHeaders(facts, requestId),
    body: JSON.stringify({ ...type, ...members }),
  };
};

function jsonHeaders(facts: ServiceFacts, requestId: string): Record<string, string> {
  const version = facts.protocol === 'awsJson1_0' ? '1.0' : '1.1';
  return { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId };
}
