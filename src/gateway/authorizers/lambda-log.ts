import { invokeHeaders, invokeUri } from '../integrations/lambda-trace.ts';
import type { LambdaTarget } from '../integrations/lambda-uri.ts';
import type { Invocation } from '../invocation.ts';
import { mapText, masked } from '../logging/log-text.ts';

// The lines of execution logs with which API Gateway follows a Lambda authorizer, as logs that people show have them.

/** Bytes of a result that are looked at; a line shows fewer. */
const LONGEST_RESULT = 8 * 1024;

export function logStart({ executionLog: log, ids }: Invocation, authorizerId: string): void {
  log?.info(`Starting authorizer: ${authorizerId} for request: ${ids.requestId}`);
}

/** @param identity as it may be logged */
export function logIdentity({ executionLog: log }: Invocation, identity: () => string): void {
  log?.info(`Incoming identity: ${identity()}`);
}

/** @param event as it may be logged */
export function logRequest(
  invocation: Invocation,
  lambda: LambdaTarget,
  sourceArn: string,
  event: () => unknown,
): void {
  const { executionLog: log } = invocation;
  if (!log) return;
  const uri = invokeUri(lambda);
  if (log.dataTrace) {
    log.info(`Endpoint request URI: ${uri}`);
    log.info(`Endpoint request headers: ${mapText(invokeHeaders(invocation, lambda, sourceArn))}`);
    log.info(`Endpoint request body after transformations: ${JSON.stringify(event())}`);
  }
  log.info(`Sending request to ${uri}`);
}

/** The body is for data traces alone, and the API key in it for nobody. */
export function logResult({ executionLog: log }: Invocation, payload: Uint8Array): void {
  if (!log?.dataTrace) return;
  const { buffer, byteOffset, byteLength } = payload;
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('utf8', 0, LONGEST_RESULT);
  const shown = text.replace(
    /("usageIdentifierKey"\s*:\s*")((?:[^"\\]|\\.)*)/g,
    (_, before: string, key: string) => `${before}${masked(key)}`,
  );
  log.info(`Authorizer result body before parsing: ${shown}`);
}

export function logSuccess({ executionLog: log }: Invocation, principalId: string | undefined): void {
  if (!log) return;
  log.info(`Using valid authorizer policy for principal: ${masked(principalId ?? '')}`);
  log.info('Successfully completed authorizer execution');
}

/** A caller who is not known, or whom the function does not know. */
export function logUnauthorized({ executionLog: log, ids }: Invocation): void {
  log?.error(`Unauthorized request: ${ids.requestId}`);
}

/** An authorizer that can't be asked, or whose answer can't be used. */
export function logConfigurationError({ executionLog: log }: Invocation, reason: string): void {
  log?.error(`Execution failed due to configuration error: ${reason}`);
}
