import { createPublicKey, type KeyObject } from 'node:crypto';
import type { VerificationKey } from './key-source.ts';
import { algorithmsOf, type SignatureAlgorithm } from './signature-algorithms.ts';

/** Keys of one set that are looked at. */
const MAXIMUM_KEYS = 100;

/** The public members of a key, by its type: nothing else of it is read. RFC 7518, section 6. */
const MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['RSA', ['n', 'e']],
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
]);

/** The keys of an issuer at one time. */
export class KeySet {
  readonly #keys: readonly VerificationKey[];

  constructor(keys: readonly VerificationKey[]) {
    this.#keys = keys;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** @param kid undefined asks for the only key that fits */
  find(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | undefined {
    const fitting = this.#keys.filter(
      (key) => (kid === undefined || key.kid === kid) && key.algorithms.has(algorithm),
    );
    return kid === undefined && fitting.length > 1 ? undefined : fitting[0];
  }
}

/** A key of this process. */
export function verificationKey(kid: string, key: KeyObject): VerificationKey {
  return { kid, key, algorithms: new Set(algorithmsOf(key)) };
}

/**
 * Reads a JSON Web Key Set (RFC 7517). Keys that can't verify signatures are passed over, as the RFC says; undefined for
 * what is no such set, or has no key that can.
 */
export function readKeySet(document: unknown): KeySet | undefined {
  const members = objectOf(document)?.get('keys');
  if (!Array.isArray(members)) return undefined;
  const keys: VerificationKey[] = [];
  for (const member of members.slice(0, MAXIMUM_KEYS)) {
    const key = readKey(member);
    if (key) keys.push(key);
  }
  return keys.length > 0 ? new KeySet(keys) : undefined;
}

function readKey(value: unknown): VerificationKey | undefined {
  const jwk = objectOf(value);
  if (!jwk) return undefined;
  const use = jwk.get('use') ?? 'sig';
  const operations = jwk.get('key_ops') ?? ['verify'];
  if (use !== 'sig' || !Array.isArray(operations) || !operations.includes('verify')) return undefined;
  const kid = jwk.get('kid');
  const key = publicKeyOf(jwk);
  if (!key || (kid !== undefined && typeof kid !== 'string')) return undefined;
  const alg = jwk.get('alg');
  // A key that names its algorithm is for no other.
  const algorithms = algorithmsOf(key).filter((one) => alg === undefined || alg === one);
  return algorithms.length > 0 ? { key, kid, algorithms: new Set(algorithms) } : undefined;
}

function publicKeyOf(jwk: ReadonlyMap<string, unknown>): KeyObject | undefined {
  const kty = jwk.get('kty');
  const names = MEMBERS.get(kty);
  if (!names || typeof kty !== 'string') return undefined;
  const members: Record<string, string> = { kty };
  for (const name of names) {
    const member = jwk.get(name);
    if (typeof member !== 'string') return undefined;
    members[name] = member;
  }
  try {
    return createPublicKey({ key: members, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}
