import { parseParameters } from './form.ts';
import { unknownOperation } from './framework-errors.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { readRestInput } from './read-rest.ts';
import type { ErrorWriter, RoutedRequest, ServerProtocol } from './server-protocol.ts';
import { errorMembers, statusOf, unmodelledBody } from './server-protocol.ts';
import type { OperationSchema, ServiceSchema } from './service-schema.ts';
import { ModelError } from './service-schema.ts';
import { UriRouter } from './uri-router.ts';
import { writeRestMessage } from './write-rest.ts';

/** https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function restJsonProtocol(schema: ServiceSchema): ServerProtocol {
  const router = new UriRouter<OperationSchema>();
  for (const operation of schema.operations.values()) {
    const http = operation.http;
    if (http === undefined) throw new ModelError(`operation ${operation.name} has no HTTP binding`);
    router.add(http.method, http.uri, operation);
  }
  return {
    routesByBody: false,

    route(request: ApiRequest): RoutedRequest {
      const parameters = parseParameters(request.query);
      const match = router.find(request.method, request.path, parameters);
      if (match === undefined) throw unknownOperation(schema);
      const operation = match.target;
      return {
        operation,
        readInput: (complete) => readRestInput(operation.input, complete, match.labels, parameters),
      };
    },

    writeOutput(operation: OperationSchema, output: unknown, requestId: string): ApiResponse {
      const status = operation.http?.status ?? 200;
      if (operation.output === undefined) {
        return { status, headers: { 'x-amzn-requestid': requestId }, body: '' };
      }
      const message = writeRestMessage(operation.output, output ?? {}, schema.payloadMediaType);
      const finalStatus = message.status ?? status;
      message.headers['x-amzn-requestid'] = requestId;
      if (finalStatus === 204 || finalStatus === 304) {
        delete message.headers['content-type'];
        return { status: finalStatus, headers: message.headers, body: '' };
      }
      const { headers, body, stream } = message;
      return { status: finalStatus, headers, body, ...(stream && { stream }) };
    },
  };
}

/** The code is in `x-amzn-errortype`, the error's members in the body and in headers. */
export const writeRestJsonError: ErrorWriter = (_facts, error, shape, requestId) => {
  const status = statusOf(error, shape);
  const identity = { 'x-amzn-requestid': requestId, 'x-amzn-errortype': shape?.name ?? error.code };
  if (shape !== undefined) {
    const { headers, body } = writeRestMessage(shape, errorMembers(error, shape));
    return { status, headers: { ...headers, ...identity }, body };
  }
  const headers = { 'content-type': 'application/json', ...identity };
  // Paths that no service knows are answered by AWS's front end, which writes XML.
  if (error.code === 'UnknownOperationException') {
    return { status, headers, body: '<UnknownOperationException/>\n' };
  }
  return { status, headers, body: JSON.stringify({ ...unmodelledBody(error), ...error.members }) };
};
