import type { Method, MethodResponse } from '../../definitions/rest-api.ts';
import { hasEntry } from './entries.ts';
import { errors } from './errors.ts';

/**
 * Parameter names and mapping expressions, after
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
const LOCATIONS = ['path', 'querystring', 'header'];
const MULTIVALUE: Readonly<Record<string, string>> = {
  multivalueheader: 'header',
  multivaluequerystring: 'querystring',
};

/** `method.request.{path,querystring,header}.NAME`, names unique across the three. */
export function checkMethodRequestParameters(parameters: Readonly<Record<string, unknown>>): void {
  const names = new Set<string>();
  for (const parameter of Object.keys(parameters)) {
    const name = nameAfter(parameter, 'method.request.', LOCATIONS);
    if (name === undefined) throw errors.invalidMapping(parameter);
    if (names.has(name)) throw errors.parameterNamesNotUnique();
    names.add(name);
  }
}

/** `method.response.header.NAME` */
export function checkMethodResponseParameters(parameters: Readonly<Record<string, unknown>>): void {
  for (const parameter of Object.keys(parameters)) {
    if (nameAfter(parameter, 'method.response.', ['header']) === undefined)
      throw errors.invalidMapping(parameter);
  }
}

/** Integration request parameters, whose sources must be declared by the method. */
export function checkIntegrationRequestParameters(
  parameters: Readonly<Record<string, string>>,
  method: Method,
): void {
  for (const [parameter, source] of Object.entries(parameters)) {
    if (nameAfter(parameter, 'integration.request.', LOCATIONS) === undefined)
      throw errors.invalidMapping(parameter);
    checkRequestSource(source, method);
  }
}

/** Integration response parameters, whose targets must be declared by the method response of that status. */
export function checkIntegrationResponseParameters(
  parameters: Readonly<Record<string, string>>,
  response: MethodResponse | undefined,
): void {
  for (const [parameter, source] of Object.entries(parameters)) {
    if (nameAfter(parameter, 'method.response.', ['header']) === undefined)
      throw errors.invalidMapping(parameter);
    if (response === undefined) throw errors.noMethodResponse();
    if (!hasEntry(response.responseParameters, parameter)) throw errors.undeclaredParameter(parameter);
    if (!isResponseSource(source)) throw errors.invalidMapping(source);
  }
}

/**
 * Gateway response parameters, `gatewayresponse.{path,querystring,header}.NAME`. No method declares what they read.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function checkGatewayResponseParameters(parameters: Readonly<Record<string, string>>): void {
  for (const [parameter, source] of Object.entries(parameters)) {
    if (nameAfter(parameter, 'gatewayresponse.', LOCATIONS) === undefined)
      throw errors.invalidMapping(parameter);
    if (!isGatewayResponseSource(source)) throw errors.invalidMapping(source);
  }
}

function isGatewayResponseSource(source: string): boolean {
  if (isStatic(source) || source.startsWith('context.') || source.startsWith('stageVariables.')) return true;
  if (source === 'method.request.body' || source.startsWith('method.request.body.')) return true;
  return declaredName(source) !== undefined;
}

/** What follows `prefix` and one of the locations; undefined when the text is not of that form. */
function nameAfter(text: string, prefix: string, locations: readonly string[]): string | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const rest = text.slice(prefix.length);
  const dot = rest.indexOf('.');
  const name = rest.slice(dot + 1);
  return dot > 0 && locations.includes(rest.slice(0, dot)) && isParameterName(name) ? name : undefined;
}

function isParameterName(name: string): boolean {
  return /^[A-Za-z0-9._$:[\]-]+$/.test(name);
}

function checkRequestSource(source: string, method: Method): void {
  if (isStatic(source) || source.startsWith('context.') || source.startsWith('stageVariables.')) return;
  if (source === 'method.request.body' || source.startsWith('method.request.body.')) return;
  const declared = declaredName(source);
  if (declared === undefined) throw errors.invalidMapping(source);
  if (!hasEntry(method.requestParameters, declared)) throw errors.undeclaredParameter(source);
}

/** The method's parameter that a `method.request...` source reads, multivalue sources by their plain name. */
function declaredName(source: string): string | undefined {
  const [method, request, location = '', ...name] = source.split('.');
  if (method !== 'method' || request !== 'request' || name.length === 0) return undefined;
  const plain = Object.hasOwn(MULTIVALUE, location) ? MULTIVALUE[location] : location;
  const parameter = `method.request.${plain}.${name.join('.')}`;
  return nameAfter(parameter, 'method.request.', LOCATIONS) === undefined ? undefined : parameter;
}

function isResponseSource(source: string): boolean {
  if (isStatic(source) || source.startsWith('context.') || source.startsWith('stageVariables.')) return true;
  if (source === 'integration.response.body' || source.startsWith('integration.response.body.')) return true;
  return nameAfter(source, 'integration.response.', ['header', 'multivalueheader']) !== undefined;
}

/** `'text'` */
function isStatic(source: string): boolean {
  return source.length >= 2 && source.startsWith("'") && source.endsWith("'");
}
