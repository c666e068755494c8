import type { IncomingHttpHeaders } from 'node:http';
import { isChunkedPayload, readChunkedBody } from '../identity/sigv4/chunked-body.ts';

export interface Payload {
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** Headers about the frames of a body. */
const OF_FRAMES = new Set(['x-amz-decoded-content-length', 'x-amz-trailer']);

/**
 * What a request to S3 carries, out of its frames (`aws-chunked`), with the trailers as headers; undefined when it isn't
 * as long as it says. Whether chunks are signed as they should has been verified with the request.
 */
export function payloadOf(
  service: string,
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
  bytes: Uint8Array,
): Payload | undefined {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const announced = headers['x-amz-content-sha256'];
  if (service !== 's3' || typeof announced !== 'string' || !isChunkedPayload(announced)) {
    return { rawHeaders, body };
  }
  const read = readChunkedBody(body);
  if (read === undefined) return undefined;
  const data = Buffer.concat(read.chunks.map((chunk) => chunk.data));
  if (Number(headers['x-amz-decoded-content-length'] ?? data.length) !== data.length) return undefined;
  return { rawHeaders: [...unframed(rawHeaders), ...read.trailers], body: data };
}

function unframed(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const lower = name.toLowerCase();
    if (OF_FRAMES.has(lower)) continue;
    if (lower !== 'content-encoding') kept.push(name, value);
    else {
      const codings = value.split(',').map((coding) => coding.trim());
      const rest = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked');
      if (rest.length > 0) kept.push(name, rest.join(','));
    }
  }
  return kept;
}
