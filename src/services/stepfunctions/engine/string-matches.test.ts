import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import stringMatches from './string-matches.ts';

test('the one wildcard, and how it is escaped', () => {
  const cases: readonly (readonly [pattern: string, text: unknown, matches: boolean])[] = [
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'a\nb', true],
    ['foo*.log', 'foo-1.log', true],
    ['foo*.log', 'foo.log', true],
    ['foo*.log', 'foo.lo', false],
    ['*a*a', 'a', false],
    ['*a*a', 'aa', true],
    ['a?c', 'abc', false],
    ['a?c', 'a?c', true],
    ['[a]{b}(c)', '[a]{b}(c)', true],
    ['a\\*c', 'a*c', true],
    ['a\\*c', 'abc', false],
    ['a\\\\*', 'a\\b', true],
    ['a\\', 'a\\', true],
    ['*', 5, false],
  ];
  for (const [pattern, text, matches] of cases) {
    assert.equal(stringMatches(pattern)(text), matches, `${pattern} ${text}`);
  }
});

test('agrees with an expression', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 12 });
  const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 16 });
  fc.assert(
    fc.property(letters, texts, (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 's');
      assert.equal(stringMatches(pattern)(text), expression.test(text));
    }),
  );
});

test('no pattern takes long', () => {
  const pattern = `${'*a'.repeat(40)}*b`;
  const started = process.cpuUsage();
  assert.equal(stringMatches(pattern)('a'.repeat(100_000)), false);
  assert.ok(process.cpuUsage(started).user < 1_000_000, 'less than a second of work');
});
