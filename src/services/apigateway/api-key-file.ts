import { setImmediate as turn } from 'node:timers/promises';
import { ServiceError } from '../../protocols/service-error.ts';
import type { ImportWarnings } from './api-key-import-warnings.ts';
import { checkTenant } from './api-key-tenant.ts';
import { checkApiKeyText, checkApiKeyValue } from './api-key-value.ts';
import { MalformedCsv, readCsv } from './csv.ts';
import { errors } from './errors.ts';

/** One key of a file, checked but for its usage plans. */
export interface ApiKeyRow {
  /** Place in the file; the line of names is 1. */
  readonly line: number;
  readonly value: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly enabled: boolean;
  readonly usagePlanIds: readonly string[];
  /** Whose key it is; undefined where the file does not say. */
  readonly tenant: string | undefined;
}

/** Rows read between two turns of the event loop: a few milliseconds. */
const BATCH = 2_000;

/**
 * Reads a file of API keys: the columns `Key` and `Name` are needed, `Description`, `Enabled`, `UsagePlanIds` and, which
 * AWS passes over, `Tenant` are known, others passed over.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html
 * @param warnings is told what is left out
 * @returns the last of several rows with one key counts
 * @throws ServiceError BadRequestException when it is no such file
 */
export async function readApiKeyFile(
  bytes: Uint8Array,
  warnings: ImportWarnings,
): Promise<readonly ApiKeyRow[]> {
  const lines = readCsv(decode(bytes));
  const rows = new Map<string, ApiKeyRow>();
  try {
    const header = lines.next();
    const columns = columnsOf(header.done ? [] : header.value.fields);
    let read = 0;
    for (const { line, fields } of lines) {
      const row = readRow(line, (name) => fields[columns.get(name) ?? -1] ?? '');
      if (row instanceof ServiceError) warnings.add(line, row);
      else rows.set(row.value, row);
      if (++read % BATCH === 0) await turn();
    }
  } catch (error) {
    if (error instanceof MalformedCsv) throw errors.malformedCsv();
    throw error;
  }
  return [...rows.values()];
}

function columnsOf(header: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  for (const [index, name] of header.entries()) {
    const column = name.toLowerCase();
    if (!columns.has(column)) columns.set(column, index);
  }
  for (const name of ['Key', 'Name']) {
    if (!columns.has(name.toLowerCase())) throw errors.missingColumn(name);
  }
  return columns;
}

/** The row, or why it is none. */
function readRow(line: number, field: (name: string) => string): ApiKeyRow | ServiceError {
  try {
    const value = field('key');
    checkApiKeyValue(value);
    return {
      line,
      value,
      name: checkApiKeyText('name', field('name')),
      description: checkApiKeyText('description', field('description')),
      enabled: field('enabled').toLowerCase() !== 'false',
      usagePlanIds: readPlans(field('usageplanids')),
      tenant: checkTenant(field('tenant') || undefined),
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return error;
  }
}

function readPlans(field: string): readonly string[] {
  if (field === '') return [];
  const ids = field.split(',').map((id) => id.trim());
  return [...new Set(ids)].filter((id) => id !== '');
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw errors.malformedCsv();
  }
}
