import { lookup } from 'node:dns/promises';
import { Readable } from 'node:stream';
import type { Invocation } from '../invocation.ts';
import { type EndpointTrace, TIMEOUT_LINE, traceEndpoint } from '../logging/endpoint-trace.ts';
import { ClientGoneError } from '../request/body.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { GATEWAY_RESPONSES } from '../responses/gateway-response.ts';
import { DeadlineError } from './deadline.ts';
import type { HttpAgents, HttpConnection } from './http-agents.ts';
import { ResponseTooLargeError } from './http-answer.ts';
import type { HttpAddress } from './http-uri.ts';

/** A request to a backend. */
export interface HttpRequest {
  readonly address: HttpAddress;
  readonly method: string;
  /** Names and values in turn, valid ones. */
  readonly headers: string[];
  /** A stream is read from the client while it is sent. */
  readonly body: Buffer | Readable | null;
}

/** What a backend answered. Whoever gets it reads the body or destroys it. */
export interface HttpResponse {
  readonly status: number;
  /** Names and values in turn, as they came, a character for each byte. */
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
  /** To be told the body, where it is read. */
  readonly trace: EndpointTrace | undefined;
}

/**
 * Tells the program's log why a backend could not be asked, and those of the API.
 * @param line what the API's own logs say, in AWS's words, where that is not the reason as given; empty for nothing
 */
export type Complain = (invocation: Invocation, reason: string, line?: string) => void;

/** How the endpoint of an integration is connected to: at once where that is known. Throws GatewayError. */
export type ConnectionOf = (
  invocation: Invocation,
  complain: Complain,
) => HttpConnection | Promise<HttpConnection>;

/** Asks a backend. Redirects are answers like others: API Gateway does not follow them. */
export type HttpExchange = (invocation: Invocation, request: HttpRequest) => Promise<HttpResponse>;

/** Codes of Node's for a host that does not exist. */
const UNKNOWN_HOST: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ERR_INVALID_URL']);

/**
 * @param timeout milliseconds for the whole answer, from when the request has been received from the client
 */
export function createHttpExchange(
  agents: HttpAgents,
  connectionOf: ConnectionOf,
  timeout: number,
  complain: Complain,
): HttpExchange {
  return async (invocation, { address, method, headers, body }) => {
    const { lifetime } = invocation;
    const { signal } = lifetime;
    const stop = startTimer(lifetime, timeout, body);
    try {
      const connecting = connectionOf(invocation, complain);
      const connection = connecting instanceof Promise ? await connecting : connecting;
      const agent = await agents.get(connection);
      const trace = traceEndpoint(invocation);
      if (trace) await traceRequest(trace, { address, method, headers, body }, connection);
      if (signal.aborted) throw signal.reason;
      const answer = await agent.request({
        origin: address.origin,
        path: address.path,
        // Every method that an API can have is one that undici knows.
        method: method as 'GET',
        headers,
        body,
        signal,
        responseHeaders: 'raw',
      });
      answer.body.once('close', stop);
      const rawHeaders = rawHeadersOf(answer.headers);
      trace?.response(answer.statusCode, rawHeaders);
      return { status: answer.statusCode, rawHeaders, body: answer.body, trace };
    } catch (error) {
      stop();
      throw failureOf(error, invocation, timeout, complain);
    }
  };
}

/**
 * Nothing is logged of a request whose host does not exist, as recorded in `test_failed_invoke_test_method`; so that is
 * found out before. Throws what looking it up throws.
 */
async function traceRequest(
  trace: EndpointTrace,
  { address: { origin, path }, headers, body }: HttpRequest,
  { target }: HttpConnection,
): Promise<void> {
  const { host, hostname } = new URL(origin);
  await lookup(target?.host ?? hostname.replace(/^\[|\]$/g, ''));
  trace.request({
    uri: origin + path,
    headers: [...headers, 'Host', host],
    body: body instanceof Readable ? undefined : (body ?? ''),
  });
}

/** What to answer when a backend could not be asked, or its answer broke off. */
export function failureOf(
  error: unknown,
  invocation: Invocation,
  timeout: number,
  complain: Complain,
): GatewayError | ClientGoneError {
  const { signal } = invocation.lifetime;
  const cause: unknown = signal.aborted ? signal.reason : error;
  if (cause instanceof ClientGoneError || cause instanceof GatewayError) return cause;
  if (cause instanceof DeadlineError) {
    complain(invocation, `no answer within ${timeout} ms`, TIMEOUT_LINE);
    return GatewayError.of('INTEGRATION_TIMEOUT', cause);
  }
  if (cause instanceof ResponseTooLargeError) {
    complain(invocation, `Execution failed due to configuration error: ${cause.message}`);
    return GatewayError.of('API_CONFIGURATION_ERROR', cause);
  }
  const code = codeOf(cause);
  if (UNKNOWN_HOST.has(code)) {
    // Recorded in `test_failed_invoke_test_method`: a configuration error.
    const line = 'Execution failed due to configuration error: Invalid endpoint address';
    complain(invocation, `${line} (${code})`, line);
    return GatewayError.of('API_CONFIGURATION_ERROR', cause);
  }
  const line = 'Execution failed due to a network error communicating with endpoint';
  complain(invocation, `${line} (${code})`, line);
  return networkError(cause);
}

/** AWS's answer to a backend that can't be reached or does not speak HTTP. */
function networkError(cause: unknown): GatewayError {
  const message = 'Network error communicating with endpoint';
  return new GatewayError({ ...GATEWAY_RESPONSES.INTEGRATION_FAILURE, status: 504, message }, { cause });
}

/** The time of a body on its way from the client is bounded where it is read; the backend's begins after it. */
function startTimer(lifetime: AbortController, timeout: number, body: Buffer | Readable | null): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const start = () => {
    if (!stopped) timer = setTimeout(() => lifetime.abort(new DeadlineError()), timeout);
  };
  if (body === null || Buffer.isBuffer(body)) start();
  else body.once('end', start);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** undici's types have its headers by name; asked for `raw` ones, it gives names and values in turn. */
function rawHeadersOf(headers: unknown): readonly string[] {
  return Array.isArray(headers) ? headers.map(String) : [];
}
