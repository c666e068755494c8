/**
 * A token bucket: it holds `burst` tokens at most, begins full, and gains `rate` tokens a second.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export interface TokenBucket {
  /** Names the bucket; whoever uses the same name shares its tokens. */
  readonly key: string;
  /** Tokens per second, 0 or more, fractions too. */
  readonly rate: number;
  /** Tokens, 0 or more. */
  readonly burst: number;
}

/** All tokens were there, and have been taken. */
export const ADMITTED = -1;

/**
 * Token buckets that everybody who serves an API shares. One contract, several engines; every engine passes
 * `store/token-buckets-contract.ts`.
 */
export interface TokenBuckets {
  /**
   * Takes one token from each bucket, or from none. A bucket whose rate or burst differs from the last call's keeps the
   * tokens that it lacks.
   * @returns {@link ADMITTED}, or the index of the first bucket that has none; at once where that is known
   */
  take(buckets: readonly TokenBucket[]): number | Promise<number>;
  /** Puts back tokens of a bucket that were taken and not used. */
  giveBack(key: string, tokens: number): void;
}
