import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedCsv, readCsv } from './csv.ts';

const tableOf = (text: string) => [...readCsv(text)].map(({ fields }) => fields);

test('fields end with commas and lines, and may be quoted either way', () => {
  assert.deepEqual(tableOf('a,b\n1, 2 \r\n\n"x,""y""",\'it\'\'s\'\n'), [
    ['a', 'b'],
    ['1', '2'],
    ['x,"y"', "it's"],
  ]);
  assert.deepEqual(tableOf('\uFEFFa,\n,b'), [
    ['a', ''],
    ['', 'b'],
  ]);
  assert.deepEqual(tableOf(''), []);
});

test('rows have the line of the file that they begin on', () => {
  const lines = [...readCsv('a,b\r\n\r\n"1\n2\r\n3",4\n5\r6,"\r"\n7')].map(({ line }) => line);
  assert.deepEqual(lines, [1, 3, 6, 7, 9]);
});

test('a quoted field that has no end, or goes on after it, is no CSV', () => {
  assert.throws(() => tableOf('"a'), new MalformedCsv(1));
  assert.throws(() => tableOf('a\n\n1,"a"b,c'), new MalformedCsv(3));
});

test('what is quoted comes back as it was', () => {
  const quote = (field: string) => `"${field.replaceAll('"', '""')}"`;
  const rows = fc.array(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), { minLength: 1 });
  fc.assert(
    fc.property(rows, (table) => {
      assert.deepEqual(tableOf(table.map((row) => row.map(quote).join(',')).join('\r\n')), table);
    }),
  );
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        for (const { line, fields } of readCsv(text)) assert.ok(line > 0 && fields.length > 0);
      } catch (error) {
        assert.ok(error instanceof MalformedCsv);
      }
    }),
  );
});
