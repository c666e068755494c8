import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { BlobStore } from '../store/store.ts';

/** Path of the URLs, before the name of the code. */
export const CODE_DOWNLOAD_PATH = '/_alicorn/code/';

/** Milliseconds. "A link to download the deployment package that's valid for 10 minutes." (API_GetFunction) */
const LIFETIME = 600_000;

/**
 * Zip files of functions for whoever has a URL that this process made, as GetFunction gives it.
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html
 */
export interface CodeDownloads {
  /** A URL that is good for ten minutes. */
  urlOf(codeBlob: string): string;
  /**
   * The zip file; undefined when the URL is not one of ours, or no longer good.
   * @param path of the URL, as on the wire
   * @param query of the URL, without the question mark
   */
  open(path: string, query: string): Promise<Uint8Array | undefined>;
}

/** @param endpoint URL of this gateway; asked whenever a URL is made */
export function createCodeDownloads(
  blobs: Pick<BlobStore, 'get'>,
  endpoint: () => string,
  clock: Clock,
): CodeDownloads {
  const key = randomBytes(32);
  const signature = (codeBlob: string, expires: string) =>
    createHmac('sha256', key).update(`${codeBlob}\n${expires}`).digest();
  return {
    urlOf(codeBlob) {
      const expires = String(clock() + LIFETIME);
      const signed = signature(codeBlob, expires).toString('base64url');
      return `${endpoint()}${CODE_DOWNLOAD_PATH}${codeBlob}?expires=${expires}&signature=${signed}`;
    },
    async open(path, query) {
      const codeBlob = path.slice(CODE_DOWNLOAD_PATH.length);
      const parameters = new URLSearchParams(query);
      const expires = parameters.get('expires') ?? '';
      const given = Buffer.from(parameters.get('signature') ?? '', 'base64url');
      const expected = signature(codeBlob, expires);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return Number(expires) < clock() ? undefined : blobs.get(codeBlob);
    },
  };
}
