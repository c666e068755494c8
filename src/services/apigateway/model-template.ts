import { isJsonObject } from './json-document.ts';
import { resolvePointer, type Schema } from './json-schema.ts';

/** What one sample shows at most, so that models that refer to each other many times stay small. */
const MAXIMUM_VALUES = 5000;
const MAXIMUM_DEPTH = 20;

/** Sample values, as AWS shows them. */
const SAMPLES: Readonly<Record<string, string>> = {
  string: '"foo"',
  integer: '42',
  number: '42',
  boolean: 'true',
  null: 'null',
};

/**
 * A mapping template that makes a payload of a model's form, with sample values where the user is to put expressions.
 * AWS's answer for the model Empty is documented; the rest follows templates that its console made.
 * https://docs.aws.amazon.com/cli/latest/reference/apigateway/get-model-template.html
 * @param schema one document, without references to other models
 */
export function templateOf(schema: Schema): string {
  const sample = new Sample(schema);
  return `#set($inputRoot = $input.path('$'))\n${sample.of(schema, '$inputRoot', 0)}`;
}

class Sample {
  readonly #document: Schema;
  #left = MAXIMUM_VALUES;

  constructor(document: Schema) {
    this.#document = document;
  }

  of(schema: unknown, source: string, depth: number): string {
    const resolved = this.#resolve(schema);
    this.#left--;
    if (this.#left < 0 || depth > MAXIMUM_DEPTH) return '{ }';
    const type = typeOf(resolved);
    if (type === 'array') return this.#array(resolved, source, depth);
    return SAMPLES[type] ?? this.#object(resolved, source, depth);
  }

  /** Follows references within the document, at most as many as it shows values. */
  #resolve(schema: unknown): Schema {
    let found = schema;
    while (isJsonObject(found) && typeof found.$ref === 'string' && this.#left > 0) {
      found = resolvePointer(this.#document, found.$ref);
      this.#left--;
    }
    return isJsonObject(found) ? found : {};
  }

  #object(schema: Schema, source: string, depth: number): string {
    const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
    if (properties.length === 0) return '{ }';
    const indent = '  '.repeat(depth + 1);
    const members = properties.map(
      ([name, inner]) =>
        `${indent}${JSON.stringify(name)} : ${this.of(inner, `${source}.${name}`, depth + 1)}`,
    );
    return `{\n${members.join(',\n')}\n${'  '.repeat(depth)}}`;
  }

  #array(schema: Schema, source: string, depth: number): string {
    const items: unknown = Array.isArray(schema.items) ? schema.items[0] : schema.items;
    const indent = '  '.repeat(depth);
    return [
      '[',
      '##TODO: Update this foreach loop to reference array from input json',
      `#foreach($elem in ${source})`,
      `${indent} ${this.of(items, '$elem', depth + 1)} `,
      '#if($foreach.hasNext),#end',
      '#end',
      `${indent}]`,
    ].join('\n');
  }
}

function typeOf(schema: Schema): string {
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (typeof type === 'string' && (type === 'array' || Object.hasOwn(SAMPLES, type))) return type;
  return schema.items !== undefined && type === undefined ? 'array' : 'object';
}
