import type { Readable } from 'node:stream';
import type { Integration } from '../../definitions/rest-api.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Integrate } from '../compile/executable-stage.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { noteFailure } from '../logging/endpoint-trace.ts';
import { logMethodRequestBody } from '../logging/method-lines.ts';
import type { MappedParameter } from '../mapping/overrides.ts';
import { type BodyReader, isBodiless } from '../request/body.ts';
import { decodedBody } from '../request/content-encoding.ts';
import { queryOf } from '../request/parsed-request.ts';
import type { Reply } from '../responses/reply.ts';
import { collect, limited, MAXIMUM_RESPONSE, ResponseTooLargeError, SMALL_RESPONSE } from './http-answer.ts';
import type { HttpConnections } from './http-connections.ts';
import {
  compileHttpDefinition,
  encodeQuery,
  type HttpDefinition,
  integrationMethod,
  takesBody,
} from './http-definition.ts';
import { type Complain, createHttpExchange, failureOf, type HttpResponse } from './http-exchange.ts';
import { proxyRequestHeaders, proxyResponseHeaders } from './http-proxy-headers.ts';
import { streamedBody } from './streamed-body.ts';

export interface HttpDependencies {
  readonly connections: HttpConnections;
  readonly bodies: BodyReader;
  readonly log: Log;
}

/** A method's HTTP proxy integration, and whether its body must have been read before it is called. */
export interface HttpProxy {
  readonly readsBody: boolean;
  readonly integrate: Integrate;
}

/**
 * Passes requests on to an HTTP endpoint and its answers back, with headers and query parameters and what
 * `requestParameters` add. A body that nobody looks at streams through, both ways. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 * @param bodyIsRead true when a step before reads the body anyway
 * @param idleTimeout milliseconds for which an answer that is streamed may be silent
 */
export function createHttpProxy(
  integration: Integration,
  stage: StageFacts,
  bodyIsRead: boolean,
  { connections, bodies, log }: HttpDependencies,
  idleTimeout: number,
): HttpProxy {
  const definition = compileHttpDefinition(integration, stage);
  const complain = complainTo(log, 'HTTP proxy');
  const { timeoutInMillis: timeout, responseTransferMode } = integration;
  const connectionOf = connections.compile(integration, stage);
  const exchange = createHttpExchange(connections.agents, connectionOf, timeout, complain);
  const { parameters } = definition;
  const readsBody = bodyIsRead || parameters.readsBody;
  const idle = responseTransferMode === 'STREAM' ? idleTimeout : undefined;
  return {
    readsBody,
    async integrate(invocation) {
      const method = integrationMethod(definition, invocation);
      const address = addressOf(definition, invocation);
      const headers = proxyRequestHeaders(invocation, parameters.headers(invocation));
      const body = takesBody(method) ? await bodyOf(invocation, readsBody, bodies, headers) : null;
      if (!readsBody && !isStream(body)) logMethodRequestBody(invocation);
      const answer = await exchange(invocation, { address, method, headers, body });
      return replyTo(invocation, answer, idle, (error) => failureOf(error, invocation, timeout, complain));
    },
  };
}

/** Says in the logs why a backend could not be asked. */
export function complainTo(log: Log, kind: string): Complain {
  return (invocation, reason, line = reason) => {
    const { stage, method, ids } = invocation;
    noteFailure(invocation, line);
    log.warn(`${kind} integration failed: ${reason}`, {
      restApiId: stage.apiId,
      stage: stage.stageName,
      resourcePath: method.resourcePath,
      requestId: ids.requestId,
    });
  };
}

function addressOf({ uri, parameters }: HttpDefinition, invocation: Invocation) {
  const query = mergedQuery(invocation, parameters.query(invocation));
  return uri.resolve((name) => parameters.path(invocation, name), query);
}

/** The client's parameters and the mapped ones: recorded, values of one name in both are sent both. */
function mergedQuery(invocation: Invocation, mapped: readonly MappedParameter[]): string {
  const query = queryOf(invocation);
  if (!query) return mapped.length > 0 ? encodeQuery(mapped) : '';
  const own: MappedParameter[] = [];
  for (const name in query.multi) own.push({ name, values: query.multi[name] ?? [] });
  return encodeQuery(mapped.length > 0 ? [...own, ...mapped] : own);
}

/** What is sent: null for no body, bytes for one that was read or is small, else a stream. */
async function bodyOf(
  invocation: Invocation,
  isRead: boolean,
  bodies: BodyReader,
  headers: string[],
): Promise<Buffer | Readable | null> {
  const { request, lifetime, stage } = invocation;
  if (isRead) return invocation.body.length > 0 ? invocation.body : null;
  if (isBodiless(request)) return null;
  // What was compressed goes on as it was before: the backend is not told of the coding.
  if (request.headers['content-encoding'] !== undefined || !bodies.isLarge(request)) {
    invocation.body = await bodies.read(request);
    invocation.body = await decodedBody(request, invocation.body, bodies, stage.minimumCompressionSize);
    return invocation.body;
  }
  const length = request.headers['content-length'];
  if (length !== undefined) headers.push('Content-Length', length);
  return bodies.stream(request, (error) => lifetime.abort(error));
}

function isStream(body: Buffer | Readable | null): body is Readable {
  return body !== null && !Buffer.isBuffer(body);
}

/** @param idle milliseconds for which the answer may be silent when it is streamed; undefined when it is bounded */
async function replyTo(
  { httpMethod }: Invocation,
  { status, rawHeaders, body, trace }: HttpResponse,
  idle: number | undefined,
  failure: (error: unknown) => Error,
): Promise<Reply> {
  const { headers, contentLength } = proxyResponseHeaders(rawHeaders);
  const known = contentLength >= 0 ? { contentLength } : {};
  if (idle === undefined && httpMethod !== 'HEAD') {
    if (contentLength > MAXIMUM_RESPONSE) {
      body.on('error', () => {}).destroy();
      throw failure(new ResponseTooLargeError());
    }
    if (contentLength <= SMALL_RESPONSE) {
      try {
        const whole = await collect(body, contentLength);
        trace?.responseBody(whole);
        return { status, headers, body: whole };
      } catch (error) {
        throw failure(error);
      }
    }
  }
  body.once('error', failure);
  const passed = idle === undefined ? limited(body) : streamedBody(body, { idle });
  return { status, headers, body: passed, ...known };
}
