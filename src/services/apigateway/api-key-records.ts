import { tenantKeysPrefix, tenantOf } from '../../definitions/tenants.ts';
import { type ApiKey, apiKeyValueId } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Change, Scope, Stored } from '../../store/store.ts';
import { errors } from './errors.ts';
import { type Gateway, scopeOf } from './gateway.ts';
import { required } from './members.ts';

/** Throws NotFoundException. */
export async function findApiKey(
  gateway: Gateway,
  keyId: string | undefined,
  context: CallContext,
): Promise<Stored<ApiKey>> {
  const found = await gateway.apiKeys.get(scopeOf(context), required(keyId, 'apiKey'));
  if (found === undefined) throw errors.apiKeyNotFound();
  return found;
}

/** Encoded so that names keep their prefixes, and a slash is never part of one. */
export function indexText(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Where a key stands in the index of names: by itself and in each of the usage plans that it is in. */
function nameEntries(key: ApiKey, usagePlanIds: readonly string[]): string[] {
  const entries: string[] = [];
  if (key.name !== undefined) {
    const name = `${indexText(key.name)}/${key.id}`;
    entries.push(`name/${name}`, ...usagePlanIds.map((id) => `plan/${id}/${name}`));
  }
  if (key.customerId !== undefined) entries.push(`customer/${indexText(key.customerId)}/${key.id}`);
  const tenant = tenantOf(key);
  if (tenant !== undefined) entries.push(`${tenantKeysPrefix(tenant)}${key.id}`);
  return entries;
}

/** The usage plans that a key is in, with the index entries that say so. */
export async function plansOfKey(gateway: Gateway, scope: Scope, keyId: string): Promise<string[]> {
  const found = await gateway.apiKeyPlans.list(scope, { prefix: `${keyId}/` });
  return found.map(({ value }) => value.usagePlanId);
}

/**
 * What makes a key findable by its value, name, customer and tenant, and puts it into usage plans. Fails when another key
 * has the value.
 */
export function addingKey(
  gateway: Gateway,
  scope: Scope,
  key: ApiKey,
  usagePlanIds: readonly string[] = [],
): Change[] {
  const reference = { keyId: key.id };
  return [
    gateway.apiKeys.putting(scope, key.id, key, 0),
    gateway.apiKeyIds.putting(scope, apiKeyValueId(key.value), reference, 0),
    ...nameEntries(key, usagePlanIds).map((id) => gateway.apiKeyNames.putting(scope, id, reference)),
    ...usagePlanIds.flatMap((planId) => joiningPlan(gateway, scope, key.id, planId)),
  ];
}

/**
 * Writes a key anew; its index entries follow. A key's value never changes.
 * @param usagePlanIds the plans that it is in
 * @param newPlanIds plans that it enters
 */
export function changingKey(
  gateway: Gateway,
  { scope, value: old, revision }: Stored<ApiKey>,
  key: ApiKey,
  usagePlanIds: readonly string[],
  newPlanIds: readonly string[] = [],
): Change[] {
  const before = new Set(nameEntries(old, usagePlanIds));
  const after = new Set(nameEntries(key, [...usagePlanIds, ...newPlanIds]));
  return [
    gateway.apiKeys.putting(scope, key.id, key, revision),
    ...newPlanIds.flatMap((planId) => joiningPlan(gateway, scope, key.id, planId)),
    ...[...before.difference(after)].map((id) => gateway.apiKeyNames.deleting(scope, id)),
    ...[...after.difference(before)].map((id) => gateway.apiKeyNames.putting(scope, id, { keyId: key.id })),
  ];
}

/** Takes a key away with everything that names it. */
export function removingKey(
  gateway: Gateway,
  { scope, value: key, revision }: Stored<ApiKey>,
  usagePlanIds: readonly string[],
): Change[] {
  return [
    gateway.apiKeys.deleting(scope, key.id, revision),
    gateway.apiKeyIds.deleting(scope, apiKeyValueId(key.value)),
    ...nameEntries(key, usagePlanIds).map((id) => gateway.apiKeyNames.deleting(scope, id)),
    ...usagePlanIds.flatMap((planId) => [
      gateway.usagePlanKeys.deleting(scope, `${planId}/${key.id}`),
      gateway.apiKeyPlans.deleting(scope, `${key.id}/${planId}`),
      gateway.usages.deleting(scope, `${planId}/${key.id}`),
    ]),
  ];
}

/** Puts a key into a usage plan. Fails when it is in it, or is changed or deleted meanwhile. */
export function addingKeyToPlan(gateway: Gateway, key: Stored<ApiKey>, usagePlanId: string): Change[] {
  const { scope, value } = key;
  const entries = nameEntries(value, [usagePlanId]).filter((id) => id.startsWith('plan/'));
  return [
    gateway.apiKeys.putting(scope, value.id, value, key.revision),
    ...joiningPlan(gateway, scope, value.id, usagePlanId),
    ...entries.map((id) => gateway.apiKeyNames.putting(scope, id, { keyId: value.id })),
  ];
}

function joiningPlan(gateway: Gateway, scope: Scope, keyId: string, usagePlanId: string): Change[] {
  const reference = { usagePlanId, keyId };
  return [
    gateway.usagePlanKeys.putting(scope, `${usagePlanId}/${keyId}`, reference, 0),
    gateway.apiKeyPlans.putting(scope, `${keyId}/${usagePlanId}`, reference),
  ];
}

/** Takes a key out of a usage plan; what it used is forgotten. */
export function removingKeyFromPlan(gateway: Gateway, key: Stored<ApiKey>, usagePlanId: string): Change[] {
  const { scope, value } = key;
  const entries = nameEntries(value, [usagePlanId]).filter((id) => id.startsWith('plan/'));
  return [
    gateway.apiKeys.putting(scope, value.id, value, key.revision),
    gateway.usagePlanKeys.deleting(scope, `${usagePlanId}/${value.id}`),
    gateway.apiKeyPlans.deleting(scope, `${value.id}/${usagePlanId}`),
    gateway.usages.deleting(scope, `${usagePlanId}/${value.id}`),
    ...entries.map((id) => gateway.apiKeyNames.deleting(scope, id)),
  ];
}

/** How many keys there are. */
export async function countKeys(gateway: Gateway, scope: Scope): Promise<number> {
  const counts = await gateway.apiKeyCounts.list(scope);
  return counts.reduce((sum, { value }) => sum + value.count, 0);
}

/**
 * Counts keys in or out: one change for each first character of their ids, so that writers of different keys seldom
 * meet.
 */
export async function countingKeys(
  gateway: Gateway,
  scope: Scope,
  ids: readonly string[],
  step: 1 | -1,
): Promise<Change[]> {
  const steps = new Map<string, number>();
  for (const id of ids) steps.set(id.charAt(0), (steps.get(id.charAt(0)) ?? 0) + step);
  return Promise.all(
    [...steps].map(async ([part, difference]) => {
      const found = await gateway.apiKeyCounts.get(scope, part);
      const count = (found?.value.count ?? 0) + difference;
      return gateway.apiKeyCounts.putting(scope, part, { count }, found?.revision ?? 0);
    }),
  );
}
