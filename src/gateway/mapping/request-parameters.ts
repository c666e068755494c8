import { validateHeaderName } from 'node:http';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { PathValue } from '../integrations/http-uri.ts';
import type { Invocation } from '../invocation.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { headerText, isHeaderValue } from '../responses/header-text.ts';
import { compileBodySource } from './body-source.ts';
import { type MappedParameter, type OverrideValue, withOverrides } from './overrides.ts';
import { compileParameterSource, type ParameterSource, parseParameterPlace } from './parameter-source.ts';

/** The parameters of an integration request, compiled from the integration's `requestParameters`. */
export interface RequestParameters {
  /** True when a value comes from the body, which must have been read then. */
  readonly readsBody: boolean;
  /** The value of `integration.request.path.NAME`; undefined when it is not mapped, or has none. */
  path(invocation: Invocation, name: string): PathValue | undefined;
  /** In the order of their definition; those without a value are left out. */
  query(invocation: Invocation): MappedParameter[];
  /** Values as bytes, valid ones, overridden where a template says so. Throws GatewayError. */
  headers(invocation: Invocation, overrides?: ReadonlyMap<string, OverrideValue>): readonly MappedParameter[];
}

const NONE: readonly MappedParameter[] = [];

interface Mapping {
  readonly name: string;
  readonly source: ParameterSource;
}

/**
 * Headers that the gateway writes itself: "Execution failed due to configuration error: ... header already present",
 * as LocalStack's tests against AWS have it.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'x-amzn-apigateway-api-id',
  'x-amzn-trace-id',
]);

/**
 * Throws NotServable for an expression that AWS does not have.
 * @param parameters `integration.request.{path,querystring,header}.NAME` to mapping expression
 */
export function compileRequestParameters(
  parameters: Readonly<Record<string, string>> | undefined,
  stage: StageFacts,
): RequestParameters {
  const path = new Map<string, { source: ParameterSource; wireName: string | undefined }>();
  const query: Mapping[] = [];
  const headers: Mapping[] = [];
  let readsBody = false;
  for (const [target, expression] of Object.entries(parameters ?? {})) {
    const place = parseParameterPlace(target, 'integration.request');
    const fromBody = compileBodySource(expression, 'method.request.body', ({ body }: Invocation) => body);
    const source = fromBody ?? compileParameterSource(expression, stage);
    if (!place || !source)
      throw new NotServable(`the parameter mapping ${target}: ${expression} is not valid`);
    readsBody ||= fromBody !== undefined;
    const { kind, name } = place;
    if (kind === 'path') path.set(name, { source, wireName: wireNameOf(expression) });
    else if (kind === 'querystring') query.push({ name, source });
    else if (kind === 'header') headers.push({ name: validName(name), source });
    else throw new NotServable(`the parameter mapping ${target} is not valid`);
  }
  return {
    readsBody,
    path(invocation, name) {
      const mapping = path.get(name);
      if (!mapping) return undefined;
      const wire = mapping.wireName === undefined ? undefined : invocation.parameters?.[mapping.wireName];
      if (wire !== undefined) return { text: wire, encoded: true };
      const [text] = valuesOf(mapping.source(invocation));
      return text === undefined ? undefined : { text, encoded: false };
    },
    query: (invocation) => (query.length === 0 ? [] : mapped(query, invocation)),
    headers(invocation, overrides) {
      if (headers.length === 0 && !overrides) return NONE;
      return withOverrides(mapped(headers, invocation), overrides, true).map(asHeader);
    },
  };
}

/** A path parameter goes on as it came: decoded and encoded again, `%2F` would become a slash. */
function wireNameOf(expression: string): string | undefined {
  const place = parseParameterPlace(expression, 'method.request');
  return place?.kind === 'path' ? place.name : undefined;
}

function mapped(mappings: readonly Mapping[], invocation: Invocation): MappedParameter[] {
  const parameters: MappedParameter[] = [];
  for (const { name, source } of mappings) {
    const values = valuesOf(source(invocation));
    if (values.length > 0) parameters.push({ name, values });
  }
  return parameters;
}

/** An empty value counts as none, as recorded for a header that was not sent (`testEmptyQs`). */
function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined || value === '') return [];
  return typeof value === 'string' ? [value] : value;
}

function asHeader({ name, values }: MappedParameter): MappedParameter {
  validOverrideName(name);
  if (RESERVED.has(name.toLowerCase())) throw GatewayError.of('API_CONFIGURATION_ERROR');
  const value = headerText(values.join(','));
  if (!isHeaderValue(value)) throw GatewayError.edge('BAD_REQUEST');
  return { name, values: [value] };
}

/** A template may have made the name up from anything. */
function validOverrideName(name: string): void {
  try {
    validateHeaderName(name);
  } catch {
    throw GatewayError.of('API_CONFIGURATION_ERROR');
  }
}

/** Throws NotServable for a name that no header can have. */
export function validName(name: string): string {
  try {
    validateHeaderName(name);
  } catch {
    throw new NotServable(`${JSON.stringify(name)} is not the name of a header`);
  }
  return name;
}
