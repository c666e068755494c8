import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** API Gateway gives every answer a content type; this one by default. */
export const JSON_CONTENT_TYPE = 'application/json';

/** An HTTP answer, ready to be written. */
export interface Reply {
  readonly status: number;
  /** Names and values in turn, as Node writes them without further work. */
  readonly headers: string[];
  /**
   * Text goes out with the headers in one write, in UTF-8; so it must be bytes where a header is not ASCII, for Node
   * would encode that in the same way. A stream goes out as it comes, and is destroyed when the client goes away.
   */
  readonly body: Buffer | string | Readable;
  /** Bytes of a streamed body, where they are known beforehand. */
  readonly contentLength?: number;
}

/** Bytes up to this go out as characters, a byte each, in one write with the headers. */
const ONE_WRITE = 16 * 1024;

/** Statuses whose answers have no body. */
function isBodiless(status: number): boolean {
  return status === 204 || status === 304;
}

/**
 * Writes an answer with the headers that every answer carries. What it returns resolves when a streamed body has been
 * handed over, and rejects when it broke off: the client's connection is then closed, for its answer is not whole.
 * @param apigwId value of `x-amz-apigw-id`, the extended request id
 */
export function writeReply(
  response: ServerResponse,
  reply: Reply,
  requestId: string,
  apigwId: string,
): Promise<void> | undefined {
  const { status, headers, body } = reply;
  if (response.headersSent || response.destroyed) {
    if (body instanceof Readable) body.destroy();
    return;
  }
  headers.push('x-amzn-RequestId', requestId, 'x-amz-apigw-id', apigwId);
  if (body instanceof Readable) return writeStream(response, reply, body);
  if (isBodiless(status)) {
    response.writeHead(status, headers).end();
    return;
  }
  headers.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(status, headers);
  if (typeof body !== 'string' && body.length <= ONE_WRITE) response.end(body.toString('latin1'), 'latin1');
  else response.end(body);
}

function writeStream(response: ServerResponse, reply: Reply, body: Readable): Promise<void> {
  const { status, headers, contentLength } = reply;
  if (contentLength !== undefined && !isBodiless(status))
    headers.push('Content-Length', String(contentLength));
  response.writeHead(status, headers);
  response.flushHeaders();
  return pipeline(body, response);
}
