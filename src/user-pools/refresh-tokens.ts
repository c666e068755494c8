import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import {
  type PoolUserRecord,
  type RefreshTokenRecord,
  refreshTokens,
  type TokenValidity,
} from '../definitions/user-pools.ts';
import type { Collection, Store } from '../store/store.ts';
import type { UserPool } from './user-pool.ts';
import { tokensOf } from './users.ts';

const UUID_BYTES = 16;
const SECRET_BYTES = 32;
const TOKEN_BYTES = 2 * UUID_BYTES + SECRET_BYTES;
/** Characters of such a token in base64url. */
const TOKEN_LENGTH = Math.ceil((TOKEN_BYTES * 8) / 6);
/** Sign-ins of one user that can be prolonged; more end the oldest. */
const MAXIMUM_PER_USER = 500;
const DAY_MS = 86_400_000;
const UNIT_MS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: DAY_MS };

/** ms */
export function validityMs({ value, unit }: TokenValidity): number {
  return value * UNIT_MS[unit];
}

/** A refresh token that was found, whatever its state. */
export interface KnownRefreshToken {
  readonly sub: string;
  readonly originJti: string;
  readonly record: RefreshTokenRecord;
}

/** Refresh tokens: opaque, 64 bytes that name the user and the sign-in and prove it by a secret of which a hash is kept. */
export class RefreshTokens {
  readonly #collection: Collection<RefreshTokenRecord>;
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#collection = store.collection(refreshTokens);
  }

  async create(
    pool: UserPool,
    user: PoolUserRecord,
    record: Omit<RefreshTokenRecord, 'secretHash' | 'username'>,
  ): Promise<{ readonly token: string; readonly originJti: string }> {
    const originJti = randomUUID();
    const secret = randomBytes(SECRET_BYTES);
    const id = `${tokensOf(pool, user)}${originJti}`;
    const value = { ...record, username: user.username, secretHash: hashOf(secret) };
    await this.#store.commit([
      this.#collection.putting(pool.scope, id, value, 0),
      ...(await this.#outdated(pool, user)),
    ]);
    const token = Buffer.concat([uuidBytes(user.sub), uuidBytes(originJti), secret]).toString('base64url');
    return { token, originJti };
  }

  async find(pool: UserPool, token: string): Promise<KnownRefreshToken | undefined> {
    if (token.length !== TOKEN_LENGTH) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== token) return undefined;
    const sub = uuidOf(bytes.subarray(0, UUID_BYTES));
    const originJti = uuidOf(bytes.subarray(UUID_BYTES, 2 * UUID_BYTES));
    const record = await this.#get(pool, sub, originJti);
    if (!record) return undefined;
    const given = Buffer.from(hashOf(bytes.subarray(2 * UUID_BYTES)), 'base64');
    return timingSafeEqual(given, Buffer.from(record.secretHash, 'base64'))
      ? { sub, originJti, record }
      : undefined;
  }

  /** Whether access tokens of this sign-in are still good. What is forgotten is not. */
  async isLive(pool: UserPool, sub: string, originJti: string): Promise<boolean> {
    const record = await this.#get(pool, sub, originJti);
    return record !== undefined && record.revoked !== true;
  }

  /** The record stays as long as access tokens of the same sign-in may. */
  async revoke(pool: UserPool, sub: string, originJti: string): Promise<void> {
    await this.#collection.update(pool.scope, `${tokensOf(pool, { sub })}${originJti}`, (record) => ({
      ...record,
      revoked: true,
    }));
  }

  async revokeAll(pool: UserPool, user: PoolUserRecord): Promise<void> {
    const all = await this.#collection.list(pool.scope, { prefix: tokensOf(pool, user) });
    const live = all.filter(({ value }) => value.revoked !== true);
    await Promise.all(
      live.map(({ id }) =>
        this.#collection.update(pool.scope, id, (record) => ({ ...record, revoked: true })),
      ),
    );
  }

  async #get(pool: UserPool, sub: string, originJti: string): Promise<RefreshTokenRecord | undefined> {
    const stored = await this.#collection.get(pool.scope, `${tokensOf(pool, { sub })}${originJti}`);
    return stored?.value;
  }

  /** Changes that forget what has expired, and the oldest where there are too many. */
  async #outdated(pool: UserPool, user: PoolUserRecord) {
    const all = await this.#collection.list(pool.scope, { prefix: tokensOf(pool, user) });
    // Access tokens live a day at most, also after their refresh token.
    const now = this.#clock() - DAY_MS;
    const expired = all.filter(({ value }) => value.expiresAt < now);
    const kept = all.filter(({ value }) => value.expiresAt >= now);
    const excess = kept
      .sort((a, b) => a.value.authTime - b.value.authTime)
      .slice(0, Math.max(0, kept.length - MAXIMUM_PER_USER + 1));
    return [...expired, ...excess].map(({ id }) => this.#collection.deleting(pool.scope, id));
  }
}

function hashOf(secret: Uint8Array): string {
  return createHash('sha256').update(secret).digest('base64');
}

function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
