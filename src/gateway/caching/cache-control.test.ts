import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksToInvalidate } from './cache-control.ts';

test('max-age=0 asks for a fresh response, alone or among others', () => {
  for (const value of ['max-age=0', 'Max-Age=0', 'no-cache, max-age=0', 'max-age=0,private']) {
    assert.equal(asksToInvalidate(value), true, value);
  }
  for (const value of [undefined, '', 'no-cache', 'max-age=01', 'max-age=00', 's-max-age=0', 'max-age=10']) {
    assert.equal(asksToInvalidate(value), false, String(value));
  }
});
