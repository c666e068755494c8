import type { Clock } from '../../clock.ts';
import { DAY, dateOf } from '../../definitions/quota-period.ts';
import { USAGE_DAYS } from '../../definitions/usage-plans.ts';
import type { CallContext, Handler } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { badRequest } from './errors.ts';
import type { Days, UsageItem } from './usage-item.ts';
import { UsageRecords } from './usage-records.ts';

/** One of `tenant`, `usagePlanId` and `keyId` says whose usage. */
export interface GetUsageInput {
  readonly tenant?: string;
  readonly usagePlanId?: string;
  readonly keyId?: string;
  /** `2026-01-31`, in UTC; the last 30 days when neither is given. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** Keys of one page, 100 by default. */
  readonly limit?: number;
  readonly position?: string;
}

export interface GetUsageOutput {
  readonly startDate: string;
  readonly endDate: string;
  /** Only keys of which something is known. A page may be empty; `position` then leads on all the same. */
  readonly items: readonly UsageItem[];
  readonly position?: string;
}

const DEFAULT_DAYS = 30;
const DEFAULT_LIMIT = 100;

export function getUsageHandler(dependencies: {
  readonly store: Store;
  readonly clock: Clock;
}): Handler<GetUsageInput, GetUsageOutput> {
  const { store, clock } = dependencies;
  const records = new UsageRecords(store, clock);
  return async (input, { account, region }: CallContext) => {
    const { tenant, usagePlanId, keyId, limit = DEFAULT_LIMIT, position } = input;
    if ([tenant, usagePlanId, keyId].filter((one) => one !== undefined).length !== 1)
      throw badRequest('One of tenant, usagePlanId and keyId must be given');
    const days = daysOf(input, clock());
    const query = { scope: { account, region }, days, limit, position };
    const page =
      tenant !== undefined
        ? await records.ofTenant(tenant, query)
        : usagePlanId !== undefined
          ? await records.ofPlan(usagePlanId, query)
          : await records.ofKey(keyId ?? '', query);
    return { ...days, ...page };
  };
}

function daysOf({ startDate, endDate }: GetUsageInput, now: number): Days {
  const last = endDate ?? dateOf(now);
  const first = startDate ?? dateOf(timeOf(last) - (DEFAULT_DAYS - 1) * DAY);
  const days = (timeOf(last) - timeOf(first)) / DAY;
  if (days < 0 || days > USAGE_DAYS)
    throw badRequest(`endDate must be 0 to ${USAGE_DAYS} days after startDate`);
  return { startDate: first, endDate: last };
}

function timeOf(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || dateOf(time) !== date)
    throw badRequest('startDate and endDate must be dates yyyy-mm-dd');
  return time;
}
