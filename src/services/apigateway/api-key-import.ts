import { type ApiKey, apiKeyValueId } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import type { Change, Scope, Stored } from '../../store/store.ts';
import { type ApiKeyRow, readApiKeyFile, warningOf } from './api-key-file.ts';
import { addingKey, changingKey, countingKeys, countKeys, plansOfKey } from './api-key-records.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { newApiKeyId } from './identifiers.ts';
import { defined } from './members.ts';
import { addKeyToPlan } from './usage-plan-members.ts';

/** Keys that are written in one commit, so that a long file does not hold up other callers. */
const BATCH = 200;

/**
 * Keys whose value is known are overwritten, others made. With `failOnWarnings` nothing is written when any row is wrong;
 * otherwise wrong rows are left out. A key that can't enter a usage plan is imported all the same, with a warning.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_ImportApiKeys.html
 */
export async function importApiKeys(
  gateway: Gateway,
  input: Input<'ImportApiKeys'>,
  context: CallContext,
): Promise<Output<'ImportApiKeys'>> {
  if (input.format !== 'csv') throw errors.invalidApiKeysFormat();
  const file = readApiKeyFile(bytesOf(input.body));
  const scope = scopeOf(context);
  const warnings = [...file.warnings, ...(await unknownPlans(gateway, scope, file.rows))];
  if (input.failOnWarnings && warnings.length > 0) throw errors.keyImportWarnings(warnings);
  await checkRoom(gateway, scope, file.rows);
  const ids: string[] = [];
  for (let start = 0; start < file.rows.length; start += BATCH) {
    const rows = file.rows.slice(start, start + BATCH);
    const keys = await atomically(() => writeKeys(gateway, scope, rows));
    ids.push(...keys.map((key) => key.id));
    warnings.push(...(await enterPlans(gateway, rows, keys, context)));
  }
  return { ids, warnings };
}

/** The engine gives bytes, whatever else clients may begin with. */
function bytesOf(body: Input<'ImportApiKeys'>['body']): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (!(body instanceof Uint8Array)) throw errors.malformedCsv();
  return body;
}

async function unknownPlans(gateway: Gateway, scope: Scope, rows: readonly ApiKeyRow[]): Promise<string[]> {
  const known = new Map<string, boolean>();
  const warnings: string[] = [];
  for (const row of rows) {
    for (const id of row.usagePlanIds) {
      if (!known.has(id)) known.set(id, (await gateway.usagePlans.get(scope, id)) !== undefined);
      if (!known.get(id)) warnings.push(warningOf(row.line, errors.usagePlanNotFound()));
    }
  }
  return warnings;
}

async function checkRoom(gateway: Gateway, scope: Scope, rows: readonly ApiKeyRow[]): Promise<void> {
  const room = gateway.quotas.apiKeys - (await countKeys(gateway, scope));
  let added = 0;
  for (const row of rows) {
    if ((await gateway.apiKeyIds.get(scope, apiKeyValueId(row.value))) === undefined) added++;
    if (added > room) throw errors.apiKeyQuota();
  }
}

/** One commit; gives the keys in the order of the rows. */
async function writeKeys(gateway: Gateway, scope: Scope, rows: readonly ApiKeyRow[]): Promise<ApiKey[]> {
  const changes: Change[] = [];
  const keys: ApiKey[] = [];
  const added: string[] = [];
  for (const row of rows) {
    const present = await findByValue(gateway, scope, row.value);
    const key = keyOf(gateway, row, present?.value);
    keys.push(key);
    if (present === undefined) {
      added.push(key.id);
      changes.push(...addingKey(gateway, scope, key));
    } else {
      const usagePlanIds = await plansOfKey(gateway, scope, key.id);
      changes.push(...changingKey(gateway, present, key, usagePlanIds));
    }
  }
  changes.push(...(await countingKeys(gateway, scope, added, 1)));
  await gateway.store.commit(changes);
  return keys;
}

async function findByValue(
  gateway: Gateway,
  scope: Scope,
  value: string,
): Promise<Stored<ApiKey> | undefined> {
  const reference = await gateway.apiKeyIds.get(scope, apiKeyValueId(value));
  return reference === undefined ? undefined : gateway.apiKeys.get(scope, reference.value.keyId);
}

function keyOf(gateway: Gateway, row: ApiKeyRow, present: ApiKey | undefined): ApiKey {
  const now = wholeSeconds(gateway.clock);
  const { name: _name, description: _description, ...kept } = present ?? {};
  return {
    id: newApiKeyId(),
    value: row.value,
    stageKeys: [],
    createdDate: now,
    ...kept,
    ...defined({ name: row.name, description: row.description }),
    enabled: row.enabled,
    lastUpdatedDate: now,
  };
}

/** Gives the warnings. A key that is in a plan already stays there. */
async function enterPlans(
  gateway: Gateway,
  rows: readonly ApiKeyRow[],
  keys: readonly ApiKey[],
  context: CallContext,
): Promise<string[]> {
  const warnings: string[] = [];
  for (const [index, row] of rows.entries()) {
    const keyId = keys[index]?.id;
    for (const usagePlanId of row.usagePlanIds) {
      const place = `${usagePlanId}/${keyId}`;
      if ((await gateway.usagePlans.get(scopeOf(context), usagePlanId)) === undefined) continue;
      if ((await gateway.usagePlanKeys.get(scopeOf(context), place)) !== undefined) continue;
      try {
        await addKeyToPlan(gateway, usagePlanId, keyId, context);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        warnings.push(warningOf(row.line, error));
      }
    }
  }
  return warnings;
}
