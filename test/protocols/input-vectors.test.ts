import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { decompress } from '../../src/protocols/content-encoding.ts';
import { fillDefaults } from '../../src/protocols/fill-defaults.ts';
import type { ApiRequest } from '../../src/protocols/http.ts';
import { loadBotocoreModel } from '../../src/protocols/loaders/botocore.ts';
import { serverProtocol } from '../../src/protocols/protocols.ts';
import { validate } from '../../src/protocols/validation.ts';
import type { SuiteName, VectorCase } from './suite.ts';
import { readSuite, SUITES, toJavaScript } from './suite.ts';

/** Paths of clients' endpoints: whoever serves below a path takes it off before the protocol sees the request. */
const SERVED_BELOW: Readonly<Record<string, string>> = { RestJsonHostWithPath: '/custom' };

/** Requests that a server reads otherwise than the client wrote them; everything else is as in `params`. */
const READ_OTHERWISE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // Empty maps and lists leave no trace in forms, headers and query strings.
  QueryEmptyQueryMaps: { MapArg: undefined },
  RestJsonHttpPrefixHeadersAreNotPresent: { fooMap: undefined },
  RestJsonNullAndEmptyHeaders: { c: undefined },
  RestJsonOmitsEmptyListQueryValues: {
    queryStringList: undefined,
    queryIntegerList: undefined,
    queryDoubleList: undefined,
    queryBooleanList: undefined,
    queryTimestampList: undefined,
    queryEnumList: undefined,
    queryIntegerEnumList: undefined,
  },
  // Servers put all query parameters into an httpQueryParams map, the named ones too.
  RestJsonQueryPrecedence: { baz: { bar: 'named', qux: 'alsoFromMap' } },
  RestJsonQueryParamsStringListMap: { foo: { corge: ['named'], baz: ['bar', 'qux'] } },
  // The client sends an empty document for a structure it was not given.
  RestJsonHttpWithEmptyStructurePayload: { payloadConfig: {} },
  RestJsonHttpWithHeadersButNoPayload: { payloadConfig: {} },
};

/** The client of this test suite makes all its tokens like this. */
const TOKEN = '00000000-0000-4000-8000-000000000000';

for (const suite of SUITES) {
  for (const vector of readSuite('input', suite)) {
    test(`${suite} ${vector.id}`, () => check(suite, vector));
  }
}

async function check(suite: SuiteName, vector: VectorCase): Promise<void> {
  const schema = loadBotocoreModel(vector.model);
  const protocol = serverProtocol(schema);
  const sent = requestOf(suite, vector);
  const compressed = vector.given.has('requestcompression');
  const request = compressed ? await decompress(sent, schema.protocol, 1_000_000) : sent;
  const routed = protocol.route(protocol.routesByBody ? request : sent);
  assert.equal(routed.operation.name, vector.operation);
  const input = fillDefaults(routed.operation.input, routed.readInput(request));
  assert.deepEqual(input, expectedInput(vector));
  assert.equal(validate(routed.operation.input, input), undefined);
}

function expectedInput(vector: VectorCase): unknown {
  const shape = vector.given.optionalNode('input')?.string('shape');
  if (shape === undefined) return {};
  const expected = Object(toJavaScript(vector.shapes, shape, vector.data.raw('params') ?? {}));
  for (const [name, value] of Object.entries(READ_OTHERWISE[vector.id] ?? {})) {
    if (value === undefined) delete expected[name];
    else expected[name] = value;
  }
  const members = vector.shapes.node(shape).optionalNode('members');
  for (const name of members?.keys ?? []) {
    if (members?.node(name).flag('idempotencyToken')) expected[name] ??= TOKEN;
  }
  return expected;
}

function requestOf(suite: SuiteName, vector: VectorCase): ApiRequest {
  const serialized = vector.data.node('serialized');
  const [path = '', query = ''] = serialized.string('uri').split('?', 2);
  const prefix = vector.model.metadata.targetPrefix;
  // Cases name only the headers they are about.
  const headers: Record<string, string> =
    prefix === undefined ? {} : { 'x-amz-target': `${prefix}.${vector.operation}` };
  if (vector.given.has('requestcompression')) headers['content-encoding'] = 'gzip';
  const given = serialized.optionalNode('headers');
  for (const name of given?.keys ?? []) headers[name.toLowerCase()] = given?.string(name) ?? '';
  const body = serialized.optionalString('body') ?? compressedBody(suite, vector);
  return {
    method: serialized.string('method'),
    path: path.slice(SERVED_BELOW[vector.id]?.length ?? 0),
    query,
    headers,
    body: new Uint8Array(Buffer.from(body)),
  };
}

/** Bodies that are compressed are not in the vectors: only the headers are. */
function compressedBody(suite: SuiteName, vector: VectorCase): Uint8Array | string {
  if (!vector.given.has('requestcompression')) return '';
  const params = vector.data.raw('params');
  if (suite !== 'query') return gzipSync(JSON.stringify(params));
  const form = { Action: vector.operation, Version: '2020-01-08', ...Object(params) };
  return gzipSync(new URLSearchParams(form).toString());
}
