import { type JsonPath, jsonPath } from './json-path/json-path.ts';
import { JsonPathError } from './json-path/syntax.ts';
import { type JsonDocument, parseJsonDocument } from './json-value.ts';
import { hasNumericNames } from './ordered-json.ts';
import type { RequestParameterMaps } from './request-parameter-maps.ts';
import type { Budget } from './velocity/budget.ts';
import { TemplateError } from './velocity/template-error.ts';
import { HostObject, type Value } from './velocity/value.ts';
import { jsonOf, textOf } from './velocity/value-text.ts';

/** What API Gateway takes an empty body for, recorded in `test_input_body_formatting`. */
const EMPTY_BODY = '{}';

/**
 * `$input`: the payload of the request, or of the integration's response, and the request's parameters.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#input-variable-reference
 */
export class InputObject extends HostObject {
  readonly #body: string;
  readonly #parameters: RequestParameterMaps;
  /** Undefined until it is read, null for what is not JSON. */
  #json: JsonDocument | null | undefined;
  /** As Java objects, made once: what a template changes in it, `$input.json` shows. */
  #document: Value | undefined;

  constructor(body: string, parameters: RequestParameterMaps) {
    super();
    this.#body = body === '' ? EMPTY_BODY : body;
    this.#parameters = parameters;
  }

  get(name: string): Value {
    return name === 'body' ? this.#body : null;
  }

  override call(name: string, args: readonly Value[], budget: Budget): Value {
    switch (name) {
      case 'path':
        return args.length === 1 ? (this.#find(pathOf(args[0] ?? null), budget) ?? null) : null;
      case 'json':
        return this.#text(args[0] ?? '$', budget);
      case 'params':
        return args.length === 0 ? this.#parameters.all() : this.#parameters.find(textOf(args[0] ?? null));
      case 'getBody':
        return this.#body;
      default:
        return null;
    }
  }

  text(): string {
    return '$input';
  }

  /** JSON text; `""` where the path leads nowhere. */
  #text(expression: Value, budget: Budget): string {
    const path = pathOf(expression);
    const plain = this.#document === undefined ? this.#read(budget)?.plain : undefined;
    let text: string | undefined;
    const member = plain && path.names && memberOf(plain.value, path.names);
    // Single values need not be made Java objects; what has members may have to be put in order.
    if (plain && path.names && (typeof member !== 'object' || !hasNumericNames(this.#body))) {
      budget.spend(path.names.length);
      text = JSON.stringify(member);
    } else {
      const found = this.#find(path, budget);
      text = found === undefined ? undefined : jsonOf(found, budget);
    }
    if (text === undefined) return '""';
    budget.spendText(text.length);
    budget.spend(text.length >>> 4);
    return text;
  }

  #find(path: JsonPath, budget: Budget): Value | undefined {
    if (this.#document === undefined) {
      const json = this.#read(budget);
      this.#document = json === null ? this.#body.trim() : json.toValue();
    }
    return path.find(this.#document, (steps) => budget.spend(steps));
  }

  /** Null for a body that is not JSON, which is one text, as json-smart reads it. */
  #read(budget: Budget): JsonDocument | null {
    if (this.#json === undefined) {
      budget.spendText(this.#body.length);
      this.#json = parseJsonDocument(this.#body) ?? null;
    }
    return this.#json;
  }
}

function pathOf(expression: Value): JsonPath {
  try {
    return jsonPath(typeof expression === 'string' ? expression : textOf(expression));
  } catch (error) {
    if (error instanceof JsonPathError) throw new TemplateError('runtime', error.message);
    throw error;
  }
}

/** Undefined where a name leads nowhere. */
function memberOf(document: unknown, names: readonly string[]): unknown {
  let value = document;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}
