import { parseArgs } from 'node:util';
import {
  type AccessOptions,
  type ApiGatewayAccess,
  accessOptions,
  findAccess,
} from './api-gateway-access.ts';
import { ApiRequestError, callForJson } from './api-gateway-client.ts';
import { type CommandIo, UsageError } from './command.ts';
import { type KeyDefaults, type KeysPart, readKeysFile } from './keys-file.ts';

interface KeysImportOptions {
  readonly file: string;
  readonly fromLine: number;
  readonly defaults: KeyDefaults;
  readonly json: boolean;
  readonly access: AccessOptions;
}

/** `alicorn keys import`: one request after another, so that one that fails says where to go on. */
export async function runKeysImport(args: readonly string[], io: CommandIo): Promise<number> {
  const options = parseOptions(args);
  const access = findAccess(options.access, io.env);
  const report = new Report(options, io);
  let line = options.fromLine;
  try {
    for (const part of readKeysFile(options.file, options.fromLine, options.defaults)) {
      line = part.firstLine;
      report.add(part, await importPart(access, part));
    }
  } catch (error) {
    if (!(error instanceof ApiRequestError)) throw error;
    report.brokenOff(error.message, line);
    return 1;
  }
  return report.end();
}

interface PartResult {
  readonly imported: number;
  readonly warnings: readonly string[];
}

async function importPart(access: ApiGatewayAccess, part: KeysPart): Promise<PartResult> {
  const answer = await callForJson(access, {
    method: 'POST',
    path: ['apikeys'],
    query: { mode: 'import', format: 'csv' },
    body: part.csv,
  });
  const { ids, warnings } = answer;
  return {
    imported: Array.isArray(ids) ? ids.length : 0,
    warnings: Array.isArray(warnings) ? warnings.map(String) : [],
  };
}

/** Tells what was done while it is done. */
class Report {
  readonly #options: KeysImportOptions;
  readonly #io: CommandIo;
  readonly #began = performance.now();
  #imported = 0;
  #refused = 0;

  constructor(options: KeysImportOptions, io: CommandIo) {
    this.#options = options;
    this.#io = io;
  }

  add(part: KeysPart, { imported, warnings }: PartResult): void {
    this.#imported += imported;
    this.#refused += warnings.length;
    for (const warning of warnings) this.#warn(part, warning);
    if (this.#options.json) this.#json({ event: 'progress', imported: this.#imported });
    else this.#io.stderr.write(`${this.#summary()} so far\n`);
  }

  brokenOff(message: string, line: number): void {
    const { json, file } = this.#options;
    if (json) this.#json({ event: 'failed', message, imported: this.#imported, nextLine: line });
    this.#io.stderr.write(
      `alicorn keys import: ${message}\n` +
        `${this.#summary()} before line ${line} of ${file}; go on with --from-line ${line}\n`,
    );
  }

  /** Gives the exit code. */
  end(): number {
    const imported = this.#imported;
    if (this.#options.json) this.#json({ event: 'done', imported, warnings: this.#refused });
    else this.#io.stdout.write(`${this.#summary()}.\n`);
    return this.#refused === 0 ? 0 : 1;
  }

  /** `Line 3: ...`, of the part. */
  #warn(part: KeysPart, warning: string): void {
    const { json, file } = this.#options;
    const [, place, said] = /^Line (\d+): (.*)$/s.exec(warning) ?? [];
    const line = place === undefined ? part.firstLine : part.lineOf(Number(place));
    const message = said ?? warning;
    if (json) this.#json({ event: 'warning', line, message });
    else this.#io.stderr.write(`${file}:${line}: ${message}\n`);
  }

  #summary(): string {
    const seconds = (performance.now() - this.#began) / 1000;
    const warnings = this.#refused === 1 ? 'warning' : 'warnings';
    const refused = this.#refused === 0 ? '' : `, with ${this.#refused} ${warnings}`;
    return `Imported ${this.#imported} API keys in ${seconds.toFixed(1)} s${refused}`;
  }

  #json(value: object): void {
    this.#io.stdout.write(`${JSON.stringify(value)}\n`);
  }
}

function parseOptions(args: readonly string[]): KeysImportOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...accessOptions,
      'usage-plan': { type: 'string', multiple: true, default: [] },
      tenant: { type: 'string' },
      'from-line': { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('a FILE is missing: the keys to import');
  if (more.length > 0)
    throw new UsageError(`one FILE is imported at a time, not also ${JSON.stringify(more[0])}`);
  if (!/^[1-9][0-9]{0,9}$/.test(values['from-line']))
    throw new UsageError('--from-line takes the number of a line');
  return {
    file,
    fromLine: Number(values['from-line']),
    defaults: { usagePlanIds: values['usage-plan'], tenant: values.tenant || undefined },
    json: values.json,
    access: values,
  };
}
