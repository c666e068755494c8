import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { endOfPrefix } from './prefix-range.ts';

const text = fc.string({ unit: 'binary', maxLength: 6 });
const before = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

it('the end of a prefix parts the texts that start with it from the later ones', () => {
  fc.assert(
    fc.property(text, text, (prefix, other) => {
      const end = endOfPrefix(prefix);
      assert.ok(end === undefined || before(prefix + other, end));
      const inRange = !before(other, prefix) && (end === undefined || before(other, end));
      assert.equal(inRange, other.startsWith(prefix));
    }),
  );
});
