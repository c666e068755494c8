import type { KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from './signature-algorithms.ts';

/** A public key of an issuer. */
export interface VerificationKey {
  readonly key: KeyObject;
  /** Undefined for a key without a name. */
  readonly kid: string | undefined;
  /** What it may verify: never empty, and never more than its type allows. */
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
}

/**
 * Where the keys of one issuer are found: pools of this process, or an address that is asked when it has to be. Answers
 * at once when it can.
 */
export interface KeySource {
  /**
   * The key with which a token may have been signed; undefined when the issuer has no such key. Throws or rejects with
   * KeysUnavailable when that can't be known now.
   * @param kid as the token's header names it; undefined asks for the only key that fits
   */
  find(
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): VerificationKey | undefined | Promise<VerificationKey | undefined>;

  /**
   * The key of the same name that is another one by now, for a token that is not signed with `key`: issuers that are set
   * up anew may name their new key as the old one. Undefined when there is none; never rejects.
   */
  findAnother?(
    key: VerificationKey,
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): Promise<VerificationKey | undefined>;
}
