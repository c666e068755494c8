import type { IncomingHttpHeaders } from 'node:http';

/** A request for an AWS API, read to its end. */
export interface ApiRequest {
  /** `GET`, `POST`... */
  readonly method: string;
  /** As on the wire, percent-encoded, without the query: `/2015-03-31/functions/my%20function`. */
  readonly path: string;
  /** As on the wire, without the question mark; empty when there is none. */
  readonly query: string;
  /** Names in lower case, as node:http gives them. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly body: Uint8Array;
}

/** The answer to it. Whoever sends it adds `content-length` and `date`. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  /** In the place of the body, which is empty then: a body that is sent as it comes. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** A header's value; several lines of one header are one list. */
export function headerOf(request: ApiRequest, name: string): string | undefined {
  if (!Object.hasOwn(request.headers, name)) return undefined;
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
