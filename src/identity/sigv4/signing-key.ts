import { createHmac } from 'node:crypto';
import { BoundedCache } from '../bounded-cache.ts';
import { type CredentialScope, TERMINATOR } from './signature.ts';

/** The key that signs for one day, region and service. */
export function deriveSigningKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  const date = hmac(`AWS4${secretAccessKey}`, scope.date);
  const region = hmac(date, scope.region);
  const service = hmac(region, scope.service);
  return hmac(service, TERMINATOR);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Derived keys, kept for as long as there is room. A changed secret is noticed. */
export class SigningKeyCache {
  readonly #keys: BoundedCache<{ readonly secretAccessKey: string; readonly key: Buffer }>;

  constructor(limit = 1000) {
    this.#keys = new BoundedCache(limit);
  }

  get(accessKeyId: string, secretAccessKey: string, scope: CredentialScope): Buffer {
    const name = `${accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
    const known = this.#keys.get(name);
    if (known !== undefined && known.secretAccessKey === secretAccessKey) return known.key;
    const key = deriveSigningKey(secretAccessKey, scope);
    this.#keys.set(name, { secretAccessKey, key });
    return key;
  }
}
