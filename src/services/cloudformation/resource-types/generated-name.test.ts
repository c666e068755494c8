import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { generatedIdentifier, generatedName } from './generated-name.ts';

test('names are the stack, the resource and chance, within the limit', () => {
  assert.match(generatedName('stack', 'Logical', 64), /^stack-Logical-[A-Za-z0-9]{12}$/);
  assert.match(generatedIdentifier('mystack', 'MyPolicy'), /^mysta-MyPol-[A-Za-z0-9]{12}$/);
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,127}$/);
  fc.assert(
    fc.property(word, word, fc.constantFrom(64, 100, 128), (stack, logical, maximum) => {
      const name = generatedName(stack, logical, maximum);
      assert.ok(name.length <= maximum, name);
      const fits = stack.length + logical.length + 14 <= maximum;
      assert.equal(name.length, fits ? stack.length + logical.length + 14 : maximum);
      assert.match(name, /^[A-Za-z0-9]+-[A-Za-z0-9]+-[A-Za-z0-9]{12}$/);
    }),
  );
});
