import { Readable } from 'node:stream';
import type { ApiResponse } from '../protocols/http.ts';
import type { BackendResponse } from './backend.ts';

/** An answer made here, as one that came from elsewhere. */
export function backendResponse({ status, headers, body }: ApiResponse): BackendResponse {
  const bytes = Buffer.from(body);
  return {
    status,
    rawHeaders: [...Object.entries(headers).flat(), 'content-length', String(bytes.byteLength)],
    body: readableOf(bytes),
  };
}

/** A body that is there already. */
export function readableOf(bytes: Uint8Array): Readable {
  const body = new Readable({ read() {} });
  if (bytes.byteLength > 0) body.push(bytes);
  body.push(null);
  return body;
}
