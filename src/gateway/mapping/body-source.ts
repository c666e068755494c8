import { NotServable } from '../compile/not-servable.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { compileJsonPath, type JsonPath } from './json-path/json-path.ts';
import { JsonPathError } from './json-path/syntax.ts';
import { parseJsonValue } from './json-value.ts';
import type { ParameterValue } from './parameter-source.ts';
import { TemplateError } from './velocity/template-error.ts';
import { JavaList, JavaMap } from './velocity/value.ts';
import { jsonOf, textOf } from './velocity/value-text.ts';

/** Steps that finding one field may take. */
const MAXIMUM_STEPS = 100_000;

/**
 * Reads a value from a body: the whole of it for `PREFIX`, a JSON field for `PREFIX.JSONPath`, where the path is written
 * without `$.`. Undefined for an expression that does not begin so. Throws NotServable for a path that can't be read.
 * @param prefix `method.request.body` or `integration.response.body`
 */
export function compileBodySource<T>(
  expression: string,
  prefix: string,
  bodyOf: (from: T) => Buffer,
): ((from: T) => ParameterValue) | undefined {
  if (expression === prefix) return (from) => bodyOf(from).toString();
  if (!expression.startsWith(`${prefix}.`)) return undefined;
  const path = compilePath(expression.slice(prefix.length + 1));
  return (from) => fieldOf(bodyOf(from).toString(), path);
}

function compilePath(text: string): JsonPath {
  try {
    return compileJsonPath(text.startsWith('[') ? `$${text}` : `$.${text}`);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new NotServable(`${text} is not a JSON path: ${error.message}`);
  }
}

/** Objects and lists are written as JSON. A body that is not JSON has no fields. Throws GatewayError. */
function fieldOf(body: string, path: JsonPath): ParameterValue {
  let left = MAXIMUM_STEPS;
  try {
    const document = parseJsonValue(body);
    if (document === undefined) return undefined;
    const found = path.find(document, (steps) => {
      left -= steps;
      if (left < 0) throw GatewayError.of('API_CONFIGURATION_ERROR');
    });
    if (found === undefined || found === null) return undefined;
    return found instanceof JavaMap || found instanceof JavaList ? jsonOf(found) : textOf(found);
  } catch (error) {
    if (error instanceof TemplateError || error instanceof JsonPathError) {
      throw GatewayError.of('API_CONFIGURATION_ERROR', error);
    }
    throw error;
  }
}
