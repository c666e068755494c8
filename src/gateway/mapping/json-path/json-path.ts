import type { Value } from '../velocity/value.ts';
import { evaluatePath, type Spend } from './evaluate-path.ts';
import { parseJsonPath } from './parse-path.ts';

/** A JSON path made ready, by the rules of Jayway JsonPath, which API Gateway uses. */
export interface JsonPath {
  /** True when it can only name one value. */
  readonly definite: boolean;
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
  return {
    definite: path.definite,
    find: (document, spend) => evaluatePath(path, document, document, spend),
  };
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
