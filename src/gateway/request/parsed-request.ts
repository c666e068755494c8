import { TLSSocket } from 'node:tls';
import type { Invocation } from '../invocation.ts';
import type { InvocationTarget } from '../target.ts';
import type { GatewayRequest } from './gateway-request.ts';
import { forwardedHeaders, type RequestHeaders } from './headers.ts';
import { parseQuery, type QueryParameters } from './query.ts';
import { type Trace, traceOf } from './trace.ts';

/** The request's headers as integrations and mappings see them. */
export function headersOf(invocation: Invocation): RequestHeaders {
  const { parsed, request, target, caller } = invocation;
  parsed.headers ??= forwardedHeaders(request.rawHeaders, {
    peer: target.proxied?.peer ?? target.sourceIp,
    port: target.proxied?.port ?? request.socket.localPort ?? 0,
    secure: isSecure(request, target),
    trace: traceOfRequest(invocation).received,
    withoutAuthorization: caller !== undefined,
  });
  return parsed.headers;
}

/** Whether the client's connection is one by TLS, as far as is known. */
export function isSecure(request: GatewayRequest, { proxied }: InvocationTarget): boolean {
  return proxied?.secure ?? request.socket instanceof TLSSocket;
}

/** Null when the request has no query parameters. */
export function queryOf({ parsed, target }: Invocation): QueryParameters | null {
  if (parsed.query === undefined) parsed.query = parseQuery(target.rawQuery) ?? null;
  return parsed.query;
}

/** The trace of the request: the same one whoever asks. */
export function traceOfRequest({ parsed, request, startedAt }: Invocation): Trace {
  if (!parsed.trace) {
    const header = request.headers['x-amzn-trace-id'];
    parsed.trace = traceOf(Array.isArray(header) ? header[0] : header, startedAt);
  }
  return parsed.trace;
}
