import { NotServable } from '../compile/not-servable.ts';

/** Keyword that counts each application of a schema: see `evaluation-budget.ts`. */
export const COUNTED = 'x-alicorn-counted';

/** Schemas within one model. */
const MAXIMUM_SCHEMAS = 10_000;
const MAXIMUM_DEPTH = 100;

/** A schema as a JSON object; members are looked at by known names only. */
type SchemaObject = Record<string, unknown>;

/** A model's schema, made ready to be compiled. */
export interface ModelSchema {
  readonly schema: SchemaObject;
  /** JSON pointers of the schemas in it. */
  readonly pointers: ReadonlySet<string>;
  /** What it refers to: models by name, and pointers into them. */
  readonly references: readonly { readonly model: string; readonly pointer: string }[];
}

/** `https://apigateway.amazonaws.com/restapis/API/models/NAME`, with a JSON pointer or not. */
const MODEL_REFERENCE =
  /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/#]+\/models\/([A-Za-z0-9]+)(#.*)?$/;

const ONE = ['not', 'additionalItems', 'additionalProperties', 'items'];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'items'];
const MAPS = ['properties', 'patternProperties', 'definitions', 'dependencies'];

/** The name under which a model is known to the validator. */
export function modelKey(name: string): string {
  return `https://apigateway.amazonaws.com/models/${name}`;
}

/**
 * Reads the schema of a model, JSON Schema draft 4, and marks what is in it. Throws NotServable for one that is no
 * schema, or too large.
 * @param text JSON
 */
export function readModelSchema(name: string, text: string | undefined): ModelSchema {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? '{}');
  } catch {
    throw new NotServable(`the schema of model ${name} is not JSON`);
  }
  if (!isObject(parsed)) throw new NotServable(`the schema of model ${name} is not an object`);
  const pointers = new Set<string>();
  const references: { model: string; pointer: string }[] = [];
  const pending = [{ schema: parsed, pointer: '', depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { schema, pointer, depth } = next;
    pointers.add(pointer);
    if (pointers.size > MAXIMUM_SCHEMAS || depth > MAXIMUM_DEPTH) {
      throw new NotServable(`the schema of model ${name} is too large`);
    }
    mark(schema);
    if (typeof schema.$ref === 'string') {
      const reference = readReference(name, schema.$ref);
      references.push(reference);
      schema.$ref = `${modelKey(reference.model)}#${encodeURI(reference.pointer)}`;
    }
    for (const [path, child] of childrenOf(schema)) {
      pending.push({ schema: child, pointer: pointer + path, depth: depth + 1 });
    }
  }
  return { schema: parsed, pointers, references };
}

/** `id` would change what references mean, `nullable` is not of draft 4, and `$schema` names what this is anyway. */
function mark(schema: SchemaObject): void {
  delete schema.$schema;
  delete schema.nullable;
  if (typeof schema.id === 'string') delete schema.id;
  schema[COUNTED] = true;
}

function* childrenOf(schema: SchemaObject): Generator<[pointer: string, child: SchemaObject]> {
  for (const keyword of ONE) {
    const child = schema[keyword];
    if (isObject(child)) yield [`/${keyword}`, child];
  }
  for (const keyword of LISTS) {
    const list: unknown = schema[keyword];
    if (!Array.isArray(list)) continue;
    for (const [index, child] of list.entries()) if (isObject(child)) yield [`/${keyword}/${index}`, child];
  }
  for (const keyword of MAPS) {
    const map = schema[keyword];
    if (!isObject(map)) continue;
    for (const [key, child] of Object.entries(map)) {
      if (isObject(child)) yield [`/${keyword}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, child];
    }
  }
}

function readReference(name: string, reference: string): { model: string; pointer: string } {
  const [, model = name, fragment = ''] = MODEL_REFERENCE.exec(reference) ?? [];
  const own = reference.startsWith('#') ? reference : undefined;
  if (own === undefined && !MODEL_REFERENCE.test(reference)) {
    throw new NotServable(`model ${name} refers to ${reference}, which is not a model of this API`);
  }
  try {
    const pointer = decodeURIComponent((own ?? fragment).slice(1));
    return { model, pointer: pointer === '/' ? '' : pointer };
  } catch {
    throw new NotServable(`model ${name} refers to ${reference}, which is malformed`);
  }
}

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
