import { setImmediate as turn } from 'node:timers/promises';
import { apiKeyValueId } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Scope } from '../../store/store.ts';
import { type ApiKeyRow, readApiKeyFile, warningOf } from './api-key-file.ts';
import { writeImportedKeys } from './api-key-import-batch.ts';
import { countKeys } from './api-key-records.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { removeKeysOfPlan } from './usage-plan-members.ts';

/** Keys that are written in one commit, so that a long file does not hold up other callers. */
const BATCH = 100;

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
  const file = await readApiKeyFile(bytesOf(input.body));
  const scope = scopeOf(context);
  const warnings = [...file.warnings, ...(await unknownPlans(gateway, scope, file.rows))];
  if (input.failOnWarnings && warnings.length > 0) throw errors.keyImportWarnings(warnings);
  await checkRoom(gateway, scope, file.rows);
  const ids: string[] = [];
  for (let start = 0; start < file.rows.length; start += BATCH) {
    const rows = file.rows.slice(start, start + BATCH);
    const written = await atomically(() => writeImportedKeys(gateway, scope, rows));
    ids.push(...written.ids);
    warnings.push(...written.warnings);
    // Plans are not written when keys enter, so one that was deleted meanwhile shows only now.
    for (const [planId, entered] of written.entered) {
      if ((await gateway.usagePlans.get(scope, planId)) !== undefined) continue;
      await removeKeysOfPlan(gateway, scope, planId);
      warnings.push(...entered.map(({ line }) => warningOf(line, errors.usagePlanNotFound())));
    }
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
      let exists = known.get(id);
      if (exists === undefined) {
        exists = (await gateway.usagePlans.get(scope, id)) !== undefined;
        known.set(id, exists);
        if (known.size % BATCH === 0) await turn();
      }
      if (!exists) warnings.push(warningOf(row.line, errors.usagePlanNotFound()));
    }
  }
  return warnings;
}

/** Rows are looked up only where there may not be room for all of them. */
async function checkRoom(gateway: Gateway, scope: Scope, rows: readonly ApiKeyRow[]): Promise<void> {
  const room = gateway.quotas.apiKeys - (await countKeys(gateway, scope));
  if (rows.length <= room) return;
  let added = 0;
  for (const [index, row] of rows.entries()) {
    if ((await gateway.apiKeyIds.get(scope, apiKeyValueId(row.value))) === undefined) added++;
    if (added > room) throw errors.apiKeyQuota();
    if (index % BATCH === BATCH - 1) await turn();
  }
}
