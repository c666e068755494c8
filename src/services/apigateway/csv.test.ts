import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCsv } from './csv.ts';

test('fields end with commas and lines, and may be quoted either way', () => {
  assert.deepEqual(readCsv('a,b\n1, 2 \r\n\n"x,""y""",\'it\'\'s\'\n'), [
    ['a', 'b'],
    ['1', '2'],
    ['x,"y"', "it's"],
  ]);
  assert.deepEqual(readCsv('\uFEFFa,\n,b'), [
    ['a', ''],
    ['', 'b'],
  ]);
  assert.deepEqual(readCsv(''), []);
});

test('a quoted field that has no end, or goes on after it, is no CSV', () => {
  assert.equal(readCsv('"a'), undefined);
  assert.equal(readCsv('"a"b,c'), undefined);
});

test('what is quoted comes back as it was', () => {
  const quote = (field: string) => `"${field.replaceAll('"', '""')}"`;
  const rows = fc.array(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), { minLength: 1 });
  fc.assert(
    fc.property(rows, (table) => {
      const text = table.map((row) => row.map(quote).join(',')).join('\r\n');
      assert.deepEqual(readCsv(text), table);
    }),
  );
});

test('any text is read or refused', () => {
  fc.assert(fc.property(fc.string(), (text) => Array.isArray(readCsv(text)) || readCsv(text) === undefined));
});
