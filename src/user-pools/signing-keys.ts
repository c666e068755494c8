import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { promisify } from 'node:util';
import { type SigningKeysRecord, signingKeys } from '../definitions/user-pools.ts';
import { BoundedCache } from '../identity/bounded-cache.ts';
import { RevisionConflictError, type Store } from '../store/store.ts';
import type { UserPool } from './user-pool.ts';

/** Pools whose keys are kept ready. */
const CACHED_POOLS = 200;
const MODULUS_BITS = 2048;
const SESSION_KEY_BYTES = 32;
const makeKeyPair = promisify(generateKeyPair);

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** As a pool has them: id tokens and access tokens are signed with different keys. */
export interface PoolSigningKeys {
  readonly id: SigningKey;
  readonly access: SigningKey;
  /** Seals what clients carry between steps of a sign-in. */
  readonly session: KeyObject;
}

/** A public key as `/.well-known/jwks.json` lists it. */
export interface PublicJwk {
  readonly alg: 'RS256';
  readonly e: string;
  readonly kid: string;
  readonly kty: 'RSA';
  readonly n: string;
  readonly use: 'sig';
}

/**
 * The two RS256 keys of each pool, made when they are first needed.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export class SigningKeys {
  readonly #store: Store;
  readonly #ready = new BoundedCache<Promise<PoolSigningKeys>>(CACHED_POOLS);

  constructor(store: Store) {
    this.#store = store;
  }

  of(pool: UserPool): Promise<PoolSigningKeys> {
    const ready = this.#ready.get(pool.id);
    if (ready) return ready;
    const loading = this.#ensure(pool).then(readKeys);
    this.#ready.set(pool.id, loading);
    loading.catch(() => this.#ready.delete(pool.id));
    return loading;
  }

  /** The body of `/.well-known/jwks.json`. */
  async jwks(pool: UserPool): Promise<{ readonly keys: readonly PublicJwk[] }> {
    const { id, access } = await this.of(pool);
    return { keys: [publicJwk(id), publicJwk(access)] };
  }

  async #ensure(pool: UserPool): Promise<SigningKeysRecord> {
    const collection = this.#store.collection(signingKeys);
    const found = await collection.get(pool.scope, pool.id);
    if (found) return found.value;
    const keys = await Promise.all([newKey(), newKey()]);
    const record = { keys, sessionKey: randomBytes(SESSION_KEY_BYTES).toString('base64') };
    try {
      await collection.put(pool.scope, pool.id, record, 0);
      return record;
    } catch (error) {
      if (!(error instanceof RevisionConflictError)) throw error;
      return this.#ensure(pool);
    }
  }
}

/** Off the event loop: takes up to a second. */
async function newKey(): Promise<SigningKeysRecord['keys'][number]> {
  const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: MODULUS_BITS });
  const kid = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  return { kid, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function readKeys({ keys, sessionKey }: SigningKeysRecord): PoolSigningKeys {
  const [id, access] = keys.map(({ kid, privateKey: pem }) => {
    const privateKey = createPrivateKey(pem);
    return { kid, privateKey, publicKey: createPublicKey(privateKey) };
  });
  if (id === undefined || access === undefined) throw new Error('a pool has two signing keys');
  return { id, access, session: createSecretKey(sessionKey, 'base64') };
}

function publicJwk({ kid, publicKey }: SigningKey): PublicJwk {
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
  return { alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' };
}
