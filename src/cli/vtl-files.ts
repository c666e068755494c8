import { readFileSync, statSync } from 'node:fs';
import type { ContextMember, ContextMembers } from '../gateway/mapping/offline-source.ts';
import { VtlProblem } from './vtl-problem.ts';

/** As large as what API Gateway takes: a payload of 10 MB. */
const MAXIMUM_BYTES = 10 * 1024 * 1024;
const MAXIMUM_DEPTH = 20;

type Texts = Readonly<Record<string, string>>;

/** The text of a file. Throws VtlProblem. */
export function readText(path: string): string {
  try {
    if (statSync(path).size > MAXIMUM_BYTES) throw new VtlProblem(path, 'the file is over 10 MB', undefined);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof VtlProblem) throw error;
    throw new VtlProblem(path, `can't be read: ${reasonOf(error)}`, undefined);
  }
}

/** `$context` as a JSON file has it. Throws VtlProblem. */
export function readContext(path: string): ContextMembers {
  return contextOf(readObject(path), path, '$context', 0);
}

/** Stage variables as a JSON file has them. Throws VtlProblem. */
export function readStageVariables(path: string): Texts {
  return textsOf(readObject(path), path, 'stage variables');
}

/** The parameters of a request, by kind. */
export interface RequestParameters {
  readonly path: Texts;
  readonly querystring: Texts;
  readonly header: Texts;
}

const NO_TEXTS: Texts = Object.freeze(Object.create(null));
export const NO_PARAMETERS: RequestParameters = { path: NO_TEXTS, querystring: NO_TEXTS, header: NO_TEXTS };

/** Parameters as a JSON file has them. Throws VtlProblem. */
export function readParameters(path: string): RequestParameters {
  const {
    path: inPath,
    querystring,
    header,
    ...others
  } = Object.fromEntries(Object.entries(readObject(path)));
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new VtlProblem(
      path,
      `parameters are in path, querystring and header, not ${JSON.stringify(other)}`,
      undefined,
    );
  }
  const texts = (value: unknown, name: string) =>
    value === undefined ? NO_TEXTS : textsOf(value, path, name);
  return {
    path: texts(inPath, 'path'),
    querystring: texts(querystring, 'querystring'),
    header: texts(header, 'header'),
  };
}

function readObject(path: string): object {
  let value: unknown;
  try {
    value = JSON.parse(readText(path));
  } catch (error) {
    if (error instanceof VtlProblem) throw error;
    throw new VtlProblem(path, `is not JSON: ${reasonOf(error)}`, undefined);
  }
  if (isObject(value)) return value;
  throw new VtlProblem(path, 'holds no JSON object', undefined);
}

/** Members as the gateway has them: texts, or objects of texts. */
function contextOf(value: object, path: string, name: string, depth: number): ContextMembers {
  if (depth > MAXIMUM_DEPTH) throw new VtlProblem(path, `${name} is nested too deeply`, undefined);
  const members = new Map<string, ContextMember>();
  for (const [key, member] of Object.entries(value)) {
    const place = `${name}.${key}`;
    if (depth === 0 && (key === 'requestOverride' || key === 'responseOverride')) {
      throw new VtlProblem(path, `${place} is for templates to set`, undefined);
    }
    if (isObject(member)) members.set(key, contextOf(member, path, place, depth + 1));
    else if (member !== null) members.set(key, textOf(member, path, place));
  }
  return members;
}

function textsOf(value: unknown, path: string, name: string): Texts {
  if (!isObject(value)) throw new VtlProblem(path, `${name} must be an object`, undefined);
  const texts: Record<string, string> = Object.create(null);
  for (const [key, member] of Object.entries(value)) texts[key] = textOf(member, path, `${name}.${key}`);
  return texts;
}

function textOf(value: unknown, path: string, place: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new VtlProblem(path, `${place} must be a text, number or boolean`, undefined);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without Node's own prefix and path: `no such file or directory`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? (/^\w+: ([^,]+)/.exec(error.message)?.[1] ?? error.message) : error.message;
}
