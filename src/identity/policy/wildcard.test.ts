import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileWildcards, type ResolvedPart } from './wildcard.ts';

const part: fc.Arbitrary<ResolvedPart> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: fc.constantFrom('a', 'b', ':', 'ab', 'a:') }),
  fc.record({ kind: fc.constant('many' as const), narrow: fc.boolean() }),
  fc.record({ kind: fc.constant('one' as const), narrow: fc.boolean() }),
);
const text = fc.array(fc.constantFrom('a', 'b', ':'), { maxLength: 12 }).map((all) => all.join(''));

/** The same pattern for the regular expression engine. */
function expression(parts: readonly ResolvedPart[]): RegExp {
  const source = parts.map((one) => {
    if (one.kind === 'text') return one.text;
    return (one.narrow ? '[^:]' : '[\\s\\S]') + (one.kind === 'many' ? '*' : '');
  });
  return new RegExp(`^${source.join('')}$`);
}

test('wildcards match what the same regular expression matches', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), text, (parts, value) => {
      assert.equal(compileWildcards(parts)(value), expression(parts).test(value));
    }),
    { numRuns: 5000 },
  );
  const wide = part.map((one): ResolvedPart => (one.kind === 'text' ? one : { ...one, narrow: false }));
  fc.assert(
    fc.property(fc.array(wide, { maxLength: 8 }), text, (parts, value) => {
      assert.equal(compileWildcards(parts)(value), expression(parts).test(value));
    }),
    { numRuns: 5000 },
  );
});

test('so do patterns of more places than a word has bits', () => {
  const filler = fc.integer({ min: 28, max: 70 }).map((length) => 'a'.repeat(length));
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 4 }),
      filler,
      fc.array(part, { maxLength: 4 }),
      text,
      text,
      (front, long, back, head, tail) => {
        const parts: ResolvedPart[] = [
          ...front,
          { kind: 'many', narrow: true },
          { kind: 'text', text: long },
          ...back,
        ];
        const value = head + long + tail;
        assert.equal(compileWildcards(parts)(value), expression(parts).test(value));
      },
    ),
    { numRuns: 3000 },
  );
});

test('patterns that make backtracking engines hang are answered at once', () => {
  for (const narrow of [false, true]) {
    const parts = Array.from({ length: 400 }, (_, index): ResolvedPart => {
      return index % 2 === 0 ? { kind: 'many', narrow } : { kind: 'text', text: 'a' };
    });
    assert.equal(compileWildcards([...parts, { kind: 'text', text: 'b' }])('a'.repeat(4000)), false);
  }
});

test('a policy of the longest kind does not hold up the others', () => {
  const parts = Array.from({ length: 6000 }, (_, index): ResolvedPart => {
    return index % 2 === 0 ? { kind: 'many', narrow: index === 0 } : { kind: 'text', text: 'a' };
  });
  const matches = compileWildcards([...parts, { kind: 'text', text: 'b' }]);
  const started = performance.now();
  assert.equal(matches('a'.repeat(8000)), false);
  // It was 200 ms when each place was looked at by itself; it is 5.
  assert.ok(performance.now() - started < 100);
});
