import { type Readable, Transform } from 'node:stream';

/** Largest answer of a backend in bytes: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const MAXIMUM_RESPONSE = 10 * 1024 * 1024;
/**
 * Answers of a known length up to this are read before the client gets anything of them: they go out in one write, and
 * a backend that breaks off in the middle is a 504 as on AWS.
 */
export const SMALL_RESPONSE = 64 * 1024;

/** An answer that is longer than it may be. */
export class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLargeError';

  constructor() {
    super(`Integration response is larger than allowable maximum of ${MAXIMUM_RESPONSE} bytes`);
  }
}

/** Reads a whole body. Rejects when it breaks off or is longer than `maximum` bytes. */
export function collect(body: Readable, maximum: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximum) body.destroy(new ResponseTooLargeError());
      else chunks.push(chunk);
    });
    body.once('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks, size));
    });
    body.once('error', reject);
  });
}

/** The body, broken off where it exceeds {@link MAXIMUM_RESPONSE}. */
export function limited(body: Readable): Readable {
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, pass) {
      size += chunk.length;
      if (size <= MAXIMUM_RESPONSE) pass(null, chunk);
      else pass(new ResponseTooLargeError());
    },
  });
  body.once('error', (error) => counted.destroy(error));
  counted.once('close', () => body.destroy());
  return body.pipe(counted);
}
