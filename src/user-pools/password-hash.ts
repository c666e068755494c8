import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordRecord } from '../definitions/user-pools.ts';
import { tooManyRequests } from './failed-attempts.ts';
import { srpVerifier } from './srp.ts';

const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** N, r, p: 32 MB and some 70 ms of one core. */
const COST: PasswordRecord['cost'] = [32_768, 8, 1];
/** Computations at a time: they share their threads with the reading of files. */
const CONCURRENT = 2;
const MAXIMUM_WAITING = 200;

/** Computes what is kept of passwords, off the event loop, so many at a time. */
export class PasswordHashes {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * What to keep of a password.
   * @param poolName the pool's id without its region
   */
  async of(poolName: string, username: string, password: string, now: number): Promise<PasswordRecord> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#scrypt(password, salt, COST);
    const srp = srpVerifier(poolName, username, password);
    return {
      hash: hash.toString('base64'),
      hashSalt: salt.toString('base64'),
      cost: COST,
      srpSalt: srp.salt,
      srpVerifier: srp.verifier,
      setAt: now,
    };
  }

  /** Whether it is that password. Takes as long where there is none to compare with. Throws TooManyRequestsException. */
  async matches(record: PasswordRecord | undefined, password: string): Promise<boolean> {
    const salt = record ? Buffer.from(record.hashSalt, 'base64') : randomBytes(SALT_BYTES);
    const computed = await this.#scrypt(password, salt, record?.cost ?? COST);
    return record !== undefined && timingSafeEqual(computed, Buffer.from(record.hash, 'base64'));
  }

  async #scrypt(password: string, salt: Buffer, [N, r, p]: PasswordRecord['cost']): Promise<Buffer> {
    await this.#enter();
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        scrypt(password, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      });
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running >= CONCURRENT) {
      if (this.#waiting.length >= MAXIMUM_WAITING) throw tooManyRequests();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running++;
  }
}
