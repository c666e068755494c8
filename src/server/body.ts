import type { IncomingMessage } from 'node:http';

/** Why a body was not read to its end. */
export type BodyFailure = 'too-large' | 'busy' | 'aborted';

/**
 * Reads request bodies into memory within two bounds: one body's size, and the sum of all bodies being held. Whoever
 * sends them may not have proved who they are yet: the signature covers the body.
 */
export class BodyReader {
  readonly #budget: number;
  #held = 0;

  /** @param budget bytes of all bodies held at one time */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /**
   * Calls `use` with the whole body; the bytes count against the budget until its promise settles.
   * @param maximum the largest body in bytes
   */
  async read<T>(
    request: IncomingMessage,
    maximum: number,
    use: (body: Uint8Array) => Promise<T>,
  ): Promise<T | BodyFailure> {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > maximum) return 'too-large';
    let held = 0;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) {
        held += chunk.length;
        this.#held += chunk.length;
        if (held > maximum) return 'too-large';
        if (this.#held > this.#budget) return 'busy';
        chunks.push(chunk);
      }
      const [first] = chunks;
      return await use(chunks.length === 1 && first ? first : Buffer.concat(chunks, held));
    } catch (error) {
      if (request.errored) return 'aborted';
      throw error;
    } finally {
      this.#held -= held;
    }
  }
}
