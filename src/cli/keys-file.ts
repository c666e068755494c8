import { readFileSync } from 'node:fs';
import { type CsvRow, MalformedCsv, readCsv } from '../services/apigateway/csv.ts';
import { UsageError } from './command.ts';

/** Rows of one request: what a gateway does in less than a second, and far less than the 10 MB that one may have. */
const LARGEST_ROWS = 5_000;
const LARGEST_CHARACTERS = 2_000_000;

/** What is put into every row. */
export interface KeyDefaults {
  readonly usagePlanIds: readonly string[];
  readonly tenant: string | undefined;
}

/** A part of a file of API keys that is a file itself. */
export interface KeysPart {
  readonly csv: string;
  readonly rows: number;
  /** The line of the whole file that a line of the part comes from. */
  lineOf(line: number): number;
  /** Where the part begins in the whole file. */
  readonly firstLine: number;
}

/**
 * A file of API keys in parts that one ImportApiKeys takes. Throws {@link UsageError} when it can't be read.
 * @param fromLine rows before this line are left out
 */
export function* readKeysFile(file: string, fromLine: number, defaults: KeyDefaults): Generator<KeysPart> {
  const rows = readCsv(readText(file));
  try {
    const header = rows.next();
    if (header.done) throw new UsageError(`${file} is empty`);
    const columns = new Columns(header.value.fields, defaults);
    let part = new Part(columns.header);
    for (const row of rows) {
      if (row.line < fromLine) continue;
      part.add(row.line, columns.complete(row));
      if (!part.isFull) continue;
      yield part;
      part = new Part(columns.header);
    }
    if (part.rows > 0) yield part;
  } catch (error) {
    if (!(error instanceof MalformedCsv)) throw error;
    throw new UsageError(`${file}:${error.line}: a quoted field that begins here has no end`);
  }
}

/** The columns of a file, and those that the command line adds. */
class Columns {
  readonly header: readonly string[];
  readonly #defaults: KeyDefaults;
  readonly #plans: number;
  readonly #tenant: number;

  constructor(names: readonly string[], defaults: KeyDefaults) {
    const header = [...names];
    const indexOf = (name: string, wanted: boolean): number => {
      const found = header.findIndex((one) => one.toLowerCase() === name.toLowerCase());
      return found < 0 && wanted ? header.push(name) - 1 : found;
    };
    this.#plans = indexOf('UsagePlanIds', defaults.usagePlanIds.length > 0);
    this.#tenant = indexOf('Tenant', defaults.tenant !== undefined);
    this.header = header;
    this.#defaults = defaults;
  }

  complete({ fields }: CsvRow): readonly string[] {
    const all = this.header.map((_, index) => fields[index] ?? '');
    const { usagePlanIds, tenant } = this.#defaults;
    if (usagePlanIds.length > 0)
      all[this.#plans] = [all[this.#plans], ...usagePlanIds].filter(Boolean).join(',');
    if (tenant !== undefined) all[this.#tenant] ||= tenant;
    return all;
  }
}

class Part implements KeysPart {
  readonly #lines: string[];
  /** Of the whole file, by index of the row. */
  readonly #origins: number[] = [];
  /** Of the part, by index of the row. */
  readonly #places: number[] = [];
  #next = 2;
  #length = 0;

  constructor(header: readonly string[]) {
    this.#lines = [csvLine(header)];
  }

  add(line: number, fields: readonly string[]): void {
    const text = csvLine(fields);
    this.#lines.push(text);
    this.#origins.push(line);
    this.#places.push(this.#next);
    this.#next += text.split(/\r\n|\r|\n/).length;
    this.#length += text.length;
  }

  get isFull(): boolean {
    return this.rows >= LARGEST_ROWS || this.#length >= LARGEST_CHARACTERS;
  }

  get rows(): number {
    return this.#origins.length;
  }

  get firstLine(): number {
    return this.#origins[0] ?? 1;
  }

  get csv(): string {
    return this.#lines.join('\n');
  }

  lineOf(line: number): number {
    return this.#origins[this.#places.indexOf(line)] ?? this.firstLine;
  }
}

function csvLine(fields: readonly string[]): string {
  return fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',');
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} can't be read: ${why}`);
  }
}
