import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isIntrinsicFunction, isPath, isReferencePath } from './path-expression.ts';

const PATHS = [
  '$',
  '$$',
  '$.a',
  '$.a.b[0]',
  '$.a[-1]',
  '$.a[1:3]',
  '$.a[0,2]',
  '$.a[*].b',
  '$..b',
  '$.a-b_c',
  '$.größe',
  "$['a b']",
  '$["a"][0]',
  '$$.Map.Item.Value',
];
for (const path of PATHS) test(`path ${path}`, () => assert.equal(isPath(path), true));

/** What the library takes for JavaScript, or for operators that AWS does not have. */
const REFUSED = [
  'a',
  '$a',
  '$.',
  '$[',
  '$[]',
  "$['']",
  '$.a[?(@.b)]',
  '$.a[(@.length-1)]',
  '$..[?(@.constructor)]',
  '$.a.`b',
  '$.a^',
  '$.a~',
  '$.a.@string()',
  "$['a'](x)",
  "$['a`b']",
  '$.a b',
  "$['a\\']",
  '$..a..b..c',
  `$${'.a'.repeat(4000)}`,
];
for (const path of REFUSED) test(`no path: ${path.slice(0, 40)}`, () => assert.equal(isPath(path), false));

test('reference paths point to one place', () => {
  assert.equal(isReferencePath('$.a[0].b'), true);
  for (const path of ['$..a', '$.a[*]', '$.a[0,1]', '$.a[0:1]', '$$.a'])
    assert.equal(isReferencePath(path), false);
});

const FUNCTIONS: [text: string, valid: boolean][] = [
  ['States.UUID()', true],
  ["States.Format('Hi {} (and {}), \\'quoted\\'', $.a, States.ArrayLength($.b[*]))", true],
  ['States.Array($.a, 5, -1.5, true, null)', true],
  ['States.Nope($.a)', false],
  ['constructor($.a)', false],
  ['States.Array($.a[?(@.b)])', false],
  ['States.Array(States.Array($.a[(1)]))', false],
  ["States.Format('{}', $.a", false],
  ['States.Array(process)', false],
  [`${'States.Array('.repeat(20)}1${')'.repeat(20)}`, false],
];
for (const [text, valid] of FUNCTIONS) {
  test(`${valid ? 'function' : 'no function'}: ${text.slice(0, 50)}`, () => {
    assert.equal(isIntrinsicFunction(text), valid);
  });
}

test('nothing with script in it is let in, wherever it is put', () => {
  const piece = fc.constantFrom(
    '$',
    '.a',
    '..',
    "['b']",
    '[0]',
    '[*]',
    '[?(@.x)]',
    '[(@.x)]',
    '`',
    '~',
    '^',
    '@x()',
    "'",
    ',',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join('');
      if (isPath(text)) assert.doesNotMatch(text, /[?@()`~^]/);
      const call = `States.Array(${text})`;
      if (isIntrinsicFunction(call) && !text.includes("'")) assert.doesNotMatch(text, /[?@()`~^]/);
    }),
  );
});
