import { ServiceError } from '../../protocols/service-error.ts';
import { checkApiKeyText, checkApiKeyValue } from './api-key-value.ts';
import { readCsv } from './csv.ts';
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
}

export interface ApiKeyFile {
  /** The last of several rows with one key counts. */
  readonly rows: readonly ApiKeyRow[];
  /** What was left out, by line. */
  readonly warnings: readonly string[];
}

/**
 * Reads a file of API keys: the columns `Key` and `Name` are needed, `Description`, `Enabled` and `UsagePlanIds` known,
 * others passed over. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html
 * @throws ServiceError BadRequestException when it is no such file
 */
export function readApiKeyFile(bytes: Uint8Array): ApiKeyFile {
  const [header = [], ...lines] = readCsv(decode(bytes)) ?? malformed();
  const columns = header.map((name) => name.toLowerCase());
  for (const name of ['Key', 'Name']) {
    if (!columns.includes(name.toLowerCase())) throw errors.missingColumn(name);
  }
  const rows = new Map<string, ApiKeyRow>();
  const warnings: string[] = [];
  for (const [index, fields] of lines.entries()) {
    const line = index + 2;
    try {
      const row = readRow(line, (name) => fields[columns.indexOf(name)] ?? '');
      rows.set(row.value, row);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      warnings.push(warningOf(line, error));
    }
  }
  return { rows: [...rows.values()], warnings };
}

/** How a failure with one row is told. */
export function warningOf(line: number, error: ServiceError): string {
  return `Line ${line}: ${error.message}`;
}

function readRow(line: number, field: (name: string) => string): ApiKeyRow {
  const value = field('key');
  checkApiKeyValue(value);
  return {
    line,
    value,
    name: checkApiKeyText('name', field('name')),
    description: checkApiKeyText('description', field('description')),
    enabled: field('enabled').toLowerCase() !== 'false',
    usagePlanIds: [
      ...new Set(
        field('usageplanids')
          .split(',')
          .map((id) => id.trim())
          .filter((id) => id !== ''),
      ),
    ],
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return malformed();
  }
}

function malformed(): never {
  throw errors.malformedCsv();
}
