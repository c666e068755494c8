import type { Clock } from '../../clock.ts';
import { dateOf, withoutOldDays } from '../../definitions/quota-period.ts';
import { isTenant, TENANT_TAG, type TenantUsage, tenantUsageId } from '../../definitions/tenants.ts';
import { type Collection, RevisionConflictError, type Scope } from '../../store/store.ts';
import type { Log } from '../../telemetry/log.ts';
import type { AuthorizerVariables } from '../authorizers/authorizer-variables.ts';
import type { KeyAccess } from './key-access.ts';
import type { MeteredKey } from './quota-counters.ts';

/** ms after which the first of the counts that are not written yet is. */
const WRITTEN_AFTER = 500;
/** Records that are written in one turn of the event loop. */
const BATCH = 200;
/** Tenants with a key each that wait to be written; more than anybody serves in half a second. */
const MAXIMUM_WAITING = 100_000;

interface Counted {
  readonly scope: Scope;
  readonly id: string;
  readonly usage: TenantUsage;
}

/**
 * Counts the requests of tenants that share an API key, by what the Lambda authorizer's context says: its member `tenant`.
 * Requests with a key that is a tenant's own are counted with the key. What was counted is written at most a second later,
 * so that a crash forgets no more.
 */
export class TenantCounters {
  readonly #usages: Pick<Collection<TenantUsage>, 'put' | 'update'>;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'warn'>;
  #waiting = new Map<string, Counted>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(usages: Pick<Collection<TenantUsage>, 'put' | 'update'>, clock: Clock, log: Pick<Log, 'warn'>) {
    this.#usages = usages;
    this.#clock = clock;
    this.#log = log;
  }

  /** Counts a request that was let through, if it is one of a tenant that shares the key. */
  count({ metered, tenant: owner }: KeyAccess, authorizer: AuthorizerVariables | undefined): void {
    if (authorizer === undefined || metered === undefined || owner !== undefined) return;
    const tenant = authorizer.properties.get(TENANT_TAG);
    if (tenant === undefined || !isTenant(String(tenant))) return;
    const counted = this.#countedOf(metered, String(tenant));
    if (counted === undefined) return;
    const day = dateOf(this.#clock());
    counted.usage.days[day] = (counted.usage.days[day] ?? 0) + 1;
    this.#timer ??= setTimeout(() => void this.flush(), WRITTEN_AFTER).unref();
  }

  /** Makes everything that was counted so far durable. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#writeAll());
    return this.#flushing;
  }

  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }

  #countedOf({ name, scope, id }: MeteredKey, tenant: string): Counted | undefined {
    const place = `${name}/${tenant}`;
    let counted = this.#waiting.get(place);
    if (counted === undefined) {
      if (this.#waiting.size >= MAXIMUM_WAITING) return undefined;
      const [usagePlanId = '', keyId = ''] = id.split('/');
      counted = {
        scope,
        id: tenantUsageId(tenant, usagePlanId, keyId),
        usage: { usagePlanId, keyId, days: {} },
      };
      this.#waiting.set(place, counted);
    }
    return counted;
  }

  async #writeAll(): Promise<void> {
    const all = [...this.#waiting];
    this.#waiting = new Map();
    for (let start = 0; start < all.length; start += BATCH) {
      const some = all.slice(start, start + BATCH);
      await Promise.all(some.map(([place, counted]) => this.#write(place, counted)));
    }
  }

  async #write(place: string, counted: Counted): Promise<void> {
    const { scope, id, usage } = counted;
    const now = this.#clock();
    try {
      const written = await this.#usages.update(scope, id, (before) => sumOf(before, usage, now));
      if (written === undefined) await this.#usages.put(scope, id, usage, 0);
    } catch (error) {
      this.#putBack(place, counted);
      if (error instanceof RevisionConflictError) return;
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.#log.warn('The usage of a tenant could not be written yet', { reason });
    }
  }

  #putBack(place: string, counted: Counted): void {
    const since = this.#waiting.get(place);
    const usage = since ? sumOf(counted.usage, since.usage, this.#clock()) : counted.usage;
    this.#waiting.set(place, { ...counted, usage });
    this.#timer ??= setTimeout(() => void this.flush(), WRITTEN_AFTER).unref();
  }
}

/** Without the days that are too old to be remembered. */
function sumOf(one: TenantUsage, other: TenantUsage, now: number): TenantUsage {
  const sum = withoutOldDays(one, now);
  for (const [day, count] of Object.entries(other.days)) sum.days[day] = (sum.days[day] ?? 0) + count;
  return sum;
}
