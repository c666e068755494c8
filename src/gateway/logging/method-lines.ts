import { Readable } from 'node:stream';
import type { Invocation } from '../invocation.ts';
import { decodePathParameter } from '../mapping/parameter-source.ts';
import { headersOf, queryOf } from '../request/parsed-request.ts';
import type { Reply } from '../responses/reply.ts';
import { bodyText, headerIn, mapText, pairsOf } from './log-text.ts';

/**
 * The lines with which the log of an execution begins, as recorded in `test_invoke_test_method`. What of the request is
 * in them is for data traces alone.
 */
export function logMethodRequest(invocation: Invocation): void {
  const { executionLog: log, ids, httpMethod, path } = invocation;
  if (!log) return;
  log.info(`Starting execution for request: ${ids.requestId}`);
  log.info(`HTTP Method: ${httpMethod}, Resource Path: ${path}`);
  if (!log.dataTrace) return;
  log.info(`Method request path: ${mapText(pathPairs(invocation))}`);
  log.info(`Method request query string: ${mapText(pairsOf(queryOf(invocation)?.single))}`);
  log.info(`Method request headers: ${mapText(pairsOf(headersOf(invocation).multi))}`);
}

/** The line for the body of a request, once that has been read. */
export function logMethodRequestBody({ executionLog: log, body, request, stage }: Invocation): void {
  if (!log?.dataTrace) return;
  const text = bodyText(body, request.headers['content-type'], stage);
  log.info(`Method request body before transformations: ${text}`);
}

/** The lines for what the client gets; the body of an answer that streams through is not in them. */
export function logMethodResponse({ executionLog: log, stage }: Invocation, { headers, body }: Reply): void {
  if (!log) return;
  if (log.dataTrace) {
    if (!(body instanceof Readable)) {
      const text = bodyText(body, headerIn(headers, 'content-type'), stage);
      log.info(`Method response body after transformations: ${text}`);
    }
    log.info(`Method response headers: ${mapText(headers)}`);
  }
  log.info('Successfully completed execution');
}

function pathPairs({ parameters }: Invocation): string[] {
  const pairs: string[] = [];
  for (const name in parameters) pairs.push(name, decodePathParameter(parameters[name] ?? ''));
  return pairs;
}
