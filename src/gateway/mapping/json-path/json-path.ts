import { JavaMap, type Value } from '../velocity/value.ts';
import { evaluatePath, type Spend } from './evaluate-path.ts';
import { parseJsonPath } from './parse-path.ts';
import type { Path } from './syntax.ts';

/** A JSON path made ready, by the rules of Jayway JsonPath, which API Gateway uses. */
export interface JsonPath {
  /** True when it can only name one value. */
  readonly definite: boolean;
  /** The names of members to go through one after the other, when that is all it says. */
  readonly names: readonly string[] | undefined;
  /**
   * What it names in a document: one value for a definite path, else a list. Undefined when a definite path leads
   * nowhere.
   * @param spend is told how much work it takes, and may throw
   */
  find(document: Value, spend: Spend): Value | undefined;
}

/** Throws JsonPathError. */
export function compileJsonPath(text: string): JsonPath {
  const path = parseJsonPath(text);
  const names = namesOf(path);
  return {
    definite: path.definite,
    names,
    find(document, spend) {
      if (names === undefined) return evaluatePath(path, document, document, spend);
      spend(names.length);
      return memberOf(document, names);
    },
  };
}

function namesOf({ root, tokens }: Path): readonly string[] | undefined {
  const names: string[] = [];
  for (const token of tokens) {
    const [name, more] = token.kind === 'properties' ? token.names : [];
    if (name === undefined || more !== undefined) return undefined;
    names.push(name);
  }
  return root === '$' ? names : undefined;
}

function memberOf(document: Value, names: readonly string[]): Value | undefined {
  let value = document;
  for (const name of names) {
    if (!(value instanceof JavaMap && value.has(name))) return undefined;
    value = value.get(name);
  }
  return value;
}

const REMEMBERED = 256;
const remembered = new Map<string, JsonPath>();

/** As {@link compileJsonPath}, remembering the paths that were read last: templates use the same ones again and again. */
export function jsonPath(text: string): JsonPath {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const path = compileJsonPath(text);
  if (remembered.size >= REMEMBERED) {
    const oldest = remembered.keys().next();
    if (!oldest.done) remembered.delete(oldest.value);
  }
  remembered.set(text, path);
  return path;
}
