import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { BoundedCache } from '../identity/bounded-cache.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { UserPool } from './user-pool.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MAXIMUM_LENGTH = 8_192;
/** Used sessions that are remembered until they expire by themselves. */
const REMEMBERED = 100_000;

/** What the client carries between two steps of a sign-in. */
export interface SessionState {
  readonly clientId: string;
  readonly username: string;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** A session as the client sent it back: known to be ours, in time and not used before. */
export interface OpenedSession<State> {
  readonly state: State;
  /** False when it was used before. To be called when the step succeeds. */
  use(): boolean;
}

/** Sessions of sign-ins: sealed for the client to carry, so that nothing is kept of those that nobody finishes. */
export class SealedSessions {
  readonly #keys: SigningKeys;
  readonly #clock: Clock;
  readonly #used = new BoundedCache<true>(REMEMBERED);

  constructor(keys: SigningKeys, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** @param purpose what it is good for; no other opens it */
  async seal(pool: UserPool, purpose: string, state: SessionState): Promise<Buffer> {
    const { session } = await this.#keys.of(pool);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, session, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(additionalData(pool, purpose));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(state), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
  }

  /** Undefined for what was not sealed for that purpose, and for what has expired. */
  async open<State extends SessionState>(
    pool: UserPool,
    purpose: string,
    sealed: Buffer,
  ): Promise<OpenedSession<State> | undefined> {
    if (sealed.length > MAXIMUM_LENGTH || sealed.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    const { session } = await this.#keys.of(pool);
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, session, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData(pool, purpose));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    let json: string;
    try {
      const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
      json = Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
    // Authentic, so written by `seal` for this purpose.
    const state: State = JSON.parse(json);
    if (state.expiresAt <= this.#clock()) return undefined;
    const name = nonce.toString('base64');
    const used = () => this.#used.get(name) === true;
    if (used()) return undefined;
    return {
      state,
      use: () => {
        if (used()) return false;
        this.#used.set(name, true);
        return true;
      },
    };
  }
}

function additionalData(pool: UserPool, purpose: string): Buffer {
  return Buffer.from(`${pool.id} ${purpose}`, 'utf8');
}
