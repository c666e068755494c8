import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isNestedTooDeeply, MAXIMUM_JSON_DEPTH } from './json-depth.ts';

const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;

test('lists and objects count, up to the bound', () => {
  assert.equal(isNestedTooDeeply(nested(MAXIMUM_JSON_DEPTH)), false);
  assert.equal(isNestedTooDeeply(nested(MAXIMUM_JSON_DEPTH + 2)), true);
});

test('those that end before others begin do not add up', () => {
  assert.equal(isNestedTooDeeply(`[${'[],{},'.repeat(MAXIMUM_JSON_DEPTH)}[]]`), false);
});

test('brackets in strings do not count', () => {
  const brackets = '[{'.repeat(MAXIMUM_JSON_DEPTH);
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(isNestedTooDeeply(JSON.stringify([text + brackets, { [brackets]: text }])), false);
    }),
  );
});

test('a text that ends within a string ends', () => {
  for (const end of ['"', '"\\', '"\\"']) assert.equal(isNestedTooDeeply(' '.repeat(1_000) + end), false);
});
