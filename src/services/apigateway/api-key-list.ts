import type { ApiKey, ApiKeyReference } from '../../definitions/usage-plans.ts';
import type { Collection, Scope } from '../../store/store.ts';
import { indexText } from './api-key-records.ts';
import { errors } from './errors.ts';
import type { Gateway } from './gateway.ts';
import { type Page, type PageRequest, pageLimit, pagePosition, pageStart, readPage } from './pages.ts';

/** Index entries that one call looks at when it must leave some out. */
const LONGEST_SEARCH = 5000;
const BATCH = 500;

export interface ApiKeyQuery extends PageRequest {
  /** The beginning of the name, in its own case: AWS was recorded so. */
  readonly nameQuery?: string | undefined;
  readonly customerId?: string | undefined;
}

/** One page of the keys that fit, by the index that finds them. */
export function listApiKeys(gateway: Gateway, scope: Scope, query: ApiKeyQuery): Promise<Page<ApiKey>> {
  const { nameQuery, customerId } = query;
  if (customerId) {
    const fits = (key: ApiKey) => !nameQuery || (key.name?.startsWith(nameQuery) ?? false);
    return readReferredKeys(gateway, scope, `customer/${indexText(customerId)}/`, query, fits);
  }
  if (nameQuery) return readReferredKeys(gateway, scope, `name/${indexText(nameQuery)}`, query);
  return readPage(gateway.apiKeys, scope, '', query);
}

/** One page of the keys of a usage plan, in order of their ids, or of their names when asked by name. */
export function listKeysOfPlan(
  gateway: Gateway,
  scope: Scope,
  usagePlanId: string,
  query: ApiKeyQuery,
): Promise<Page<ApiKey>> {
  const { nameQuery } = query;
  if (nameQuery)
    return readReferredKeys(gateway, scope, `plan/${usagePlanId}/${indexText(nameQuery)}`, query);
  return readKeys(gateway, scope, gateway.usagePlanKeys, `${usagePlanId}/`, query, () => true);
}

function readReferredKeys(
  gateway: Gateway,
  scope: Scope,
  prefix: string,
  query: PageRequest,
  fits: (key: ApiKey) => boolean = () => true,
): Promise<Page<ApiKey>> {
  return readKeys(gateway, scope, gateway.apiKeyNames, prefix, query, fits);
}

/** A page may be short, or empty, when many keys don't fit; its position then leads on. */
async function readKeys(
  gateway: Gateway,
  scope: Scope,
  index: Collection<ApiKeyReference>,
  prefix: string,
  query: PageRequest,
  fits: (key: ApiKey) => boolean,
): Promise<Page<ApiKey>> {
  const limit = pageLimit(query);
  const items: ApiKey[] = [];
  const batch = Math.min(BATCH, limit + 1);
  let after = pageStart(query, prefix);
  let seen = 0;
  while (seen < LONGEST_SEARCH) {
    const start = after === undefined ? {} : { after };
    const entries = await index.list(scope, { prefix, ...start, limit: batch });
    for (const entry of entries) {
      if (items.length === limit && after !== undefined) return { items, position: pagePosition(after) };
      const key = await gateway.apiKeys.get(scope, entry.value.keyId);
      if (key !== undefined && fits(key.value)) items.push(key.value);
      after = entry.id;
    }
    if (entries.length < batch) return { items };
    seen += entries.length;
  }
  if (after === undefined) throw errors.invalidPosition();
  return { items, position: pagePosition(after) };
}
