import type { ServerResponse } from 'node:http';

/** API Gateway gives every answer a content type; this one by default. */
export const JSON_CONTENT_TYPE = 'application/json';

/** An HTTP answer, ready to be written. */
export interface Reply {
  readonly status: number;
  /** Names and values in turn, as Node writes them without further work. */
  readonly headers: string[];
  /**
   * Text goes out with the headers in one write, in UTF-8; so it must be bytes where a header is not ASCII, for Node
   * would encode that in the same way.
   */
  readonly body: Buffer | string;
}

/** Statuses whose answers have no body. */
function isBodiless(status: number): boolean {
  return status === 204 || status === 304;
}

/**
 * Writes an answer with the headers that every answer carries.
 * @param apigwId value of `x-amz-apigw-id`, the extended request id
 */
export function writeReply(response: ServerResponse, reply: Reply, requestId: string, apigwId: string): void {
  if (response.headersSent || response.destroyed) return;
  const { headers, body } = reply;
  headers.push('x-amzn-RequestId', requestId, 'x-amz-apigw-id', apigwId);
  if (isBodiless(reply.status)) {
    response.writeHead(reply.status, headers).end();
    return;
  }
  headers.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(reply.status, headers).end(body);
}
