import type { EnvironmentRequest } from './environment-contract.ts';

/**
 * What a runtime is told of an invocation beside its payload.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
 * @param deadline when the function times out, ms since 1970
 */
export function invocationHeaders(request: EnvironmentRequest, deadline: number): Record<string, string> {
  const headers: Record<string, string> = {
    'Lambda-Runtime-Aws-Request-Id': request.requestId,
    'Lambda-Runtime-Deadline-Ms': String(deadline),
    'Lambda-Runtime-Invoked-Function-Arn': request.invokedFunctionArn,
  };
  if (request.traceId !== undefined) headers['Lambda-Runtime-Trace-Id'] = request.traceId;
  if (request.clientContext !== undefined) headers['Lambda-Runtime-Client-Context'] = request.clientContext;
  return headers;
}
