import { constants, type KeyObject, verify } from 'node:crypto';

/** Signatures with public keys alone: whoever can check a token can't make one. */
export type SignatureAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

/** "Cognito signs tokens with RS256": the user pools' guide, "Verifying JSON web tokens". */
export const USER_POOL_ALGORITHMS: ReadonlySet<SignatureAlgorithm> = new Set(['RS256']);

/** RFC 7518, section 3, and RFC 8037, without the algorithms of shared secrets and without `none`. */
export const PUBLIC_KEY_ALGORITHMS: ReadonlySet<SignatureAlgorithm> = new Set([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
]);

const RSA_ALGORITHMS: readonly SignatureAlgorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** By the names that Node gives the curves. */
const CURVE_ALGORITHMS: ReadonlyMap<string, readonly SignatureAlgorithm[]> = new Map([
  ['prime256v1', ['ES256']],
  ['secp384r1', ['ES384']],
  ['secp521r1', ['ES512']],
]);

/** RFC 7518, section 3.3: "A key of size 2048 bits or larger MUST be used". Longer ones than these cost too much. */
const RSA_BITS = { minimum: 2048, maximum: 8192 };

/** What a key may verify: by its own type and size, whatever a token says. */
export function algorithmsOf(key: KeyObject): readonly SignatureAlgorithm[] {
  if (key.type !== 'public') return [];
  switch (key.asymmetricKeyType) {
    case 'rsa': {
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
      return bits >= RSA_BITS.minimum && bits <= RSA_BITS.maximum ? RSA_ALGORITHMS : [];
    }
    case 'ec':
      return CURVE_ALGORITHMS.get(key.asymmetricKeyDetails?.namedCurve ?? '') ?? [];
    case 'ed25519':
      return ['EdDSA'];
    default:
      return [];
  }
}

/** Whether an `alg` is one of these, letter by letter. */
export function isOneOf(algorithms: ReadonlySet<SignatureAlgorithm>, alg: string): alg is SignatureAlgorithm {
  const names: ReadonlySet<string> = algorithms;
  return names.has(alg);
}

/** Whether the signature is the key's; false for any that can't be read. @param key one that may verify `algorithm` */
export function isSignedBy(
  key: KeyObject,
  algorithm: SignatureAlgorithm,
  signed: string,
  signature: Buffer,
): boolean {
  const data = Buffer.from(signed, 'latin1');
  const digest = algorithm === 'EdDSA' ? null : `sha${algorithm.slice(2)}`;
  try {
    if (algorithm.startsWith('PS')) {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      return verify(digest, data, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature);
    }
    if (algorithm.startsWith('ES'))
      return verify(digest, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
    return verify(digest, data, key, signature);
  } catch {
    return false;
  }
}
