import type { CollectionDefinition } from '../store/store.ts';
import type { ApiKey } from './usage-plans.ts';

/**
 * The tag that says whose an API key is. Many keys may be one tenant's ("siloed" tenants have at least one of their own);
 * a key without the tag is nobody's, or many tenants' ("pooled"). Tags are AWS's, so that keys made for this are keys on
 * AWS too.
 */
export const TENANT_TAG = 'tenant';

/** Characters of a tenant's name, as of any tag's value. */
export const LONGEST_TENANT = 256;

/** Whose key it is; undefined when it is nobody's alone. */
export function tenantOf({ tags }: Pick<ApiKey, 'tags'>): string | undefined {
  const tenant = tags !== undefined && Object.hasOwn(tags, TENANT_TAG) ? tags[TENANT_TAG] : undefined;
  return tenant !== undefined && isTenant(tenant) ? tenant : undefined;
}

/** Whether a text can name a tenant. */
export function isTenant(text: string): boolean {
  return text !== '' && text.length <= LONGEST_TENANT && text.isWellFormed() && !text.includes('\0');
}

/** Marks a region whose index of names has all keys by tenant. Record id: {@link TENANT_TAG}. */
export interface TenantIndex {
  /** ms since 1970. */
  completed: number;
}

export const tenantIndexes: CollectionDefinition<TenantIndex> = { name: 'rest-tenant-indexes', version: 1 };

/** What the ids of a tenant's keys begin with in the index of names, `usage-plans.ts`. */
export function tenantKeysPrefix(tenant: string): string {
  return `tenant/${encodeURIComponent(tenant)}/`;
}

/**
 * What a tenant has used of a key that is nobody's alone: requests whose Lambda authorizer named the tenant in its context.
 * Record id: {@link tenantUsageId}. The same days are kept as of keys.
 */
export interface TenantUsage {
  usagePlanId: string;
  keyId: string;
  /** Requests by date, `2026-01-31`. */
  days: Record<string, number>;
}

export function tenantUsagePrefix(tenant: string): string {
  return `${encodeURIComponent(tenant)}/`;
}

export function tenantUsageId(tenant: string, usagePlanId: string, keyId: string): string {
  return `${tenantUsagePrefix(tenant)}${usagePlanId}/${keyId}`;
}

export const tenantUsages: CollectionDefinition<TenantUsage> = {
  name: 'rest-tenant-usages',
  version: 1,
  local: true,
};
