import { readFileSync } from 'node:fs';

/** What AWS answered in one step: a JSON document, an error document, or a bare value that the test noted. */
export type Recorded = unknown;

/** One recorded test: its steps in order. */
export interface Recording {
  /** `file.json Class::test_name` */
  readonly name: string;
  readonly steps: ReadonlyMap<string, Recorded>;
}

const folder = new URL('../vectors/aws-recorded/', import.meta.url);

/** The recorded tests of one file, e.g. `api`. */
export function readRecordings(file: string): Recording[] {
  const document: unknown = JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8'));
  return Object.entries(asObject(document)).map(([id, test]) => ({
    name: `${file} ${id.slice(id.indexOf('::') + 2)}`,
    steps: new Map(Object.entries(asObject(asObject(test)['recorded-content']))),
  }));
}

export function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('not an object');
  return Object.fromEntries(Object.entries(value));
}
