import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NumericValue } from '@smithy/core/serde';
import fc from 'fast-check';
import { parseJsonBody, readJsonStructure } from './read-json.ts';
import type { Shape, SimpleType, StructureShape } from './shape.ts';
import { Member } from './shape.ts';
import { writeJsonStructure } from './write-json.ts';

const simple = (type: SimpleType): Shape => ({ type, name: type });
const members = new Map<string, Member>();
const all: StructureShape = { type: 'structure', name: 'All', members };
for (const type of [
  'string',
  'integer',
  'double',
  'boolean',
  'blob',
  'timestamp',
  'bigInteger',
  'document',
] as const) {
  members.set(type, new Member(type, simple(type), type === 'string' ? { jsonName: 'text' } : {}));
}
members.set(
  'list',
  new Member('list', { type: 'list', name: 'L', sparse: false, member: new Member('member', all) }),
);
members.set(
  'map',
  new Member('map', {
    type: 'map',
    name: 'M',
    sparse: true,
    key: new Member('key', simple('string')),
    value: new Member('value', all),
  }),
);

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const read = (text: string): Record<string, unknown> =>
  readJsonStructure(all, parseJsonBody(bytes(text), true));

const value = fc.letrec<{ all: Record<string, unknown> }>((tie) => ({
  all: fc.record(
    {
      string: fc.string({ unit: 'grapheme' }),
      integer: fc.integer(),
      double: fc.double({ noNaN: false }).filter((number) => !Object.is(number, -0)),
      boolean: fc.boolean(),
      blob: fc.uint8Array(),
      timestamp: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
      bigInteger: fc.bigInt(),
      // As JSON gives it back: it knows no negative zero.
      document: fc
        .jsonValue({ maxDepth: 3 })
        .filter((json) => json !== null)
        .map((json) => JSON.parse(JSON.stringify(json))),
      list: fc.option(fc.array(tie('all'), { maxLength: 2 }), { nil: [], maxDepth: 2 }),
      map: fc.dictionary(fc.string(), fc.option(tie('all'), { maxDepth: 2 }), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
})).all;

test('what is written is read again', () => {
  fc.assert(
    fc.property(value, (given) => {
      assert.deepEqual(read(JSON.stringify(writeJsonStructure(all, given))), given);
    }),
    { numRuns: 300 },
  );
});

test("wrong types are refused in AWS's words", () => {
  for (const [text, message] of [
    ['{"text":true}', 'class java.lang.Boolean can not be converted to an String'],
    [
      '{"text":1}',
      'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
    ],
    ['{"integer":"1"}', 'class java.lang.String can not be converted to an Integer'],
    ['{"text":{}}', 'Start of structure or map found where not expected.'],
    ['{"map":[]}', 'Start of list found where not expected'],
    ['{"list":[null]}', 'Unexpected null'],
  ] as const) {
    assert.throws(() => read(text), { code: 'SerializationException', statusCode: 400, message });
  }
  for (const text of [
    '',
    '{',
    '[]',
    '1',
    '{"integer":1.5}',
    '{"integer":2147483648}',
    '{"blob":"*"}',
    '\ud800',
  ]) {
    assert.throws(() => read(text), { code: 'SerializationException' }, text);
  }
});

test('nulls are absent, unknown members are ignored, __proto__ is a key', () => {
  assert.deepEqual(read('{"text":null,"other":1}'), {});
  const { map } = read('{"map":{"__proto__":{"text":"x"}},"__proto__":{"text":"y"}}');
  assert.deepEqual(Object.keys(Object(map)), ['__proto__']);
  assert.equal(Object.getPrototypeOf(map), Object.prototype);
});

test('nesting without end is refused', () => {
  const depth = 100_000;
  assert.throws(() => read(`${'{"list":['.repeat(depth)}${']}'.repeat(depth)}`), {
    code: 'SerializationException',
  });
  assert.throws(() => read(`{"document":${'['.repeat(depth)}${']'.repeat(depth)}}`), {
    code: 'SerializationException',
  });
});

test('large numbers keep their digits', () => {
  const shape: StructureShape = {
    type: 'structure',
    name: 'Large',
    members: new Map([
      ['i', new Member('i', simple('bigInteger'))],
      ['d', new Member('d', simple('bigDecimal'))],
    ]),
  };
  const text = '{"i":123456789012345678901234567890,"d":0.10000000000000000000000000001}';
  const large = readJsonStructure(shape, parseJsonBody(bytes(text), true));
  assert.equal(large.i, 123456789012345678901234567890n);
  assert.ok(large.d instanceof NumericValue);
  assert.equal(JSON.stringify(writeJsonStructure(shape, large)), text);
});
