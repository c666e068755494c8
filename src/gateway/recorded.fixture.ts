import { readFileSync } from 'node:fs';

/** Recordings of Amazon API Gateway itself, from LocalStack's AWS-validated tests. */
const FOLDER = new URL('../../test/vectors/aws-recorded/', import.meta.url);

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** The steps of a recorded test, by name. */
export function recordedTest(
  file: 'lambda' | 'common' | 'http' | 'api',
  name: string,
): ReadonlyMap<string, Json> {
  const all = object(JSON.parse(readFileSync(new URL(`${file}.json`, FOLDER), 'utf8')));
  for (const [id, test] of Object.entries(all)) {
    if (id.endsWith(`::${name}`)) return new Map(Object.entries(object(object(test)['recorded-content'])));
  }
  throw new Error(`no recording named ${name}`);
}

export function object(value: Json | undefined): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new TypeError('not an object');
}
