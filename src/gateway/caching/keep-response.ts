import { Readable, Transform } from 'node:stream';
import type { Reply } from '../responses/reply.ts';
import { type CachedResponse, MAXIMUM_CACHED_RESPONSE } from './response-cache.ts';

/** Headers about the one request that the integration was asked for. */
const OF_ONE_REQUEST: ReadonlySet<string> = new Set(['x-amzn-trace-id']);

/** Bytes of streams that are being collected at one time; what is beyond passes without being kept. */
const MAXIMUM_COLLECTED = 32 * 1024 * 1024;

/**
 * Takes copies of responses for the cache. One that is streamed is copied while it goes to the client, who waits for
 * nothing; one that breaks off, or is too large, is not kept.
 */
export class ResponseKeeper {
  #collected = 0;

  /** Bytes of streams that are being collected at this moment. */
  get collected(): number {
    return this.#collected;
  }

  /**
   * The reply to give instead of `reply`.
   * @param keep called with the copy, if there is one, when it is whole
   */
  keep(reply: Reply, isHead: boolean, keep: (response: CachedResponse) => void): Reply {
    const headers = keptHeaders(reply.headers);
    const room = MAXIMUM_CACHED_RESPONSE - headers.reduce((sum, text) => sum + text.length, 0);
    const { status, body, contentLength } = reply;
    if (!(body instanceof Readable)) {
      if (Buffer.byteLength(body) <= room) {
        const bytes = typeof body === 'string' ? Buffer.from(body) : body;
        keep({ status, headers, body: bytes, sealed: false });
      }
      return reply;
    }
    // How long the body of an answer to HEAD would be, is known of its stream alone.
    if (isHead || (contentLength ?? 0) > room) return reply;
    const whole = (bytes: Buffer) => keep({ status, headers, body: bytes, sealed: false });
    return { ...reply, body: this.#copying(body, room, whole) };
  }

  #copying(body: Readable, room: number, whole: (bytes: Buffer) => void): Readable {
    let chunks: Buffer[] | undefined = [];
    let size = 0;
    const forget = () => {
      if (!chunks) return;
      chunks = undefined;
      this.#collected -= size;
    };
    const copying = new Transform({
      transform: (chunk: Buffer, _encoding, pass) => {
        if (chunks) {
          if (size + chunk.length > room || this.#collected + chunk.length > MAXIMUM_COLLECTED) forget();
          else {
            size += chunk.length;
            this.#collected += chunk.length;
            chunks.push(chunk);
          }
        }
        pass(null, chunk);
      },
      flush(pass) {
        if (chunks) whole(Buffer.concat(chunks, size));
        pass();
      },
    });
    body.once('error', (error) => copying.destroy(error));
    copying.once('close', () => {
      forget();
      body.destroy();
    });
    return body.pipe(copying);
  }
}

function keptHeaders(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!OF_ONE_REQUEST.has(name.toLowerCase())) kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}
