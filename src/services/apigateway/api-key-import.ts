import { setImmediate as turn } from 'node:timers/promises';
import { apiKeyValueId } from '../../definitions/usage-plans.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Scope } from '../../store/store.ts';
import { type ApiKeyRow, readApiKeyFile } from './api-key-file.ts';
import { writeImportedKeys } from './api-key-import-batch.ts';
import { ImportWarnings, warningOf } from './api-key-import-warnings.ts';
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
  const warnings = new ImportWarnings();
  const file = await readApiKeyFile(bytesOf(input.body), warnings);
  const scope = scopeOf(context);
  await checkPlans(gateway, scope, file, warnings);
  if (input.failOnWarnings && warnings.all.length > 0) throw errors.keyImportWarnings(warnings.all);
  await checkRoom(gateway, scope, file);
  const ids: string[] = [];
  for (let start = 0; start < file.length; start += BATCH) {
    const rows = file.slice(start, start + BATCH);
    const written = await atomically(() => writeImportedKeys(gateway, scope, rows));
    ids.push(...written.ids);
    warnings.addWritten(written.warnings);
    // Plans are not written when keys enter, so one that was deleted meanwhile shows only now.
    for (const [planId, entered] of written.entered) {
      if ((await gateway.usagePlans.get(scope, planId)) !== undefined) continue;
      await removeKeysOfPlan(gateway, scope, planId);
      warnings.addWritten(entered.map(({ line }) => warningOf(line, errors.usagePlanNotFound())));
    }
  }
  return { ids, warnings: warnings.all };
}

/** The engine gives bytes, whatever else clients may begin with. */
function bytesOf(body: Input<'ImportApiKeys'>['body']): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (!(body instanceof Uint8Array)) throw errors.malformedCsv();
  return body;
}

/** Tells of plans that there are not. */
async function checkPlans(
  gateway: Gateway,
  scope: Scope,
  rows: readonly ApiKeyRow[],
  warnings: ImportWarnings,
): Promise<void> {
  const known = new Map<string, boolean>();
  for (const row of rows) {
    for (const id of row.usagePlanIds) {
      let exists = known.get(id);
      if (exists === undefined) {
        exists = (await gateway.usagePlans.get(scope, id)) !== undefined;
        known.set(id, exists);
        if (known.size % BATCH === 0) await turn();
      }
      if (!exists) warnings.add(row.line, errors.usagePlanNotFound());
    }
  }
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
