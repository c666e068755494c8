import { hash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { BoundedCache } from '../bounded-cache.ts';
import { timeOf } from './claims.ts';
import type { KeySource, VerificationKey } from './key-source.ts';
import { type Claims, MAXIMUM_TOKEN_LENGTH, type ParsedToken, parseToken } from './parse-token.ts';
import { isOneOf, isSignedBy, type SignatureAlgorithm } from './signature-algorithms.ts';
import { TokenRefused } from './token-refused.ts';

/** Tokens that are remembered: some ten megabytes at most. */
const REMEMBERED_TOKENS = 5_000;
/** Seconds by which the clock of an issuer may be ahead. A token's end is exact. */
const TOLERANCE = 10;

/** Somebody whose tokens count. Compared by identity: make one for each issuer and keep it. */
export interface TrustedIssuer {
  /** What its tokens say in `iss`, letter by letter. */
  readonly issuer: string;
  readonly keys: KeySource;
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
}

/** What a token says that is signed by a trusted issuer and is in force. The same object while it is remembered. */
export interface VerifiedToken<Issuer extends TrustedIssuer = TrustedIssuer> {
  readonly issuer: Issuer;
  readonly claims: Claims;
  /** ms since 1970. */
  readonly expiresAt: number;
}

export interface VerifyOptions {
  /** Milliseconds for which a token that was verified need not be verified again; 0 for each time. */
  readonly remember: number;
  /** Tokens that were verified under another name are verified again. */
  readonly partition: string;
}

interface Remembered<Issuer extends TrustedIssuer> {
  readonly token: VerifiedToken<Issuer>;
  /** ms since 1970. */
  readonly verifiedAt: number;
}

/**
 * Verifies JSON Web Tokens (RFC 7519) with public keys: signature, issuer, `exp`, `nbf` and `iat`. What else must be in
 * them, audience and scopes, is for whoever asks: see `claims.ts`. Only good tokens are remembered, by their SHA-256, so
 * that bad ones, however many, take no memory.
 *
 * An issuer on the network is `{ issuer, algorithms: PUBLIC_KEY_ALGORITHMS, keys: new RemoteKeys({ load:
 * keysOfProvider(issuer), clock }) }`; one of this process has a KeySet for keys. Node's own crypto verifies: a token takes
 * half the time that it takes with jose (21 against 42 microseconds for RS256), and nothing is to be loaded.
 */
export class TokenVerifier<Issuer extends TrustedIssuer = TrustedIssuer> {
  readonly #clock: Clock;
  readonly #remembered: BoundedCache<Remembered<Issuer>>;

  constructor(clock: Clock, limit = REMEMBERED_TOKENS) {
    this.#clock = clock;
    this.#remembered = new BoundedCache(limit);
  }

  /** Answers at once when the key is known. Throws or rejects with TokenRefused or KeysUnavailable. */
  verify(
    token: string,
    trusted: readonly Issuer[],
    { remember, partition }: VerifyOptions,
  ): VerifiedToken<Issuer> | Promise<VerifiedToken<Issuer>> {
    if (token.length > MAXIMUM_TOKEN_LENGTH) throw new TokenRefused('malformed');
    const name = remember > 0 ? `${partition} ${hash('sha256', token, 'base64')}` : '';
    const known = remember > 0 ? this.#recall(name, trusted, remember) : undefined;
    if (known) return known;
    const parsed = parseToken(token);
    const issuer = trusted.find((one) => one.issuer === parsed.claims.get('iss'));
    if (!issuer) throw new TokenRefused('issuer');
    if (!isOneOf(issuer.algorithms, parsed.alg)) throw new TokenRefused('algorithm');
    const { alg } = parsed;
    const finish = () => {
      const verified = { issuer, claims: parsed.claims, expiresAt: this.#checkTimes(parsed.claims) };
      if (remember > 0) this.#remembered.set(name, { token: verified, verifiedAt: this.#clock() });
      return verified;
    };
    const key = issuer.keys.find(parsed.kid, alg);
    const proof =
      key instanceof Promise
        ? key.then((one) => prove(parsed, alg, one, issuer))
        : prove(parsed, alg, key, issuer);
    return proof ? proof.then(finish) : finish();
  }

  #recall(name: string, trusted: readonly Issuer[], remember: number): VerifiedToken<Issuer> | undefined {
    const found = this.#remembered.get(name);
    if (!found) return undefined;
    const now = this.#clock();
    const age = now - found.verifiedAt;
    // A clock that went back says nothing of the age.
    if (age >= 0 && age < remember && trusted.includes(found.token.issuer)) {
      if (now < found.token.expiresAt) return found.token;
      this.#remembered.delete(name);
      throw new TokenRefused('expired');
    }
    this.#remembered.delete(name);
    return undefined;
  }

  /** When the token ends. After the signature: whoever makes a token up is not told about times. */
  #checkTimes(claims: Claims): number {
    const now = this.#clock();
    const expires = timeOf(claims, 'exp');
    const issued = timeOf(claims, 'iat');
    const begins = timeOf(claims, 'nbf');
    if (expires === undefined || [expires, issued, begins].some(Number.isNaN))
      throw new TokenRefused('claims');
    const latest = Math.max(issued ?? 0, begins ?? 0);
    if (now < (latest - TOLERANCE) * 1000) throw new TokenRefused('not yet valid');
    if (now >= expires * 1000) throw new TokenRefused('expired');
    return expires * 1000;
  }
}

/** Throws or rejects with TokenRefused unless the token is signed with the key, or with one that took its place. */
function prove(
  { kid, signed, signature }: ParsedToken,
  algorithm: SignatureAlgorithm,
  key: VerificationKey | undefined,
  { keys }: TrustedIssuer,
): void | Promise<void> {
  const isSignedWith = (one: VerificationKey) =>
    one.algorithms.has(algorithm) && isSignedBy(one.key, algorithm, signed, signature);
  if (!key) throw new TokenRefused('key');
  if (isSignedWith(key)) return;
  if (!keys.findAnother) throw new TokenRefused('signature');
  return keys.findAnother(key, kid, algorithm).then((another) => {
    if (!another || !isSignedWith(another)) throw new TokenRefused('signature');
  });
}
