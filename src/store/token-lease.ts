import type { TokenBucket } from './token-buckets.ts';

/** Asks for tokens of one bucket. */
export interface LeaseRequest extends TokenBucket {
  /** Tokens, 1 or more. */
  readonly wanted: number;
}

/** Tokens that whoever asked may use or give back. */
export interface Lease {
  /** 0 to `wanted`. */
  readonly granted: number;
  /** ms until the bucket has its next token, where fewer were granted than wanted. */
  readonly nextIn: number;
}

/** The one place that keeps the buckets, as other processes see it. */
export interface TokenSource {
  /** As many tokens of each bucket as it has, up to those wanted, in the order of the requests. */
  lease(requests: readonly LeaseRequest[]): Promise<readonly Lease[]>;
  /** Puts back tokens that were leased and not used. */
  giveBack(key: string, tokens: number): void;
}
