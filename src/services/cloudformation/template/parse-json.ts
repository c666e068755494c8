import { nullError, tooDeep } from './parse-limits.ts';
import { plainScalar } from './scalar.ts';
import { formatError } from './validation-error.ts';
import { objectOf, type TemplateValue } from './value.ts';

/** Reads a template written in JSON. Throws ValidationError with the place of a syntax error. */
export function parseJson(text: string): TemplateValue {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, keepNumberText);
  } catch (error) {
    throw formatError(`JSON not well-formed. ${placeOf(error)}`);
  }
  return toTemplateValue(parsed, '', 0);
}

function keepNumberText(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return plainScalar(context.source);
}

/** CloudFormation counts the column after the character at fault. */
function placeOf(error: unknown): string {
  const place = error instanceof Error ? /\(line (\d+) column (\d+)\)/.exec(error.message) : null;
  if (place === null) return '(line 1, column 1)';
  return `(line ${place[1]}, column ${Number(place[2]) + 1})`;
}

function toTemplateValue(value: unknown, path: string, depth: number): TemplateValue {
  if (value === null || value === undefined) throw nullError(path);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (tooDeep(depth)) throw formatError('JSON not well-formed. It is nested too deeply.');
  if (Array.isArray(value))
    return value.map((one, index) => toTemplateValue(one, `${path}/${index}`, depth + 1));
  return objectOf(
    Object.entries(value).map(([key, one]) => [key, toTemplateValue(one, `${path}/${key}`, depth + 1)]),
  );
}
