import { restOn } from '../../definitions/quota-period.ts';
import { type TenantUsage, tenantOf } from '../../definitions/tenants.ts';
import type { ApiKey, QuotaSettings, Usage } from '../../definitions/usage-plans.ts';

/** Requests with one key under one usage plan. */
export interface UsageItem {
  readonly usagePlanId: string;
  readonly keyId: string;
  readonly tenant?: string;
  /** Whether the key's tag says whose it is, or the Lambda authorizer said it of the requests. */
  readonly tenantSource?: 'KEY' | 'AUTHORIZER';
  /** Sum of the days. */
  readonly used: number;
  /** Of the quota at the end of the last day; absent without one, and for requests of a shared key. */
  readonly remaining?: number;
  readonly days: Readonly<Record<string, number>>;
}

/** From the first day to the last. */
export interface Days {
  readonly startDate: string;
  readonly endDate: string;
}

/** What a key has used of a plan. */
export function itemOf(
  names: { readonly usagePlanId: string; readonly keyId: string; readonly key: ApiKey | undefined },
  usage: Usage,
  quota: QuotaSettings | undefined,
  range: Days,
): UsageItem {
  const { usagePlanId, keyId, key } = names;
  const tenant = key && tenantOf(key);
  const days = daysIn(
    Object.entries(usage.days).map(([day, [used]]) => [day, used]),
    range,
  );
  return {
    usagePlanId,
    keyId,
    ...(tenant !== undefined && { tenant, tenantSource: 'KEY' as const }),
    used: sumOf(days),
    ...(quota && { remaining: restOn(usage, quota, range.endDate) }),
    days,
  };
}

/** What a tenant has used of a key that is nobody's alone. */
export function sharedItem(
  tenant: string,
  { usagePlanId, keyId, days: all }: TenantUsage,
  range: Days,
): UsageItem {
  const days = daysIn(Object.entries(all), range);
  return { usagePlanId, keyId, tenant, tenantSource: 'AUTHORIZER', used: sumOf(days), days };
}

function daysIn(
  days: readonly (readonly [string, number])[],
  { startDate, endDate }: Days,
): Record<string, number> {
  return Object.fromEntries(days.filter(([day, used]) => used > 0 && day >= startDate && day <= endDate));
}

function sumOf(days: Readonly<Record<string, number>>): number {
  return Object.values(days).reduce((sum, used) => sum + used, 0);
}
