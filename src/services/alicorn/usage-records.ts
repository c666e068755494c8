import type { Clock } from '../../clock.ts';
import { isTenant, tenantKeysPrefix, tenantUsagePrefix, tenantUsages } from '../../definitions/tenants.ts';
import {
  type ApiKey,
  apiKeyNames,
  apiKeyPlans,
  apiKeys,
  usagePlans,
  usages,
} from '../../definitions/usage-plans.ts';
import type { Scope, Store, Stored } from '../../store/store.ts';
import { badRequest, notFound } from './errors.ts';
import { completeTenantIndex } from './tenant-index.ts';
import { type Days, itemOf, sharedItem, type UsageItem } from './usage-item.ts';

/** Which part of what is known. */
export interface UsageQuery {
  readonly scope: Scope;
  readonly days: Days;
  readonly limit: number;
  readonly position: string | undefined;
}

export interface UsagePage {
  readonly items: readonly UsageItem[];
  readonly position?: string;
}

/** Where the second part of a tenant's usage begins: the ids of the first all begin with `tenant/`. */
const SHARED = 'shared/';

/** Reads what keys and tenants have used, always by an index. */
export class UsageRecords {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async ofPlan(usagePlanId: string, { scope, days, limit, position }: UsageQuery): Promise<UsagePage> {
    const plan = await this.#store.collection(usagePlans).get(scope, usagePlanId);
    if (plan === undefined) throw notFound('There is no such usage plan');
    const prefix = `${usagePlanId}/`;
    const after = readPosition(position, prefix);
    const found = await this.#store
      .collection(usages)
      .list(scope, { prefix, limit, ...(after !== undefined && { after }) });
    const items: UsageItem[] = [];
    for (const { id, value } of found) {
      const keyId = id.slice(prefix.length);
      const key = await this.#store.collection(apiKeys).get(scope, keyId);
      items.push(itemOf({ usagePlanId, keyId, key: key?.value }, value, plan.value.quota, days));
    }
    return { items, ...nextPosition(found, limit) };
  }

  async ofKey(keyId: string, { scope, days }: UsageQuery): Promise<UsagePage> {
    const key = await this.#store.collection(apiKeys).get(scope, keyId);
    if (key === undefined) throw notFound('There is no such API key');
    return { items: await this.#itemsOf(key, days) };
  }

  /** First the tenant's own keys, then what it used of keys that it shares with others. */
  async ofTenant(tenant: string, query: UsageQuery): Promise<UsagePage> {
    if (!isTenant(tenant)) throw badRequest('This can’t be the name of a tenant');
    await completeTenantIndex(this.#store, query.scope, this.#clock);
    if (query.position !== undefined && decodePosition(query.position).startsWith(SHARED))
      return this.#shared(tenant, query);
    const own = await this.#ownKeys(tenant, query);
    if (own.position !== undefined) return own;
    const shared = await this.#shared(tenant, { ...query, position: undefined });
    return { ...shared, items: [...own.items, ...shared.items] };
  }

  async #ownKeys(tenant: string, { scope, days, limit, position }: UsageQuery): Promise<UsagePage> {
    const prefix = tenantKeysPrefix(tenant);
    const after = readPosition(position, prefix);
    const found = await this.#store
      .collection(apiKeyNames)
      .list(scope, { prefix, limit, ...(after !== undefined && { after }) });
    const items: UsageItem[] = [];
    for (const { value } of found) {
      const key = await this.#store.collection(apiKeys).get(scope, value.keyId);
      if (key) items.push(...(await this.#itemsOf(key, days)));
    }
    const next = nextPosition(found, limit);
    return { items, ...next };
  }

  async #shared(tenant: string, { scope, days, limit, position }: UsageQuery): Promise<UsagePage> {
    const prefix = tenantUsagePrefix(tenant);
    const after = readPosition(position, SHARED + prefix)?.slice(SHARED.length);
    const found = await this.#store
      .collection(tenantUsages)
      .list(scope, { prefix, limit, ...(after !== undefined && { after }) });
    const items = found.map(({ value }) => sharedItem(tenant, value, days));
    return { items, ...nextPosition(found, limit, SHARED) };
  }

  async #itemsOf({ scope, id: keyId, value: key }: Stored<ApiKey>, days: Days): Promise<UsageItem[]> {
    const plans = await this.#store.collection(apiKeyPlans).list(scope, { prefix: `${keyId}/` });
    const items: UsageItem[] = [];
    for (const { usagePlanId } of plans.map(({ value }) => value)) {
      const usage = await this.#store.collection(usages).get(scope, `${usagePlanId}/${keyId}`);
      if (usage === undefined) continue;
      const plan = await this.#store.collection(usagePlans).get(scope, usagePlanId);
      items.push(itemOf({ usagePlanId, keyId, key }, usage.value, plan?.value.quota, days));
    }
    return items;
  }
}

function nextPosition(
  found: readonly Stored<unknown>[],
  limit: number,
  mark = '',
): Pick<UsagePage, 'position'> {
  const last = found.at(-1);
  if (last === undefined || found.length < limit) return {};
  return { position: Buffer.from(mark + last.id).toString('base64url') };
}

function decodePosition(position: string): string {
  return Buffer.from(position, 'base64url').toString();
}

function readPosition(position: string | undefined, prefix: string): string | undefined {
  if (position === undefined) return undefined;
  const id = decodePosition(position);
  if (!id.startsWith(prefix)) throw badRequest('Invalid position specified');
  return id;
}
