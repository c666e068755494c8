import * as http from 'node:http';
import * as https from 'node:https';

/** A request exactly as it goes over the wire. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn, with Host. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Where to connect instead of the URL's own address. */
  readonly connect: URL | undefined;
  readonly timeoutSeconds: number;
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
}

/** Sends the request, once, and resolves to the response when its head has come. Redirects are not followed. */
export function send(request: OutgoingRequest): Promise<http.IncomingMessage> {
  const address = request.connect ?? request.url;
  const secure = address.protocol === 'https:';
  const options: https.RequestOptions = {
    method: request.method,
    path: request.target,
    host: hostname(address),
    port: address.port || (secure ? 443 : 80),
    headers: [...request.headers, ...framing(request)],
    signal: request.signal,
    agent: false,
    // The certificate must be that of the host signed for, whatever address it is found at.
    ...(secure && { servername: serverName(request.url) }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const outgoing = (secure ? https : http).request(options, resolve);
  outgoing.on('error', reject);
  outgoing.end(request.body);
  return promise;
}

/** The body's length, always where a method expects a body, so that nothing is sent in chunks. */
function framing(request: OutgoingRequest): string[] {
  const expected = request.method === 'POST' || request.method === 'PUT' || request.method === 'PATCH';
  if (request.body.length === 0 && !expected) return [];
  return ['Content-Length', String(request.body.length)];
}

function hostname(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** TLS names hosts, not addresses. */
function serverName(url: URL): string {
  const name = hostname(url);
  return /^[0-9.]+$/.test(name) || name.includes(':') ? '' : name;
}

/** Why there is no response, or only a part of one, and what to do about it. */
export function explainSendError(error: unknown, request: OutgoingRequest): string {
  const address = request.connect ?? request.url;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (request.signal.aborted) {
    return `no whole answer from ${address.host} within ${request.timeoutSeconds} s; --timeout SECONDS waits longer`;
  }
  if (code === 'ECONNREFUSED') {
    return `nothing listens at ${address.host}; is the gateway running (alicorn start), and on that port?`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `the name ${address.hostname} is not known here; --connect HOST:PORT sends the request to another address, such as localhost:4566`;
  }
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return `${address.host} does not speak TLS; write http:// in the URL or in --connect`;
  }
  const text = error instanceof Error ? error.message : String(error);
  return `the request to ${address.host} failed: ${code === '' ? text : `${text} (${code})`}`;
}
