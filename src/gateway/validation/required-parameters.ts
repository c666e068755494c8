import type { Invocation } from '../invocation.ts';
import { parseParameterPlace } from '../mapping/parameter-source.ts';
import { headersOf, queryOf } from '../request/parsed-request.ts';

interface RequiredParameter {
  readonly name: string;
  readonly valueIn: (invocation: Invocation) => string | undefined;
}

/**
 * Finds the required parameters that a request lacks, "included and not blank", by name in the order of AWS: headers,
 * path, query string, each by name (recorded in `test_api_gateway_request_validator`). Names are case-sensitive.
 * Undefined when nothing is required.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 * @param parameters `method.request.{path,querystring,header}.NAME` to required or not
 */
export function compileRequiredParameters(
  parameters: Readonly<Record<string, boolean>> | undefined,
): ((invocation: Invocation) => string[]) | undefined {
  const required: RequiredParameter[] = [];
  for (const [expression, isRequired] of Object.entries(parameters ?? {}).sort(byName)) {
    const place = parseParameterPlace(expression, 'method.request');
    const valueIn = place && reader(place.kind, place.name);
    if (isRequired && valueIn) required.push({ name: place.name, valueIn });
  }
  if (required.length === 0) return undefined;
  return (invocation) => {
    const missing: string[] = [];
    for (const { name, valueIn } of required) if (!valueIn(invocation)?.trim()) missing.push(name);
    return missing;
  };
}

function byName([left]: [string, boolean], [right]: [string, boolean]): number {
  return left < right ? -1 : 1;
}

function reader(kind: string, name: string): RequiredParameter['valueIn'] | undefined {
  switch (kind) {
    case 'header':
    case 'multivalueheader':
      return (invocation) => headersOf(invocation).single[name];
    case 'path':
      return ({ parameters }) => parameters?.[name];
    case 'querystring':
    case 'multivaluequerystring':
      return (invocation) => queryOf(invocation)?.single[name];
    default:
      return undefined;
  }
}
