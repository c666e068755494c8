import { entry } from './entries.ts';
import { isJsonObject as isSchema, type JsonObject } from './json-document.ts';

/** One schema of a JSON Schema document, draft 4. Documents are at most 100 levels deep. */
export type Schema = JsonObject;

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isNumber = (value: unknown) => typeof value === 'number';
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isSchemaOrFlag = (value: unknown) => isSchema(value) || isFlag(value);
const isSchemaList = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isSchema);
const isSchemaMap = (value: unknown) => isSchema(value) && Object.values(value).every(isSchema);
const isType = (value: unknown) => typeof value === 'string' && TYPES.includes(value);

/** A list with at least one item, none twice. */
function isSet(value: unknown, isItem: (item: unknown) => boolean): boolean {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isItem)) return false;
  return new Set(value.map((item) => JSON.stringify(item))).size === value.length;
}

/** What each keyword's value must be. Other keywords may have any. https://json-schema.org/draft-04/schema */
const KEYWORDS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['id', isText],
  ['$schema', isText],
  ['$ref', isText],
  ['title', isText],
  ['description', isText],
  ['format', isText],
  ['pattern', isText],
  ['multipleOf', (value) => typeof value === 'number' && value > 0],
  ['maximum', isNumber],
  ['minimum', isNumber],
  ['exclusiveMaximum', isFlag],
  ['exclusiveMinimum', isFlag],
  ['maxLength', isCount],
  ['minLength', isCount],
  ['maxItems', isCount],
  ['minItems', isCount],
  ['maxProperties', isCount],
  ['minProperties', isCount],
  ['uniqueItems', isFlag],
  ['required', (value) => isSet(value, isText)],
  ['enum', (value) => isSet(value, () => true)],
  ['type', (value) => isType(value) || isSet(value, isType)],
  ['items', (value) => isSchema(value) || isSchemaList(value)],
  ['additionalItems', isSchemaOrFlag],
  ['additionalProperties', isSchemaOrFlag],
  ['not', isSchema],
  ['allOf', isSchemaList],
  ['anyOf', isSchemaList],
  ['oneOf', isSchemaList],
  ['definitions', isSchemaMap],
  ['properties', isSchemaMap],
  ['patternProperties', isSchemaMap],
  ['dependencies', isDependencies],
] as const);

function isDependencies(value: unknown): boolean {
  return isSchema(value) && Object.values(value).every((one) => isSchema(one) || isSet(one, isText));
}

/** True when a document has the form of draft 4. Beside `$ref` nothing counts. */
export function isWellFormed(schema: Schema): boolean {
  if (typeof schema.$ref === 'string') return true;
  for (const [keyword, value] of Object.entries(schema)) {
    if (KEYWORDS.get(keyword)?.(value) === false) return false;
  }
  if (schema.exclusiveMaximum !== undefined && schema.maximum === undefined) return false;
  if (schema.exclusiveMinimum !== undefined && schema.minimum === undefined) return false;
  return subschemas(schema).every(isWellFormed);
}

const INNER = ['items', 'additionalItems', 'additionalProperties', 'not'];
const INNER_LISTS = ['items', 'allOf', 'anyOf', 'oneOf'];
const INNER_MAPS = ['definitions', 'properties', 'patternProperties', 'dependencies'];

/** A schema with each schema directly inside it replaced. */
export function mapSubschemas(schema: Schema, change: (inner: Schema) => unknown): Schema {
  const changed = (value: unknown): unknown => (isSchema(value) ? change(value) : value);
  const members = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (INNER_LISTS.includes(keyword) && Array.isArray(value)) return [keyword, value.map(changed)];
    if (INNER.includes(keyword)) return [keyword, changed(value)];
    if (!INNER_MAPS.includes(keyword) || !isSchema(value)) return [keyword, value];
    const map = Object.entries(value).map(([name, inner]) => [name, changed(inner)]);
    return [keyword, Object.fromEntries(map)];
  });
  return Object.fromEntries(members);
}

/** The schemas directly inside a schema. */
export function subschemas(schema: Schema): Schema[] {
  const found: Schema[] = [];
  mapSubschemas(schema, (inner) => found.push(inner));
  return found;
}

/** Every `$ref` of a well-formed document. */
export function referencesIn(schema: Schema): string[] {
  if (typeof schema.$ref === 'string') return [schema.$ref];
  return subschemas(schema).flatMap(referencesIn);
}

/** What a reference within a document (`#`, `#/definitions/pet`) points to; undefined when there is nothing. */
export function resolvePointer(document: Schema, reference: string): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let place: unknown = document;
  for (const segment of reference.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(place)) place = place[Number(name)];
    else if (isSchema(place)) place = entry(place, name);
    else return undefined;
  }
  return place;
}
