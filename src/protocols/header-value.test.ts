import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readHeader, splitHeaderList, writeHeader } from './header-value.ts';
import type { Shape } from './shape.ts';
import { Member } from './shape.ts';

const listOf = (element: Shape): Member =>
  new Member('list', { type: 'list', name: 'L', sparse: false, member: new Member('member', element) });

test('a list of strings comes back through one header', () => {
  const member = listOf({ type: 'string', name: 'S' });
  // What a header can carry: visible characters and spaces.
  const text = fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (values) => {
      assert.deepEqual(readHeader(member, writeHeader(member, values)), values);
    }),
  );
});

test('dates have commas of their own', () => {
  const member = listOf({ type: 'timestamp', name: 'T' });
  const dates = [new Date(0), new Date(1_576_540_098_000)];
  const text = writeHeader(member, dates);
  assert.equal(text, 'Thu, 01 Jan 1970 00:00:00 GMT, Mon, 16 Dec 2019 23:48:18 GMT');
  assert.deepEqual(readHeader(member, text), dates);
});

test('line breaks in a value do not make a header', () => {
  const member = new Member('x', { type: 'string', name: 'S' });
  assert.equal(writeHeader(member, 'a\r\nset-cookie: b'), 'a set-cookie: b');
  assert.throws(() => splitHeaderList('"open'), { code: 'SerializationException' });
});
