import { createGunzip, createInflate } from 'node:zlib';
import { GatewayError } from '../responses/gateway-error.ts';
import type { BodyReader } from './body.ts';
import type { GatewayRequest } from './gateway-request.ts';

/** A content coding that bodies are decompressed from. */
export type ContentCoding = 'gzip' | 'deflate';

/**
 * The coding of a request's body; undefined when it is as it should be. Throws GatewayError: "If the specified coding
 * isn't supported or the supplied payload isn't compressed with specified coding, API Gateway returns the 415
 * Unsupported Media Type error response."
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 */
export function contentCodingOf({ headers }: GatewayRequest): ContentCoding | undefined {
  const given = headers['content-encoding'];
  if (given === undefined) return undefined;
  const coding = given.trim().toLowerCase();
  if (coding === '' || coding === 'identity') return undefined;
  if (coding === 'gzip' || coding === 'deflate') return coding;
  throw GatewayError.of('UNSUPPORTED_MEDIA_TYPE');
}

/**
 * Decompresses a body that was read; what it becomes counts as held instead of it, and may be no larger than a body may
 * be. "If the payload size is smaller than this value, compression or decompression are not applied on the payload."
 * Throws GatewayError.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-enable-compression.html
 * @param minimumSize the API's minimumCompressionSize; by default "API Gateway supports decompression of the method
 *   request payload" of any size
 */
export function decodedBody(
  request: GatewayRequest,
  body: Buffer,
  bodies: BodyReader,
  minimumSize = 0,
): Buffer | Promise<Buffer> {
  if (request.headers['content-encoding'] === undefined || body.length === 0) return body;
  const coding = contentCodingOf(request);
  if (coding === undefined || body.length < minimumSize) return body;
  return decompress(body, coding, bodies);
}

/** Piece by piece, so that what a small body grows to is counted before it is there. */
function decompress(body: Buffer, coding: ContentCoding, bodies: BodyReader): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const decoder = coding === 'gzip' ? createGunzip() : createInflate();
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (error: Error) => {
      decoder.destroy();
      bodies.letGo(size);
      reject(error);
    };
    decoder.on('data', (chunk: Buffer) => {
      try {
        bodies.hold(chunk.length, size);
      } catch (error) {
        fail(error instanceof Error ? error : new Error('no room'));
        return;
      }
      size += chunk.length;
      chunks.push(chunk);
    });
    decoder.once('end', () => {
      bodies.release(body);
      resolve(Buffer.concat(chunks, size));
    });
    decoder.once('error', (cause) => fail(GatewayError.of('UNSUPPORTED_MEDIA_TYPE', cause)));
    decoder.end(body);
  });
}
