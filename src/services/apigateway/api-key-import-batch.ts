import { type ApiKey, apiKeyValueId, type UsagePlan } from '../../definitions/usage-plans.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import type { Change, Scope, Stored } from '../../store/store.ts';
import type { ApiKeyRow } from './api-key-file.ts';
import { warningOf } from './api-key-import-warnings.ts';
import { addingKey, changingKey, countingKeys, plansOfKey } from './api-key-records.ts';
import { withTenant } from './api-key-tenant.ts';
import { type Gateway, wholeSeconds } from './gateway.ts';
import { newApiKeyId, newApiKeyIds } from './identifiers.ts';
import { defined } from './members.ts';
import { checkNewPlan } from './usage-plan-members.ts';

/** What one commit has written. */
export interface WrittenKeys {
  /** In the order of the rows. */
  readonly ids: readonly string[];
  readonly warnings: readonly string[];
  /** Rows by the usage plan that their keys have entered. */
  readonly entered: ReadonlyMap<string, readonly ApiKeyRow[]>;
}

/** Writes the keys of some rows, with their places in usage plans, in one commit. Throws RevisionConflictError. */
export async function writeImportedKeys(
  gateway: Gateway,
  scope: Scope,
  rows: readonly ApiKeyRow[],
): Promise<WrittenKeys> {
  const plans = await plansOf(gateway, scope, rows);
  const changes: Change[] = [];
  const ids: string[] = [];
  const added: string[] = [];
  const warnings: string[] = [];
  const entered = new Map<string, ApiKeyRow[]>();
  const newIds = newApiKeyIds(rows.length);
  for (const [index, row] of rows.entries()) {
    const present = await findByValue(gateway, scope, row.value);
    const key = keyOf(gateway, row, present?.value, newIds[index] ?? newApiKeyId());
    const before = present === undefined ? [] : await plansOfKey(gateway, scope, key.id);
    const entering = await newPlans(gateway, scope, row, { key, before, plans, warnings });
    for (const id of entering) entered.set(id, [...(entered.get(id) ?? []), row]);
    ids.push(key.id);
    if (present !== undefined) {
      changes.push(...changingKey(gateway, present, key, before, entering));
      continue;
    }
    added.push(key.id);
    changes.push(...addingKey(gateway, scope, key, entering));
  }
  changes.push(...(await countingKeys(gateway, scope, added, 1)));
  await gateway.store.commit(changes);
  return { ids, warnings, entered };
}

/** The plans that the rows name, by id. */
async function plansOf(
  gateway: Gateway,
  scope: Scope,
  rows: readonly ApiKeyRow[],
): Promise<ReadonlyMap<string, UsagePlan>> {
  const plans = new Map<string, UsagePlan>();
  for (const id of new Set(rows.flatMap((row) => row.usagePlanIds))) {
    const plan = await gateway.usagePlans.get(scope, id);
    if (plan) plans.set(id, plan.value);
  }
  return plans;
}

/** The plans that a row's key enters; a key that is in a plan already stays there. Adds to the warnings. */
async function newPlans(
  gateway: Gateway,
  scope: Scope,
  row: ApiKeyRow,
  facts: {
    readonly key: ApiKey;
    readonly before: readonly string[];
    readonly plans: ReadonlyMap<string, UsagePlan>;
    readonly warnings: string[];
  },
): Promise<string[]> {
  const entering: string[] = [];
  for (const id of row.usagePlanIds) {
    const plan = facts.plans.get(id);
    if (plan === undefined || facts.before.includes(id)) continue;
    try {
      await checkNewPlan(gateway, scope, facts.key.id, plan, [...facts.before, ...entering]);
      entering.push(id);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      facts.warnings.push(warningOf(row.line, error));
    }
  }
  return entering;
}

async function findByValue(
  gateway: Gateway,
  scope: Scope,
  value: string,
): Promise<Stored<ApiKey> | undefined> {
  const reference = await gateway.apiKeyIds.get(scope, apiKeyValueId(value));
  return reference === undefined ? undefined : gateway.apiKeys.get(scope, reference.value.keyId);
}

function keyOf(gateway: Gateway, row: ApiKeyRow, present: ApiKey | undefined, newId: string): ApiKey {
  const now = wholeSeconds(gateway.clock);
  const { name: _name, description: _description, tags, ...kept } = present ?? {};
  return {
    id: newId,
    value: row.value,
    stageKeys: [],
    createdDate: now,
    ...kept,
    ...defined({ name: row.name, description: row.description, tags: withTenant(tags, row.tenant) }),
    enabled: row.enabled,
    lastUpdatedDate: now,
  };
}
