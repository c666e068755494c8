import { readHeader } from './header-value.ts';
import type { ApiRequest } from './http.ts';
import { headerOf } from './http.ts';
import type { HttpBindings } from './http-bindings.ts';
import { httpBindingsOf } from './http-bindings.ts';
import { needsPreciseNumbers } from './precise-numbers.ts';
import { parseJsonBody, readJson, readJsonStructure } from './read-json.ts';
import { setOwn } from './safe-record.ts';
import { readScalar } from './scalar.ts';
import { serializationError } from './serialization-error.ts';
import type { Member, StructureShape } from './shape.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads an operation's input from the parts of a restJson1 request.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 * @param labels values of the path's labels, by their names in the template
 */
export function readRestInput(
  shape: StructureShape,
  request: ApiRequest,
  labels: ReadonlyMap<string, string>,
  parameters: readonly (readonly [string, string])[],
): Record<string, unknown> {
  const bindings = httpBindingsOf(shape, 'request');
  const input = readBody(shape, bindings, request.body);
  readHeaders(bindings, request, input);
  readQuery(bindings, parameters, input);
  for (const [name, member] of bindings.labels) {
    const label = labels.get(name);
    if (label !== undefined) setOwn(input, member.name, readScalar(member, label, 'date-time'));
  }
  return input;
}

function readBody(shape: StructureShape, bindings: HttpBindings, body: Uint8Array): Record<string, unknown> {
  if (bindings.payload !== undefined) {
    const value = readPayload(bindings.payload, body);
    return value === undefined ? {} : { [bindings.payload.name]: value };
  }
  if (bindings.body.length === 0 || body.byteLength === 0) return {};
  return readJsonStructure(shape, parseJsonBody(body, needsPreciseNumbers(shape)), bindings.body);
}

function readPayload(member: Member, body: Uint8Array): unknown {
  if (body.byteLength === 0) return undefined;
  const shape = member.target;
  switch (shape.type) {
    case 'blob':
      return body;
    case 'string':
      try {
        return decoder.decode(body);
      } catch {
        throw serializationError('Malformed UTF-8');
      }
    default: {
      const value = parseJsonBody(body, needsPreciseNumbers(shape));
      return value === null && shape.type !== 'document' ? undefined : readJson(member, value);
    }
  }
}

function readHeaders(bindings: HttpBindings, request: ApiRequest, input: Record<string, unknown>): void {
  for (const [name, member] of bindings.headers) {
    const text = headerOf(request, name);
    const value = text === undefined ? undefined : readHeader(member, text);
    if (value !== undefined) setOwn(input, member.name, value);
  }
  for (const [prefix, member] of bindings.prefixHeaders) {
    const found: Record<string, unknown> = {};
    for (const name of Object.keys(request.headers)) {
      const text = name.startsWith(prefix) ? headerOf(request, name) : undefined;
      if (text !== undefined) setOwn(found, name.slice(prefix.length), text);
    }
    if (Object.keys(found).length > 0) setOwn(input, member.name, found);
  }
}

function readQuery(
  bindings: HttpBindings,
  parameters: readonly (readonly [string, string])[],
  input: Record<string, unknown>,
): void {
  if (parameters.length === 0) return;
  for (const [name, member] of bindings.query) {
    const values = parameters.filter((parameter) => parameter[0] === name).map((parameter) => parameter[1]);
    const first = values[0];
    if (first === undefined) continue;
    const shape = member.target;
    const value =
      shape.type === 'list'
        ? values.map((text) => readScalar(shape.member, text, 'date-time'))
        : readScalar(member, first, 'date-time');
    setOwn(input, member.name, value);
  }
  for (const member of bindings.queryParams) setOwn(input, member.name, queryMap(member, parameters));
}

/**
 * Every parameter, those that other members name too, as a map of strings or of lists of strings.
 * https://smithy.io/2.0/spec/http-bindings.html#httpqueryparams-trait
 */
function queryMap(
  member: Member,
  parameters: readonly (readonly [string, string])[],
): Record<string, unknown> {
  const lists = member.target.type === 'map' && member.target.value.target.type === 'list';
  const values = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    const list = values.get(name);
    if (list === undefined) values.set(name, [value]);
    else list.push(value);
  }
  const result: Record<string, unknown> = {};
  for (const [name, list] of values) setOwn(result, name, lists ? list : list[0]);
  return result;
}
