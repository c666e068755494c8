import type { Clock } from '../../clock.ts';
import { tenantUsages } from '../../definitions/tenants.ts';
import type { ThrottleSettings } from '../../definitions/usage-plans.ts';
import { MemoryTokenBuckets } from '../../store/memory-token-buckets.ts';
import type { Store } from '../../store/store.ts';
import { ADMITTED, type TokenBucket, type TokenBuckets } from '../../store/token-buckets.ts';
import type { Log } from '../../telemetry/log.ts';
import { AccountThrottles } from './account-throttles.ts';
import { ApiKeys } from './api-keys.ts';
import type { QuotaCounters } from './quota-counters.ts';
import { RecordedQuotaCounters } from './recorded-quota-counters.ts';
import { TenantCounters } from './tenant-counters.ts';

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
  readonly quotaCounters: QuotaCounters;
  readonly tenantCounters: TenantCounters;
  readonly accounts: AccountThrottles;
  readonly log: Log;
  readonly #tokenBuckets: TokenBuckets;

  constructor({ store, clock, log, accountThrottle, tokenBuckets, quotaCounters }: ThrottlingOptions) {
    this.apiKeys = new ApiKeys(store);
    this.#tokenBuckets = tokenBuckets ?? new MemoryTokenBuckets(() => performance.now());
    this.quotaCounters = quotaCounters ?? new RecordedQuotaCounters(store, clock, log);
    this.tenantCounters = new TenantCounters(store.collection(tenantUsages), clock, log);
    this.accounts = new AccountThrottles(accountThrottle);
    this.log = log;
  }

  /** As {@link TokenBuckets.take}. When whoever keeps the buckets is away, requests are let through, as AWS does. */
  take(buckets: readonly TokenBucket[]): number | Promise<number> {
    const result = this.#tokenBuckets.take(buckets);
    return typeof result === 'number' ? result : result.catch((error) => this.#letThrough(error));
  }

  /** Puts back a token of each bucket. */
  giveBack(buckets: readonly TokenBucket[]): void {
    for (const { key } of buckets) this.#tokenBuckets.giveBack(key, 1);
  }

  #letThrough(error: unknown): number {
    const reason = error instanceof Error ? error.message : 'unknown error';
    this.log.error('Token buckets can’t be reached, so that throttles are not held', { reason });
    return ADMITTED;
  }

  /** Writes what was counted, and lets go of the store. */
  async close(): Promise<void> {
    await Promise.all([this.quotaCounters.close(), this.tenantCounters.close()]);
    this.apiKeys.close();
  }
}
