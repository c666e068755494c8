import { NotServable } from '../compile/not-servable.ts';
import type { ParameterValue } from './parameter-source.ts';

/**
 * Reads a value from a body: the whole of it for `PREFIX`, a JSON field for `PREFIX.JSONPath`. Undefined for an
 * expression that does not begin so. Throws NotServable for a path that can't be read.
 * @param prefix `method.request.body` or `integration.response.body`
 */
export function compileBodySource<T>(
  expression: string,
  prefix: string,
  bodyOf: (from: T) => Buffer,
): ((from: T) => ParameterValue) | undefined {
  if (expression === prefix) return (from) => bodyOf(from).toString();
  if (!expression.startsWith(`${prefix}.`)) return undefined;
  throw new NotServable(`${expression}: mapping fields of bodies to parameters is not supported`);
}
