import { jsonPath } from './json-path/json-path.ts';
import { JsonPathError } from './json-path/syntax.ts';
import { parseJsonValue } from './json-value.ts';
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
  /** Read once: what a template changes in it, `$input.json` shows. */
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
        return args.length === 1 ? (this.#find(args[0] ?? null, budget) ?? null) : null;
      case 'json':
        return this.#json(args[0] ?? '$', budget);
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
  #json(path: Value, budget: Budget): string {
    const found = this.#find(path, budget);
    const text = found === undefined ? '""' : jsonOf(found);
    budget.spendText(text.length);
    return text;
  }

  #find(path: Value, budget: Budget): Value | undefined {
    const document = this.#parse(budget);
    const text = textOf(path).trim();
    if (text === '$') return document;
    try {
      return jsonPath(text).find(document, (steps) => budget.spend(steps));
    } catch (error) {
      if (error instanceof JsonPathError) throw new TemplateError('runtime', error.message);
      throw error;
    }
  }

  /** A body that is not JSON is one text, as json-smart reads it. */
  #parse(budget: Budget): Value {
    if (this.#document === undefined) {
      budget.spendText(this.#body.length);
      const parsed = parseJsonValue(this.#body);
      this.#document = parsed === undefined ? this.#body.trim() : parsed;
    }
    return this.#document;
  }
}
