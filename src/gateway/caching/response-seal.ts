import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CachedResponse } from './response-cache.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_LENGTH = 12;
const TAG_LENGTH = 16;
/** Bytes of the number that says how long the headers are. */
const LENGTH = 4;

/**
 * Encrypts responses of methods with `cacheDataEncrypted`, by a key that lives as long as the process: what is in the
 * cache can be read by nobody who finds it there, and under no other key than it was put.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html
 */
export class ResponseSeal {
  readonly #key = randomBytes(32);
  readonly #prefix = randomBytes(IV_LENGTH - 8);
  /** No initialization vector is used twice. */
  #sealed = 0n;

  /** @param name where the response is kept: it opens under this name only */
  seal({ status, headers, body }: CachedResponse, name: string): CachedResponse {
    const head = Buffer.from(JSON.stringify(headers));
    const length = Buffer.alloc(LENGTH);
    length.writeUInt32BE(head.length);
    const iv = Buffer.alloc(IV_LENGTH);
    this.#prefix.copy(iv);
    iv.writeBigUInt64BE(this.#sealed++, IV_LENGTH - 8);
    const cipher = createCipheriv(ALGORITHM, this.#key, iv).setAAD(associated(status, name));
    const parts = [cipher.update(length), cipher.update(head), cipher.update(body), cipher.final()];
    return { status, headers: [], body: Buffer.concat([iv, cipher.getAuthTag(), ...parts]), sealed: true };
  }

  /** Undefined for what was not sealed here under this name, or was changed. */
  open({ status, body }: CachedResponse, name: string): CachedResponse | undefined {
    try {
      const decipher = createDecipheriv(ALGORITHM, this.#key, body.subarray(0, IV_LENGTH), {
        authTagLength: TAG_LENGTH,
      });
      decipher.setAAD(associated(status, name));
      decipher.setAuthTag(body.subarray(IV_LENGTH, IV_LENGTH + TAG_LENGTH));
      const parts = [decipher.update(body.subarray(IV_LENGTH + TAG_LENGTH)), decipher.final()];
      const plain = Buffer.concat(parts);
      const end = LENGTH + plain.readUInt32BE();
      const headers: string[] = JSON.parse(plain.toString('utf8', LENGTH, end));
      return { status, headers, body: plain.subarray(end), sealed: false };
    } catch {
      return undefined;
    }
  }
}

function associated(status: number, name: string): Buffer {
  return Buffer.from(`${status} ${name}`);
}
