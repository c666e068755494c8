/** Why a token is refused. For logs: clients are told less. */
export type Refusal =
  /** No JWS in compact serialization that holds JSON, or larger or deeper than is looked at. */
  | 'malformed'
  /** Signed in a way that is not allowed, `none` and shared secrets among them. */
  | 'algorithm'
  /** From an issuer that is not trusted. */
  | 'issuer'
  /** The issuer has no such key. */
  | 'key'
  | 'signature'
  /** `exp` is in the past. */
  | 'expired'
  /** `nbf` or `iat` is in the future. */
  | 'not yet valid'
  /** A claim is missing or is not what it must be. */
  | 'claims';

/** A token that proves nothing. Says nothing of what is in it. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`the token is refused: ${refusal}`);
    this.refusal = refusal;
  }
}

/** The issuer's keys can't be had now, so that nothing can be said of its tokens. The message says why. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}
