import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { malformedHttpRequest, requestTooLarge } from './framework-errors.ts';
import type { ApiRequest } from './http.ts';
import { headerOf } from './http.ts';
import type { Protocol } from './service-schema.ts';

const inflate = promisify(gunzip);

/**
 * The request as it was before the client's SDK compressed it, when gzip is its last content encoding.
 * https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
 * @param maximum bytes the body may have when decompressed
 */
export async function decompress(
  request: ApiRequest,
  protocol: Protocol,
  maximum: number,
): Promise<ApiRequest> {
  const encodings = headerOf(request, 'content-encoding')?.split(',') ?? [];
  if (encodings.pop()?.trim().toLowerCase() !== 'gzip') return request;
  const { 'content-encoding': _compressed, ...others } = request.headers;
  const headers = encodings.length === 0 ? others : { ...others, 'content-encoding': encodings.join(',') };
  try {
    return { ...request, headers, body: await inflate(request.body, { maxOutputLength: maximum }) };
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw tooLarge ? requestTooLarge(protocol, maximum) : malformedHttpRequest('The body is not valid gzip');
  }
}
