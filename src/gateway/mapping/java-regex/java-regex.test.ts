import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PatternError } from '../../../protocols/pattern/syntax.ts';
import { JavaRegex, type Match, RegexBudget, RegexBudgetError } from './java-regex.ts';

function find(pattern: string, text: string): Match | undefined {
  return new JavaRegex(pattern).find(text, 0, new RegexBudget());
}

describe('java.util.regex', () => {
  const cases: readonly [pattern: string, text: string, whole: boolean][] = [
    ['4\\d{2}', '404', true],
    ['4\\d{2}', '4040', false],
    ['.*Error.*', 'An Error!', true],
    ['.*Error.*', 'An Error!\nmore', false],
    ['(?s).*Error.*', 'An Error!\nmore', true],
    ['(\\n|.)*Error(\\n|.)*', 'An Error!\nmore', true],
    ['(?i)bad request', 'BAD Request', true],
    ['[^a-c&]+', 'xyz', true],
    ['\\Q[x]*\\E', '[x]*', true],
    ['\\p{Upper}\\p{L}+', 'Élan', false],
    ['\\p{Lu}\\p{L}+', 'Élan', true],
    ['(?!5)\\d+', '500', false],
    ['a{2,3}?b|c', 'aaab', true],
    ["\\\\'", "\\'", true],
    ['', '', true],
    ['😀.', '😀😀', true],
  ];
  for (const [pattern, text, whole] of cases) {
    test(`${pattern} ${whole ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
      assert.equal(new JavaRegex(pattern).matches(text), whole);
    });
  }

  test('finds what Java finds: leftmost, greedy or lazy, with its groups', () => {
    assert.deepEqual(find('a+', 'baaa'), [1, 4]);
    assert.deepEqual(find('a+?', 'baaa'), [1, 2]);
    assert.deepEqual(find('a|ab', 'ab'), [0, 1]);
    assert.deepEqual(find('(\\w+)@(\\w+)', 'to x@y!'), [3, 6, 3, 4, 5, 6]);
    assert.deepEqual(find('(a)|(b)', 'b'), [0, 1, -1, -1, 0, 1]);
    assert.deepEqual(find('b$', 'b\n'), [0, 1]);
    assert.deepEqual(find('(?m)^b', 'a\nb'), [2, 3]);
    assert.deepEqual(find('\\bb', 'ab b'), [3, 4]);
    assert.deepEqual(find('(?<=x)b', 'bxb'), [2, 3]);
    assert.equal(find('z', 'abc'), undefined);
  });

  const simple = fc.stringMatching(/^(?:[ab.]|\((?:a|b|a\|b|ab\*)\)|[ab][*+?]\??|\[ab\]){1,8}$/);
  test('finds what JavaScript finds for what both read alike', () => {
    fc.assert(
      fc.property(simple, fc.stringMatching(/^[abc\n]{0,12}$/), (pattern, text) => {
        const expected = new RegExp(pattern, 'd').exec(text)?.indices?.flatMap((pair) => pair ?? [-1, -1]);
        assert.deepEqual(find(pattern, text), expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test('takes bounded time whatever the pattern', () => {
    const texts = ['a'.repeat(30_000), 'ab'.repeat(15_000)];
    for (const pattern of ['(a+)+b', '(a|a)*b', '(a*)*$x', '(?:a?){300}a{300}x', 'a.*b.*c', '(?=(a+)+b)a']) {
      for (const text of texts) {
        const start = performance.now();
        try {
          find(pattern, text);
        } catch (error) {
          assert.ok(error instanceof RegexBudgetError, String(error));
        }
        assert.ok(performance.now() - start < 2_000, pattern);
      }
    }
  });

  test('a pattern of any text throws nothing but PatternError', () => {
    const piece = fc.constantFrom(
      ...'()[]{}|*+?^$.\\-,:=!<>&aAQEpPxu01 9i',
      '(?:',
      '(?=',
      '(?<n>',
      '{9,}',
      '{99999}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          new JavaRegex(pieces.join('')).matches('aaaa');
        } catch (error) {
          if (!(error instanceof PatternError || error instanceof RegexBudgetError)) throw error;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  for (const pattern of [
    '(a)\\1',
    'a++',
    '(?>a)',
    '[a&&b]',
    '(',
    ')',
    'a{2,1}',
    '*',
    '[',
    '\\y',
    '((?:(?:){999999}){999999}',
  ]) {
    test(`refuses ${pattern}`, () => assert.throws(() => new JavaRegex(pattern), PatternError));
  }
});
