import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

/**
 * What a method's chain needs of a request: Node's own, or the one that a test invocation makes up. A stream of the
 * body's bytes.
 */
export interface GatewayRequest
  extends Readable,
    Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'headersDistinct' | 'rawHeaders'> {
  /** A TLSSocket when the request came over TLS. */
  readonly socket: { readonly localPort?: number | undefined };
}
