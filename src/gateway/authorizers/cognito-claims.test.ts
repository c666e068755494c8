import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { claimTexts } from './cognito-claims.ts';

const textOf = (name: string, value: unknown) => claimTexts(new Map([[name, value]])).get(name);

test('times as Java prints them', () => {
  assert.equal(textOf('exp', 1469818373), 'Fri Jul 29 18:52:53 UTC 2016');
  assert.equal(textOf('iat', 0), 'Thu Jan 01 00:00:00 UTC 1970');
  assert.equal(textOf('nbf', 1709164799.9), 'Wed Feb 28 23:59:59 UTC 2024');
  assert.equal(textOf('exp', 1709164800), 'Thu Feb 29 00:00:00 UTC 2024');
  assert.equal(textOf('auth_time', 1469814773), '1469814773');
  assert.equal(textOf('exp', 1e18), '1000000000000000000');
  assert.equal(textOf('exp', 'soon'), 'soon');
});

test('whole numbers beyond those of JavaScript', () => {
  assert.equal(textOf('id', 12345678901234567890n), '12345678901234567890');
  assert.equal(textOf('ids', [1n, { a: 12345678901234567890n }]), '1,{"a":12345678901234567890}');
});

test('anything that JSON can hold becomes text, and null nothing', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
      const texts = claimTexts(new Map(Object.entries(claims)));
      for (const [name, value] of Object.entries(claims)) {
        assert.equal(typeof texts.get(name), value === null ? 'undefined' : 'string');
      }
    }),
  );
});
