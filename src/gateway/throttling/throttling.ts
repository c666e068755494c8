import type { Clock } from '../../clock.ts';
import type { ThrottleSettings } from '../../definitions/usage-plans.ts';
import { MemoryTokenBuckets } from '../../store/memory-token-buckets.ts';
import type { Store } from '../../store/store.ts';
import type { TokenBuckets } from '../../store/token-buckets.ts';
import type { Log } from '../../telemetry/log.ts';
import { AccountThrottles } from './account-throttles.ts';
import { ApiKeys } from './api-keys.ts';
import type { QuotaCounters } from './quota-counters.ts';
import { RecordedQuotaCounters } from './recorded-quota-counters.ts';

export interface ThrottlingOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Of each account in each region. */
  readonly accountThrottle: ThrottleSettings;
  /** In the memory of this process by default. */
  readonly tokenBuckets?: TokenBuckets | undefined;
  /** In the records of the store by default. */
  readonly quotaCounters?: QuotaCounters | undefined;
}

/** What decides how much may be called: keys, buckets and counters, shared by all stages. */
export class Throttling {
  readonly apiKeys: ApiKeys;
  readonly tokenBuckets: TokenBuckets;
  readonly quotaCounters: QuotaCounters;
  readonly accounts: AccountThrottles;
  readonly log: Log;

  constructor({ store, clock, log, accountThrottle, tokenBuckets, quotaCounters }: ThrottlingOptions) {
    this.apiKeys = new ApiKeys(store);
    this.tokenBuckets = tokenBuckets ?? new MemoryTokenBuckets(() => performance.now());
    this.quotaCounters = quotaCounters ?? new RecordedQuotaCounters(store, clock, log);
    this.accounts = new AccountThrottles(accountThrottle);
    this.log = log;
  }

  /** Writes what was counted, and lets go of the store. */
  async close(): Promise<void> {
    await this.quotaCounters.close();
    this.apiKeys.close();
  }
}
