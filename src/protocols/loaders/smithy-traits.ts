import { compilePattern } from '../constraint-pattern.ts';
import type { Protocol } from '../service-schema.ts';
import { ModelError } from '../service-schema.ts';
import type {
  Constraints,
  ErrorTraits,
  HttpBinding,
  MemberTraits,
  TimestampFormat,
  XmlNamespace,
} from '../shape.ts';
import type { ModelNode } from './model-json.ts';
import { headerNameOf, statusOf, xmlNameOf } from './model-json.ts';

const API = 'smithy.api#';

/** https://smithy.io/2.0/trait-index.html, as far as traits of members decide what is on the wire. */
export function memberTraitsOf(name: string, traits: ModelNode, protocol: Protocol): MemberTraits {
  const http = protocol === 'restJson1' ? httpBindingOf(name, traits) : undefined;
  const jsonName = protocol === 'restJson1' ? traits.optionalString(`${API}jsonName`) : undefined;
  const xmlName = protocol === 'awsQuery' ? xmlNameAt(name, traits) : undefined;
  const timestampFormat = timestampFormatOf(traits);
  const mediaType = traits.optionalString(`${API}mediaType`);
  const xmlNamespace = xmlNamespaceOf(traits);
  const constraints = constraintsOf(traits, []);
  const defaultValue = traits.raw(`${API}default`);
  return {
    ...(traits.has(`${API}required`) && { required: true }),
    ...(http !== undefined && { http }),
    ...(jsonName !== undefined && { jsonName }),
    ...(xmlName !== undefined && { xmlName }),
    ...(traits.has(`${API}xmlFlattened`) && { flattened: true }),
    ...(traits.has(`${API}xmlAttribute`) && { xmlAttribute: true }),
    ...(xmlNamespace !== undefined && { xmlNamespace }),
    ...(timestampFormat !== undefined && { timestampFormat }),
    ...(mediaType !== undefined && { mediaType }),
    ...(traits.has(`${API}idempotencyToken`) && { idempotencyToken: true }),
    ...(traits.has(`${API}sensitive`) && { sensitive: true }),
    ...(traits.has(`${API}eventPayload`) && { event: 'payload' as const }),
    ...(traits.has(`${API}eventHeader`) && { event: 'header' as const }),
    ...(defaultValue !== undefined && { default: defaultValue }),
    ...(constraints !== undefined && { constraints }),
  };
}

function xmlNameAt(name: string, traits: ModelNode): string | undefined {
  const xmlName = traits.optionalString(`${API}xmlName`);
  xmlNameOf(xmlName ?? name, traits.where);
  return xmlName;
}

function httpBindingOf(name: string, traits: ModelNode): HttpBinding | undefined {
  const header = traits.optionalString(`${API}httpHeader`);
  if (header !== undefined) return { at: 'header', name: headerNameOf(header, traits.where) };
  const prefix = traits.optionalString(`${API}httpPrefixHeaders`);
  if (prefix !== undefined) return { at: 'prefixHeaders', name: headerNameOf(prefix, traits.where) };
  const query = traits.optionalString(`${API}httpQuery`);
  if (query !== undefined) return { at: 'query', name: query };
  if (traits.has(`${API}httpLabel`)) return { at: 'label', name };
  if (traits.has(`${API}httpQueryParams`)) return { at: 'queryParams' };
  if (traits.has(`${API}httpPayload`)) return { at: 'payload' };
  if (traits.has(`${API}httpResponseCode`)) return { at: 'statusCode' };
  return undefined;
}

/** @param values of an enum shape */
export function constraintsOf(traits: ModelNode, values: readonly string[]): Constraints | undefined {
  const length = traits.optionalNode(`${API}length`);
  const range = traits.optionalNode(`${API}range`);
  const source = traits.optionalString(`${API}pattern`);
  const pattern = source === undefined ? undefined : compilePattern(source, 'anywhere');
  const listed = traits.has(`${API}enum`)
    ? traits.nodes(`${API}enum`).map((definition) => definition.string('value'))
    : values;
  const constraints: Constraints = {
    ...bound('minLength', length?.optionalNumber('min')),
    ...bound('maxLength', length?.optionalNumber('max')),
    ...bound('minimum', range?.optionalNumber('min')),
    ...bound('maximum', range?.optionalNumber('max')),
    ...(pattern !== undefined && { pattern }),
    ...(listed.length > 0 && { enum: new Set(listed) }),
  };
  return Object.keys(constraints).length === 0 ? undefined : constraints;
}

function bound(name: string, value: number | undefined): Record<string, number> {
  return value === undefined ? {} : { [name]: value };
}

export function errorTraitsOf(traits: ModelNode): ErrorTraits | undefined {
  const fault = traits.optionalString(`${API}error`);
  if (fault === undefined) return undefined;
  if (fault !== 'client' && fault !== 'server')
    throw new ModelError(`${traits.where}: ${fault} is no kind of error`);
  const query = traits.optionalNode('aws.protocols#awsQueryError');
  const queryCode = query?.optionalString('code');
  const given = traits.optionalNumber(`${API}httpError`) ?? query?.optionalNumber('httpResponseCode');
  const status = statusOf(given, traits.where) ?? (fault === 'client' ? 400 : 500);
  return { fault, status, ...(queryCode !== undefined && { queryCode }) };
}

export function timestampFormatOf(traits: ModelNode): TimestampFormat | undefined {
  const format = traits.optionalString(`${API}timestampFormat`);
  if (format === undefined) return undefined;
  if (format === 'date-time' || format === 'http-date' || format === 'epoch-seconds') return format;
  throw new ModelError(`${traits.where}: timestamp format ${format} is unknown`);
}

export function xmlNamespaceOf(traits: ModelNode): XmlNamespace | undefined {
  const namespace = traits.optionalNode(`${API}xmlNamespace`);
  if (namespace === undefined) return undefined;
  const prefix = namespace.optionalString('prefix');
  const uri = namespace.string('uri');
  return prefix === undefined ? { uri } : { prefix: xmlNameOf(prefix, traits.where), uri };
}
