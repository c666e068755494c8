import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createDeflate, createGzip, deflate, deflateSync, gzip, gzipSync } from 'node:zlib';
import type { Integrate } from '../compile/executable-stage.ts';
import type { ContentCoding } from '../request/content-encoding.ts';
import { acceptedCoding } from './accept-encoding.ts';
import type { Reply } from './reply.ts';

/** Bytes up to this are compressed at once: going to another thread would take longer. */
const SMALL = 4 * 1024;

const SYNCHRONOUS = { gzip: gzipSync, deflate: deflateSync };
const ASYNCHRONOUS = { gzip: promisify(gzip), deflate: promisify(deflate) };
const STREAMED = { gzip: createGzip, deflate: createDeflate };

/**
 * Compresses what an integration answers for clients that accept it, after its mapping, when it is at least
 * `minimumSize` bytes long, or of a length that is not known. An answer with a Content-Encoding is compressed already.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-receive-response-with-compressed-payload.html
 */
export function compressReplies(integrate: Integrate, minimumSize: number): Integrate {
  return async (invocation) => {
    const reply = await integrate(invocation);
    const coding = acceptedCoding(invocation.request.headers['accept-encoding']);
    if (coding === undefined || invocation.httpMethod === 'HEAD' || !isCompressible(reply, minimumSize)) {
      return reply;
    }
    return compressed(reply, coding);
  };
}

/** A part of a body (206) is one of the uncompressed body, so that it stays as it is. */
function isCompressible({ status, headers, body, contentLength }: Reply, minimumSize: number): boolean {
  if (status === 204 || status === 206 || status === 304) return false;
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() === 'content-encoding') return false;
  }
  const size =
    body instanceof Readable ? (contentLength ?? Number.POSITIVE_INFINITY) : Buffer.byteLength(body);
  return size >= minimumSize;
}

async function compressed({ status, headers, body }: Reply, coding: ContentCoding): Promise<Reply> {
  headers.push('Content-Encoding', coding);
  if (body instanceof Readable) return { status, headers, body: compressedStream(body, coding) };
  const compress = Buffer.byteLength(body) <= SMALL ? SYNCHRONOUS[coding] : ASYNCHRONOUS[coding];
  return { status, headers, body: await compress(body) };
}

function compressedStream(body: Readable, coding: ContentCoding): Readable {
  const compressing = STREAMED[coding]();
  body.once('error', (error) => compressing.destroy(error));
  compressing.once('close', () => body.destroy());
  return body.pipe(compressing);
}
