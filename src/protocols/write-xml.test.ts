import assert from 'node:assert/strict';
import { test } from 'node:test';
import { XmlCodec } from '@aws-sdk/core/protocols';
import fc from 'fast-check';
import type { Shape, StructureShape } from './shape.ts';
import { Member } from './shape.ts';
import { element, writeXmlMembers } from './write-xml.ts';

const string: Shape = { type: 'string', name: 'String' };
const members = new Map<string, Member>();
const shape: StructureShape = { type: 'structure', name: 'All', members };
const list: Shape = { type: 'list', name: 'List', sparse: false, member: new Member('member', string) };
const map: Shape = {
  type: 'map',
  name: 'Map',
  sparse: false,
  key: new Member('key', string),
  value: new Member('value', string),
};
members.set('text', new Member('text', string));
members.set('list', new Member('list', list));
members.set('flat', new Member('flat', list, { flattened: true }));
members.set('map', new Member('map', map));
members.set('inner', new Member('inner', shape));

/** The same shape for the official client. */
const official: unknown[] = [3, 'ns', 'All', 0, ['text', 'list', 'flat', 'map', 'inner'], []];
official[5] = [0, [() => 64, 0], [() => 64, { xmlFlattened: 1 }], [() => 128, 0], () => official];

const settings = {
  timestampFormat: { useTrait: true, default: 5 as const },
  xmlNamespace: '',
  serviceNamespace: 'ns',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML has none of these
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('<', '>', '&', '"', "'", '\n', '\r', '\t', ']]>', '&amp;'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
  })
  .filter((value) => value.isWellFormed() && !FORBIDDEN.test(value) && value.trim() === value);

const value = fc.record(
  {
    text,
    list: fc.array(text, { minLength: 2 }),
    flat: fc.array(text, { minLength: 2 }),
    map: fc.dictionary(text, text, { minKeys: 1, noNullPrototype: true }),
    inner: fc.record({ text }, { noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

test('the official client reads what is written', () => {
  const deserializer = new XmlCodec(settings).createDeserializer();
  fc.assert(
    fc.property(value, (given) => {
      fc.pre(Object.keys(given).length > 0);
      const document = element('All', '', writeXmlMembers(shape, given));
      assert.deepEqual(deserializer.read(official as never, new Uint8Array(Buffer.from(document))), given);
    }),
  );
});

test('characters that XML cannot have do not break the document', () => {
  assert.equal(writeXmlMembers(shape, { text: 'a\u0000b' }), '<text>a\ufffdb</text>');
});
