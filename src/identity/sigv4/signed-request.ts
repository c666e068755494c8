import type { IncomingHttpHeaders } from 'node:http';

/** A request that may be signed, exactly as it came over the wire. */
export interface SignedRequest {
  /** In upper case, as sent. */
  readonly method: string;
  /** Undecoded, without the query. */
  readonly path: string;
  /** Undecoded, without the `?`; empty when there is none. */
  readonly query: string;
  /** By lower-case name, as node:http gives them. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as node:http gives them: repeated headers are signed one by one. */
  readonly rawHeaders: readonly string[];
  /** The whole body. */
  readonly body: Uint8Array;
}
