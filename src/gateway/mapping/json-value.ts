import { isNestedTooDeeply } from './json-depth.ts';
import { hasNumericNames, readInOrder } from './ordered-json.ts';
import { TemplateError } from './velocity/template-error.ts';
import { JavaList, JavaMap, type Value } from './velocity/value.ts';

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
  toValue(): Value;
}

/** As {@link parseJsonValue}. */
export function parseJsonDocument(text: string): JsonDocument | undefined {
  if (isNestedTooDeeply(text)) throw new TemplateError('limit', 'The JSON is nested too deeply');
  try {
    const value: unknown = JSON.parse(text);
    const isPlain = !hasSpecialNumbers(text);
    return {
      plain: isPlain ? { value } : undefined,
      toValue: () => (isPlain && !hasNumericNames(text) ? toValue(value) : readInOrder(text)),
    };
  } catch {
    return undefined;
  }
}

/** Whether a number may be in the text that JavaScript would not keep as Java does. */
function hasSpecialNumbers(text: string): boolean {
  return /[0-9](?:\.[0-9]|[eE][+-]?[0-9]|[0-9]{15})/.test(text);
}

function toValue(parsed: unknown): Value {
  switch (typeof parsed) {
    case 'string':
    case 'boolean':
    case 'number':
      return parsed;
    case 'object':
      if (parsed === null) return parsed;
      return Array.isArray(parsed) ? new JavaList(parsed.map(toValue), true) : mapOf(parsed);
    default:
      return null;
  }
}

function mapOf(parsed: object): JavaMap {
  const map = new JavaMap(true);
  for (const name of Object.keys(parsed)) map.put(name, toValue(Reflect.get(parsed, name)));
  return map;
}
