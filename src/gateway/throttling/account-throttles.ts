import type { ThrottleSettings } from '../../definitions/usage-plans.ts';
import type { Scope } from '../../store/store.ts';
import type { TokenBucket } from '../../store/token-buckets.ts';

/** The bucket that all APIs of an account in a region share. */
export class AccountThrottles {
  readonly settings: ThrottleSettings;
  readonly #buckets = new Map<string, TokenBucket>();

  /** @param settings of each account in each region */
  constructor(settings: ThrottleSettings) {
    this.settings = settings;
  }

  bucketOf({ account, region }: Scope): TokenBucket {
    const key = `account/${account}/${region}`;
    const known = this.#buckets.get(key);
    if (known) return known;
    const { rateLimit: rate, burstLimit: burst } = this.settings;
    const bucket = { key, rate, burst };
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
