import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { malformedHttpRequest, requestTooLarge } from './common-errors.ts';
import type { ApiRequest } from './http.ts';
import { headerOf } from './http.ts';
import type { OperationSchema, Protocol } from './service-schema.ts';

const inflate = promisify(gunzip);

/**
 * The body without the compression that the operation's model lets clients apply (always as the last encoding).
 * https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
 * @param maximum bytes it may have when decompressed
 */
export async function decompressBody(
  operation: OperationSchema,
  request: ApiRequest,
  protocol: Protocol,
  maximum: number,
): Promise<Uint8Array> {
  if (operation.requestCompression?.includes('gzip') !== true) return request.body;
  const encodings = headerOf(request, 'content-encoding')?.split(',') ?? [];
  if (encodings.at(-1)?.trim().toLowerCase() !== 'gzip') return request.body;
  try {
    return await inflate(request.body, { maxOutputLength: maximum });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw tooLarge ? requestTooLarge(protocol, maximum) : malformedHttpRequest('The body is not valid gzip');
  }
}
