import { jsonNumber } from './json-number.ts';
import { hasNumericNames, MAXIMUM_JSON_DEPTH, readInOrder } from './ordered-json.ts';
import { TemplateError } from './velocity/template-error.ts';
import { JavaDouble, JavaList, JavaMap, type Value } from './velocity/value.ts';

/**
 * JSON as Java objects for templates: maps keep their members' order, whole numbers stay apart from others. Undefined
 * for what is not JSON. Throws TemplateError for what is nested too deeply.
 */
export function parseJsonValue(text: string): Value | undefined {
  return parseJsonDocument(text)?.toValue();
}

/** JSON that has been read but not made into Java objects yet, for who only wants one thing of it. */
export interface JsonDocument {
  /**
   * As JSON.parse gives it, which may have moved members with numbers for names; undefined when that would not write all
   * numbers as they were.
   */
  readonly plain: { readonly value: unknown } | undefined;
  /** Throws TemplateError for what is nested too deeply. */
  toValue(): Value;
}

/** As {@link parseJsonValue}. */
export function parseJsonDocument(text: string): JsonDocument | undefined {
  try {
    const isPlain = !hasSpecialNumbers(text);
    const value: unknown = isPlain ? JSON.parse(text) : JSON.parse(text, keepNumber);
    return {
      plain: isPlain ? { value } : undefined,
      toValue: () => (hasNumericNames(text) ? readInOrder(text) : toValue(value, 0)),
    };
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    return undefined;
  }
}

/** Whether a number may be in the text that JavaScript would not keep as Java does. */
function hasSpecialNumbers(text: string): boolean {
  return /[0-9](?:\.[0-9]|[eE][+-]?[0-9]|[0-9]{15})/.test(text);
}

/** JSON.parse's reviver with the number's source, as of ECMAScript 2025. */
function keepNumber(
  this: unknown,
  _key: string,
  value: unknown,
  { source }: { source?: string } = {},
): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  return jsonNumber(source);
}

function toValue(parsed: unknown, depth: number): Value {
  switch (typeof parsed) {
    case 'string':
    case 'boolean':
    case 'number':
    case 'bigint':
      return parsed;
    case 'object':
      if (parsed === null || parsed instanceof JavaDouble) return parsed;
      if (depth > MAXIMUM_JSON_DEPTH) throw tooDeep();
      if (Array.isArray(parsed)) {
        const items = parsed.map((item) => toValue(item, depth + 1));
        return new JavaList(items, true);
      }
      return mapOf(parsed, depth);
    default:
      return null;
  }
}

function mapOf(parsed: object, depth: number): JavaMap {
  const map = new JavaMap(true);
  for (const name of Object.keys(parsed)) map.put(name, toValue(Reflect.get(parsed, name), depth + 1));
  return map;
}

function tooDeep(): TemplateError {
  return new TemplateError('limit', 'The JSON is nested too deeply');
}
