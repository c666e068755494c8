import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePattern } from './constraint-pattern.ts';

function matches(source: string, text: string): boolean | undefined {
  return compilePattern(source)?.test(text);
}

test("patterns of AWS's models match whole texts", () => {
  assert.equal(matches('[\\w+=,.@-]+', 'ann@example.com'), true);
  assert.equal(matches('[\\w+=,.@-]+', 'ann smith'), false);
  assert.equal(matches('[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*', 'Größe 1'), true);
  assert.equal(matches('[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+', '{\n}'), true);
  assert.equal(matches('(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)', '/a/b/'), true);
  assert.equal(matches('(?!^[0-9]+$)([a-zA-Z0-9-_]+)', '123'), false);
  assert.equal(matches('(?!^[0-9]+$)([a-zA-Z0-9-_]+)', '123a'), true);
  assert.equal(matches('[0-9A-Za-z\\.\\-_]*(?<!\\.)', 'bucket.'), false);
  assert.equal(matches('^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$', 'a--b'), false);
  assert.equal(matches('((/[A-Za-z0-9\\.,\\+@=_-]+)*)/', '/a/b/'), true);
});

test('what is not understood is not compiled', () => {
  for (const source of ['(a)\\1', '(?i)a', 'a++', '[a&&b]', '(?<=ab)c', '(', '[z-a]', '\\p{Nonsense}', '*']) {
    assert.equal(compilePattern(source), undefined, source);
  }
});

test('time grows with the text, not with its malice', () => {
  const hostile = 'a'.repeat(50_000);
  const start = performance.now();
  for (const source of ['(a+)+b', '(a|a)*b', '(a|aa)+$b', '(.*)*x', '([a-z]+)*1', '(a?){50}a{50}b']) {
    assert.equal(matches(source, hostile), false, source);
  }
  assert.ok(performance.now() - start < 5_000);
});

test('in Smithy a pattern may match anywhere', () => {
  assert.equal(compilePattern('b+', 'anywhere')?.test('abbc'), true);
  assert.equal(compilePattern('^b+', 'anywhere')?.test('abbc'), false);
});

const pattern = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'a',
      'b',
      '-',
      '.',
      '[ab]',
      '[^a]',
      '\\d',
      '\\w',
      '[a-c-]',
      '\\.',
      '\\u0061',
      '(?!a)',
      '(?=b)',
      '^',
      '$',
      '\\b',
    ),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => a + b),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie('any'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'))
      .map(([a, q]) => `(?:${a})${q}`),
  ),
})).any;

test('agrees with the regular expressions of JavaScript', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '1', '.', '\n'), maxLength: 7 }),
      (source, text) => {
        const expected = new RegExp(`^(?:${source})$`, 'u').test(text);
        assert.equal(matches(source, text), expected);
      },
    ),
    { numRuns: 2_000 },
  );
});
