import type { ErrorObject } from 'ajv-draft-04';

const MOST_MESSAGES = 50;
/** In the order in which AWS's validator lists types. */
const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/**
 * What is wrong with a body as `$context.error.validationErrorString` has it. The words are those of the Java library
 * json-schema-validator, which AWS's examples show.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 * https://github.com/java-json-tools/json-schema-validator (validation.properties)
 * @param errors of Ajv with `allErrors` and `verbose`
 */
export function validationMessages(errors: readonly ErrorObject[]): string[] {
  const messages: string[] = [];
  const missing = new NamesOfObjects();
  const surplus = new NamesOfObjects();
  for (const error of withoutBranches(errors)) {
    if (error.keyword === 'required') missing.add(error, error.params.missingProperty);
    else if (error.keyword === 'additionalProperties') surplus.add(error, error.params.additionalProperty);
    else if (messages.length < MOST_MESSAGES) messages.push(messageOf(error));
  }
  for (const names of surplus.lists()) {
    messages.push(`object instance has properties which are not allowed by the schema: ${names}`);
  }
  for (const names of missing.lists()) messages.push(`object has missing required properties (${names})`);
  return messages.slice(0, MOST_MESSAGES);
}

/** Members for which Ajv has an error each and AWS's validator has one for all of an object's. */
class NamesOfObjects {
  readonly #names = new Map<string, string[]>();

  add({ instancePath }: ErrorObject, name: unknown): void {
    const names = this.#names.get(instancePath);
    if (names) names.push(text(name));
    else this.#names.set(instancePath, [text(name)]);
  }

  lists(): string[] {
    return Array.from(this.#names.values(), (names) => JSON.stringify(names.sort()));
  }
}

/** Without what is wrong with the alternatives of anyOf and oneOf, which Ajv lists before saying that none fits. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf') {
      while (kept.at(-1)?.instancePath.startsWith(error.instancePath)) kept.pop();
    }
    kept.push(error);
  }
  return kept;
}

function messageOf({ keyword, schema, parentSchema, data, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ${JSON.stringify(allowed(schema))})`;
    case 'enum':
      return `instance value (${json(data)}) not found in enum (possible values: ${JSON.stringify(schema)})`;
    case 'minimum':
      if (parentSchema?.exclusiveMinimum === true && data === schema)
        return `numeric instance is not strictly greater than the required minimum ${schema}`;
      return `numeric instance is lower than the required minimum (minimum: ${schema}, found: ${json(data)})`;
    case 'maximum':
      if (parentSchema?.exclusiveMaximum === true && data === schema)
        return `numeric instance is not strictly lower than the required maximum ${schema}`;
      return `numeric instance is greater than the required maximum (maximum: ${schema}, found: ${json(data)})`;
    case 'multipleOf':
      return `remainder of division is not zero (${json(data)} / ${schema})`;
    case 'minLength':
      return `string ${json(data)} is too short (length: ${size(data)}, required minimum: ${schema})`;
    case 'maxLength':
      return `string ${json(data)} is too long (length: ${size(data)}, maximum allowed: ${schema})`;
    case 'pattern':
      return `ECMA 262 regex ${JSON.stringify(schema)} does not match input string ${json(data)}`;
    case 'minItems':
      return `array is too short: must have at least ${schema} elements but instance has ${size(data)} elements`;
    case 'maxItems':
      return `array is too long: must have at most ${schema} elements but instance has ${size(data)} elements`;
    case 'uniqueItems':
      return 'array must not contain duplicate elements';
    case 'additionalItems':
      return `schema only allows ${params.limit} elements in array but instance has ${size(data)} elements`;
    case 'minProperties':
      return `object has too few properties (found ${size(data)} but schema requires at least ${schema})`;
    case 'maxProperties':
      return `object has too many properties (found ${size(data)} but schema requires at most ${schema})`;
    case 'anyOf':
      return `instance failed to match at least one required schema among ${size(schema)}`;
    case 'oneOf': {
      const matched = Array.isArray(params.passingSchemas) ? params.passingSchemas.length : 0;
      return `instance failed to match exactly one schema (matched ${matched} out of ${size(schema)})`;
    }
    case 'not':
      return 'instance matched a schema which it should not have';
    case 'format':
      return `string ${json(data)} is invalid against requested format ${text(schema)}`;
    default:
      return message ?? keyword;
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Whoever allows numbers allows integers. */
function allowed(type: unknown): string[] {
  const types = new Set<unknown>(Array.isArray(type) ? type : [type]);
  if (types.has('number')) types.add('integer');
  return TYPES.filter((each) => types.has(each));
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function size(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
