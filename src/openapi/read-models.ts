import { createHash } from 'node:crypto';
import type { ModelDefinition } from './definition.ts';
import { isObject, type JsonObject, listOf, memberOf, membersOf, textOf } from './json-value.ts';
import { present } from './present.ts';
import type { Problems } from './problems.ts';
import type { SourceDocument } from './source-document.ts';

/** Where a schema stands, for warnings: `200 response to method 'GET /pets'`. */
export type SchemaPlace = () => string;

/** How AWS's warnings call the schemas of single values. */
const SCHEMA_CLASSES: ReadonlyMap<string, string> = new Map([
  ['string', 'StringSchema'],
  ['integer', 'IntegerSchema'],
  ['number', 'NumberSchema'],
  ['boolean', 'BooleanSchema'],
  ['file', 'FileSchema'],
]);

/**
 * The models of a document: its named schemas, and one for each schema that stands in an operation itself, named by
 * what it holds (`MODEL` and six hexadecimal digits), as AWS generates them.
 */
export class ModelReader {
  readonly #document: SourceDocument;
  readonly #problems: Problems;
  readonly #models = new Map<string, ModelDefinition>();
  readonly #generated = new Map<string, string>();

  constructor(document: SourceDocument, problems: Problems) {
    this.#document = document;
    this.#problems = problems;
    for (const [name, schema] of membersOf(document.schemas)) {
      if (isObject(schema)) this.#add(name, schema);
    }
  }

  get models(): ModelDefinition[] {
    return [...this.#models.values()];
  }

  /** Name of the model that a schema in an operation is; undefined, with a warning, when it can be none. */
  modelFor(schema: unknown, place: SchemaPlace): string | undefined {
    if (!isObject(schema) || Object.keys(schema).length === 0) return undefined;
    if (typeof schema.$ref === 'string') return this.#named(schema.$ref);
    const simple = SCHEMA_CLASSES.get(textOf(schema.type) ?? '');
    if (simple === undefined) return this.#generate(schema);
    this.#problems.warn(`Unsupported model type '${simple}' in ${place()}. Ignoring.`);
    return undefined;
  }

  #named(reference: string): string | undefined {
    const name = this.#document.schemaNamed(reference);
    if (name !== undefined && this.#models.has(name)) return name;
    this.#problems.warn(`Reference to model '${name ?? reference}' not found. Ignoring.`);
    return undefined;
  }

  #generate(schema: JsonObject): string {
    const text = JSON.stringify(schema);
    const known = this.#generated.get(text);
    if (known !== undefined) return known;
    const digest = createHash('sha256').update(text).digest('hex');
    let length = 6;
    while (this.#models.has(`MODEL${digest.slice(0, length)}`)) length++;
    const name = `MODEL${digest.slice(0, length)}`;
    this.#generated.set(text, name);
    this.#add(name, schema);
    return name;
  }

  #add(name: string, schema: JsonObject): void {
    this.#models.set(name, present({ name, description: textOf(schema.description), schema }));
  }
}

/** A schema with its references to models changed, wherever they stand. */
export function mapReferences(schema: unknown, change: (reference: string) => string): unknown {
  if (Array.isArray(schema)) return listOf(schema).map((item) => mapReferences(item, change));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) =>
      name === '$ref' && typeof value === 'string'
        ? [name, change(value)]
        : [name, mapReferences(value, change)],
    ),
  );
}

const MODEL_URL = 'https://apigateway.amazonaws.com/restapis/';
const SCHEMA_PREFIXES = ['#/definitions/', '#/components/schemas/'];

/**
 * The schema as the model keeps it: JSON text whose references name models of the API by AWS's URL. References of
 * other forms stay as they are.
 */
export function modelSchemaText({ schema }: ModelDefinition, restApiId: string): string {
  const changed = mapReferences(schema, (reference) => {
    const prefix = SCHEMA_PREFIXES.find((one) => reference.startsWith(one));
    const name = prefix === undefined ? '' : reference.slice(prefix.length);
    return /^[A-Za-z0-9]+$/.test(name) ? `${MODEL_URL}${restApiId}/models/${name}` : reference;
  });
  return JSON.stringify(changed);
}

/** Name of the model that a URL made by {@link modelSchemaText} names. */
export function modelOfUrl(reference: string): string | undefined {
  if (!reference.startsWith(MODEL_URL)) return undefined;
  const [, models, name, ...more] = reference.slice(MODEL_URL.length).split('/');
  return models === 'models' && name && more.length === 0 ? name : undefined;
}

/** The schemas of a media type map by content type, `{ "application/json": { "schema": ... } }`. */
export function schemasByContentType(content: unknown): [string, unknown][] {
  return membersOf(content).map(([contentType, media]) => [contentType, memberOf(media, 'schema')]);
}
