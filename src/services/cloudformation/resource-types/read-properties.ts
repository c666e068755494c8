import {
  isList,
  isObject,
  isScalar,
  objectOf,
  type TemplateObject,
  type TemplateValue,
} from '../template/value.ts';
import type { PropertiesOf, PropertyDeclarations, PropertyType } from './property-type.ts';

/**
 * Reads the properties of a resource in their declared types: `"30"` is a number where a number is declared, `30` is
 * text where text is. Adds what is wrong to `problems`, in the words of CloudFormation's resource validation.
 */
export function readProperties(
  declarations: PropertyDeclarations,
  properties: TemplateObject,
  problems: string[],
): TemplateObject {
  return readObject(declarations, properties, '#', problems);
}

/** Properties that were read without problems, typed by their declarations. */
export function typedProperties<Declarations extends PropertyDeclarations>(
  declarations: Declarations,
  properties: TemplateObject,
): PropertiesOf<Declarations> {
  // What readObject gives without problems is of this type by construction.
  return readObject(declarations, properties, '#', []) as PropertiesOf<Declarations>;
}

function readObject(
  declarations: PropertyDeclarations,
  value: TemplateObject,
  path: string,
  problems: string[],
): TemplateObject {
  for (const [name, { required }] of Object.entries(declarations))
    if (required && !Object.hasOwn(value, name)) problems.push(`${path}: required key [${name}] not found`);
  const entries: [string, TemplateValue][] = [];
  for (const [name, one] of Object.entries(value)) {
    const declaration = Object.hasOwn(declarations, name) ? declarations[name] : undefined;
    if (declaration === undefined) problems.push(`${path}: extraneous key [${name}] is not permitted`);
    else if (declaration.unsupported !== undefined)
      problems.push(`${path}/${name}: is not supported: ${declaration.unsupported}`);
    else entries.push([name, read(declaration.type, one, `${path}/${name}`, problems)]);
  }
  return objectOf(entries);
}

function read(type: PropertyType, value: TemplateValue, path: string, problems: string[]): TemplateValue {
  switch (type.kind) {
    case 'string':
      return readString(type.oneOf, value, path, problems);
    case 'integer':
    case 'number':
      return readNumber(type.kind, value, path, problems);
    case 'boolean':
      return readBoolean(value, path, problems);
    case 'json':
      if (!isObject(value) && typeof value !== 'string') problems.push(mismatch(path, 'JSONObject', value));
      return value;
    case 'list':
      if (isList(value)) return value.map((one, index) => read(type.of, one, `${path}/${index}`, problems));
      problems.push(mismatch(path, 'JSONArray', value));
      return value;
    case 'map':
      if (isObject(value))
        return objectOf(
          Object.entries(value).map(([key, one]) => [key, read(type.of, one, `${path}/${key}`, problems)]),
        );
      break;
    case 'object':
      if (isObject(value)) return readObject(type.properties, value, path, problems);
  }
  problems.push(mismatch(path, 'JSONObject', value));
  return value;
}

function readString(
  oneOf: readonly string[] | undefined,
  value: TemplateValue,
  path: string,
  problems: string[],
): TemplateValue {
  if (!isScalar(value)) {
    problems.push(mismatch(path, 'String', value));
    return value;
  }
  const text = String(value);
  if (oneOf !== undefined && !oneOf.includes(text))
    problems.push(`${path}: ${text} is not a valid enum value`);
  return text;
}

function readNumber(
  kind: 'integer' | 'number',
  value: TemplateValue,
  path: string,
  problems: string[],
): TemplateValue {
  const number = isScalar(value) && String(value).trim() !== '' ? Number(value) : Number.NaN;
  if (
    Number.isFinite(number) &&
    typeof value !== 'boolean' &&
    (kind === 'number' || Number.isSafeInteger(number))
  )
    return number;
  problems.push(mismatch(path, kind === 'integer' ? 'Integer' : 'Number', value));
  return value;
}

function readBoolean(value: TemplateValue, path: string, problems: string[]): TemplateValue {
  const text = isScalar(value) ? String(value).toLowerCase() : '';
  if (text === 'true' || text === 'false') return text === 'true';
  problems.push(mismatch(path, 'Boolean', value));
  return value;
}

function mismatch(path: string, expected: string, value: TemplateValue): string {
  return `${path}: expected type: ${expected}, found: ${foundType(value)}`;
}

function foundType(value: TemplateValue): string {
  if (isList(value)) return 'JSONArray';
  if (isObject(value)) return 'JSONObject';
  if (typeof value === 'string') return 'String';
  return typeof value === 'number' ? 'Number' : 'Boolean';
}
