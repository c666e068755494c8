import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillDefaults } from '../fill-defaults.ts';
import { serverProtocol } from '../protocols.ts';
import type { ServiceSchema } from '../service-schema.ts';
import { ModelError } from '../service-schema.ts';
import { validate } from '../validation.ts';
import { loadSmithyModel } from './smithy.ts';

const target = (name: string, traits?: object) => ({
  target: name.includes('#') ? name : `eus#${name}`,
  ...(traits && { traits }),
});

function model(protocol = 'aws.protocols#restJson1'): { smithy: string; shapes: Record<string, object> } {
  return {
    smithy: '2.0',
    shapes: {
      'eus#Unicorns': {
        type: 'service',
        version: '2026-01-01',
        resources: [target('Unicorn')],
        errors: [target('Gone')],
        traits: {
          [protocol]: {},
          'aws.auth#sigv4': { name: 'eus' },
          'aws.api#service': { sdkId: 'EUS' },
        },
      },
      'eus#Unicorn': { type: 'resource', read: target('GetUnicorn'), resources: [target('Unicorn')] },
      'eus#GetUnicorn': {
        type: 'operation',
        input: target('GetUnicornInput'),
        output: target('GetUnicornOutput'),
        traits: { 'smithy.api#http': { method: 'GET', uri: '/unicorns/{UnicornId}', code: 200 } },
      },
      'eus#Paged': {
        type: 'structure',
        members: {
          limit: target('smithy.api#Integer', { 'smithy.api#httpQuery': 'limit', 'smithy.api#default': 10 }),
        },
        traits: { 'smithy.api#mixin': {} },
      },
      'eus#GetUnicornInput': {
        type: 'structure',
        mixins: [{ target: 'eus#Paged' }],
        members: {
          UnicornId: target('UnicornId', { 'smithy.api#required': {}, 'smithy.api#httpLabel': {} }),
          color: target('Color', { 'smithy.api#httpQuery': 'color' }),
        },
      },
      'eus#GetUnicornInput$limit': { type: 'apply', traits: { 'smithy.api#range': { max: 100 } } },
      'eus#UnicornId': { type: 'string', traits: { 'smithy.api#pattern': '^u-[0-9]+$' } },
      'eus#Color': {
        type: 'enum',
        members: { WHITE: target('smithy.api#Unit', { 'smithy.api#enumValue': 'white' }) },
      },
      'eus#GetUnicornOutput': {
        type: 'structure',
        members: {
          name: target('smithy.api#String', { 'smithy.api#jsonName': 'Name' }),
          born: target('smithy.api#Timestamp', { 'smithy.api#timestampFormat': 'date-time' }),
          foals: target('Foals'),
        },
      },
      'eus#Foals': { type: 'list', member: target('GetUnicornOutput') },
      'eus#Gone': {
        type: 'structure',
        members: { message: target('smithy.api#String') },
        traits: { 'smithy.api#error': 'client', 'smithy.api#httpError': 410 },
      },
    },
  };
}

function read(schema: ServiceSchema, path: string, query = ''): Record<string, unknown> {
  const request = { method: 'GET', path, query, headers: {}, body: new Uint8Array() };
  const routed = serverProtocol(schema).route(request);
  return fillDefaults(routed.operation.input, routed.readInput(request));
}

test('a service of a resource, with mixins, defaults, applied traits and recursion', () => {
  const schema = loadSmithyModel(model());
  assert.equal(schema.name, 'EUS');
  assert.equal(schema.signingName, 'eus');
  assert.equal(schema.errors.get('Gone')?.error?.status, 410);
  const operation = schema.operations.get('GetUnicorn');
  assert.ok(operation);
  const input = read(schema, '/unicorns/u-1');
  assert.deepEqual(input, { UnicornId: 'u-1', limit: 10 });
  assert.equal(validate(operation.input, input), undefined);
  assert.equal(
    validate(operation.input, read(schema, '/unicorns/x', 'color=red&limit=101')),
    "3 validation errors detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less " +
      "than or equal to 100; Value 'x' at 'unicornId' failed to satisfy constraint: Member must satisfy regular " +
      "expression pattern: ^u-[0-9]+$; Value 'red' at 'color' failed to satisfy constraint: Member must satisfy enum " +
      'value set: [white]',
  );
  const output = { name: 'Calypso', born: new Date(0), foals: [{ name: 'Io' }] };
  const answer = serverProtocol(schema).writeOutput(operation, output, 'id');
  assert.equal(answer.body, '{"Name":"Calypso","born":"1970-01-01T00:00:00Z","foals":[{"Name":"Io"}]}');
});

test('awsJson ignores HTTP bindings and JSON names', () => {
  const schema = loadSmithyModel(model('aws.protocols#awsJson1_0'));
  const operation = schema.operations.get('GetUnicorn');
  assert.ok(operation);
  const body = new Uint8Array(Buffer.from('{"UnicornId":"u-1","limit":3}'));
  const headers = { 'x-amz-target': 'Unicorns.GetUnicorn' };
  const request = { method: 'POST', path: '/', query: '', headers, body };
  const protocol = serverProtocol(schema);
  assert.deepEqual(protocol.route(request).readInput(request), { UnicornId: 'u-1', limit: 3 });
  assert.equal(protocol.writeOutput(operation, { name: 'Io' }, 'id').body, '{"name":"Io"}');
});

for (const [what, change, message] of [
  ['a missing shape', { 'eus#UnicornId': undefined }, /eus#UnicornId, which is no shape/],
  ['an unknown type', { 'eus#Foals': { type: 'bag' } }, /eus#Foals.*bag/],
  [
    'an operation without HTTP binding',
    { 'eus#GetUnicorn': { type: 'operation' } },
    /eus#GetUnicorn has no smithy.api#http/,
  ],
  ['mixins in a circle', { 'eus#Paged': { type: 'structure', mixins: [{ target: 'eus#Paged' }] } }, /mixins/],
] as const) {
  test(`${what} is an error that names the shape`, () => {
    const broken = model();
    const shapes = Object.fromEntries(
      Object.entries({ ...broken.shapes, ...change }).filter((entry) => entry[1] !== undefined),
    );
    assert.throws(
      () => loadSmithyModel({ ...broken, shapes }),
      (error: Error) => error instanceof ModelError && message.test(error.message),
    );
  });
}
