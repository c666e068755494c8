import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseJsonValue } from '../json-value.ts';
import { jsonOf } from '../velocity/value-text.ts';
import { compileJsonPath } from './json-path.ts';
import { JsonPathError } from './syntax.ts';

/** The document of Jayway JsonPath's own documentation. */
const STORE = JSON.stringify({
  store: {
    book: [
      { category: 'reference', author: 'Nigel Rees', title: 'Sayings of the Century', price: 8.95 },
      { category: 'fiction', author: 'Evelyn Waugh', title: 'Sword of Honour', price: 12.99 },
      {
        category: 'fiction',
        author: 'Herman Melville',
        title: 'Moby Dick',
        isbn: '0-553-21311-3',
        price: 8.99,
      },
      {
        category: 'fiction',
        author: 'J. R. R. Tolkien',
        title: 'The Lord of the Rings',
        isbn: '0-395-19395-8',
        price: 22.99,
      },
    ],
    bicycle: { color: 'red', price: 19.95 },
  },
  expensive: 10,
  'a.b': { "it's": [0, 1, 2, 3, 4] },
  empty: [],
});

function find(path: string, document = STORE): unknown {
  const value = compileJsonPath(path).find(parseJsonValue(document) ?? null, () => {});
  return value === undefined ? undefined : JSON.parse(jsonOf(value));
}

describe('Jayway JsonPath', () => {
  const cases: readonly [path: string, expected: unknown][] = [
    ['$.store.bicycle.color', 'red'],
    ["$['store']['bicycle']['color']", 'red'],
    ['store.bicycle.color', 'red'],
    ['$.store.book[0].title', 'Sayings of the Century'],
    ['$.store.book[-1].title', 'The Lord of the Rings'],
    ['$.store.book[0,1].price', [8.95, 12.99]],
    ['$.store.book[:2].price', [8.95, 12.99]],
    ['$.store.book[1:3].price', [12.99, 8.99]],
    ['$.store.book[-2:].price', [8.99, 22.99]],
    ['$.store.book[*].author', ['Nigel Rees', 'Evelyn Waugh', 'Herman Melville', 'J. R. R. Tolkien']],
    ['$..price', [8.95, 12.99, 8.99, 22.99, 19.95]],
    ['$..book[2].title', ['Moby Dick']],
    ['$..book.length()', 1],
    ['$.store.book.length()', 4],
    ['$.store.*.color', ['red']],
    ['$.store.book[?(@.isbn)].title', ['Moby Dick', 'The Lord of the Rings']],
    ['$.store.book[?(!@.isbn)].title', ['Sayings of the Century', 'Sword of Honour']],
    ['$.store.book[?(@.price < 10)].price', [8.95, 8.99]],
    ["$.store.book[?(@.price < $.expensive && @.category == 'fiction')].title", ['Moby Dick']],
    ["$.store.book[?(@.category == 'reference' || @.price > 20)].price", [8.95, 22.99]],
    ['$.store.book[?(@.author =~ /.*REES/i)].title', ['Sayings of the Century']],
    ["$.store.book[?(@.category in ['reference', 'x'])].price", [8.95]],
    ["$.store.book[?(@.category nin ['fiction'])].price", [8.95]],
    ["$.store.book[?(@.title contains 'of')].price", [8.95, 12.99, 22.99]],
    ['$.store.book[?(@.title size 9)].price', [8.99]],
    ['$[?(@.empty empty true)].expensive', [10]],
    ["$.store.bicycle['color','price']", { color: 'red', price: 19.95 }],
    ["$['a.b']['it\\'s'][1]", 1],
    ["$['a.b']..[2]", [2]],
    ['$..expensive.sum()', 10],
    ["$['a.b'][\"it's\"].max()", 4],
    ["$['a.b'][\"it's\"].avg()", 2],
    ["$['a.b'][\"it's\"].last()", 4],
    ['$.store.keys()', ['book', 'bicycle']],
    ['$.store.nothing', undefined],
    ['$.store.book.title', undefined],
    ['$.store.book[9]', undefined],
    ['$..nothing', []],
    ['$.expensive.length()', undefined],
    ['$.__proto__', undefined],
    ['$.constructor.name', undefined],
  ];
  for (const [path, expected] of cases) {
    test(path, () => assert.deepEqual(find(path), expected));
  }

  for (const path of [
    '$[',
    '$.a[?(',
    '$.a..',
    "$['a",
    '$.a[?(@.b ==)]',
    '$.a b',
    '$.a.f()',
    '$[1:2:3:4]',
    '$.a()',
  ]) {
    test(`refuses ${path}`, () => assert.throws(() => compileJsonPath(path), JsonPathError));
  }

  test('a path of any pieces throws nothing but JsonPathError, and no endless work is done', () => {
    const piece = fc.constantFrom(
      ...[
        '$',
        '@',
        '.',
        '..',
        '*',
        '[',
        ']',
        '(',
        ')',
        '[?(',
        ')]',
        "'",
        '"',
        'store',
        'book',
        '[*]',
        '[0]',
        '[-1:]',
        '..*',
      ],
      ...[
        '==',
        '<',
        '&&',
        '||',
        '!',
        '=~',
        '/x/i',
        ' in ',
        '[1,2]',
        '.length()',
        '.max()',
        '@.price',
        ',',
        '\\',
        ' ',
        '9',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        let left = 10_000;
        const spend = (steps: number) => {
          left -= steps;
          if (left < 0) throw new JsonPathError('too much');
        };
        try {
          compileJsonPath(pieces.join('')).find(parseJsonValue(STORE) ?? null, spend);
        } catch (error) {
          if (!(error instanceof JsonPathError)) throw error;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
