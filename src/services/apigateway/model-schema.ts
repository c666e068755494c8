import { errors } from './errors.ts';
import { isJsonObject, parseJsonObject } from './json-document.ts';
import { isWellFormed, mapSubschemas, referencesIn, resolvePointer, type Schema } from './json-schema.ts';

const MODEL_URL =
  /^https:\/\/apigateway\.amazonaws\.com\/restapis\/([A-Za-z0-9]{1,64})\/models\/([A-Za-z0-9]{1,256})$/;

const INVALID = 'Invalid model schema specified';
const NOT_CANONICAL = 'Model reference must be in canonical form';

/** What a model's schema is checked against. */
export interface SchemaRules {
  readonly restApiId: string;
  /** Says whether the API has a model of this name, the checked one included. */
  readonly hasModel: (name: string) => boolean;
  /** Characters. */
  readonly maximumLength: number;
}

/**
 * Checks what a model is made of: JSON Schema draft 4 where the content is JSON, whose references stay in the document
 * or name a model of the same API (`https://apigateway.amazonaws.com/restapis/ID/models/NAME`).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export function checkModelSchema(text: string | undefined, contentType: string, rules: SchemaRules): string {
  if (!text) throw errors.emptyModelSchema();
  if (text.length > rules.maximumLength) throw errors.modelSchemaTooLong(rules.maximumLength);
  if (!isJsonType(contentType)) return text;
  const schema = parseJsonObject(text);
  if (schema === undefined || !isWellFormed(schema)) throw errors.invalidModelSchema([INVALID]);
  for (const reference of referencesIn(schema)) checkReference(reference, schema, rules);
  return text;
}

/** `application/json`, `application/vnd.pet+json; charset=utf-8`; schemas of other content are kept as they are. */
function isJsonType(contentType: string): boolean {
  const [type = ''] = contentType.toLowerCase().split(';');
  return type.trim().endsWith('json');
}

function checkReference(reference: string, schema: Schema, rules: SchemaRules): void {
  if (reference.startsWith('#')) {
    if (!isJsonObject(resolvePointer(schema, reference))) throw errors.invalidModelSchema([NOT_CANONICAL]);
    return;
  }
  const [, restApiId, name] = MODEL_URL.exec(reference) ?? [];
  if (restApiId === undefined || name === undefined) throw errors.invalidModelSchema([NOT_CANONICAL]);
  if (restApiId !== rules.restApiId || !rules.hasModel(name))
    throw errors.invalidModelSchema([`Invalid model reference specified: ${reference}`]);
}

/** How schemas of an API refer to one of its models. */
export function modelUrl(restApiId: string, name: string): string {
  return `https://apigateway.amazonaws.com/restapis/${restApiId}/models/${name}`;
}

/** The model that a reference names by URL. */
export function modelNamed(reference: unknown): string | undefined {
  return typeof reference === 'string' ? MODEL_URL.exec(reference)?.[2] : undefined;
}

/** Names of the models to which a schema refers. */
export function modelsReferredTo(text: string | undefined): Set<string> {
  const schema = parseJsonObject(text ?? '');
  const names = schema === undefined ? [] : referencesIn(schema).map(modelNamed);
  return new Set(names.filter((name) => name !== undefined));
}

/** Schemas by their models' names, for those that are JSON. */
export type Schemas = ReadonlyMap<string, Schema>;

export function schemasOf(models: readonly { readonly name: string; readonly schema?: string }[]): Schemas {
  const parsed = models.map((model): [string, Schema | undefined] => [
    model.name,
    parseJsonObject(model.schema ?? ''),
  ]);
  return new Map(parsed.filter((entry): entry is [string, Schema] => entry[1] !== undefined));
}

/**
 * A model's schema in one document: the models to which it refers, at first or second hand, stand in its `definitions`,
 * once each, so that models which refer to each other end too.
 */
export function flattenSchema(name: string, schemas: Schemas): Schema | undefined {
  const root = schemas.get(name);
  if (root === undefined) return undefined;
  const places = new Map([[name, '#']]);
  const taken = new Set(isJsonObject(root.definitions) ? Object.keys(root.definitions) : []);
  const pending: string[] = [];
  const placeOf = (model: string): string => {
    const known = places.get(model);
    if (known !== undefined) return known;
    const place = `#/definitions/${freeName(model, taken)}`;
    places.set(model, place);
    pending.push(model);
    return place;
  };
  const flattened = relocate(root, '#', placeOf);
  const definitions: [string, Schema][] = [];
  // Grows while it is walked: each model brings those to which it refers.
  for (const model of pending) {
    const place = placeOf(model);
    const schema = schemas.get(model) ?? {};
    definitions.push([place.slice('#/definitions/'.length), relocate(schema, place, placeOf)]);
  }
  if (definitions.length === 0) return flattened;
  const own = isJsonObject(flattened.definitions) ? Object.entries(flattened.definitions) : [];
  return { ...flattened, definitions: Object.fromEntries([...own, ...definitions]) };
}

function freeName(model: string, taken: Set<string>): string {
  let name = model;
  for (let count = 2; taken.has(name); count++) name = `${model}${count}`;
  taken.add(name);
  return name;
}

/** The schema with its references changed to what they mean when it stands at `place` of another document. */
function relocate(schema: Schema, place: string, placeOf: (model: string) => string): Schema {
  if (typeof schema.$ref !== 'string') {
    return mapSubschemas(schema, (inner) => relocate(inner, place, placeOf));
  }
  const model = modelNamed(schema.$ref);
  if (model !== undefined) return { ...schema, $ref: placeOf(model) };
  return { ...schema, $ref: `${place}${schema.$ref.slice(1)}` };
}
