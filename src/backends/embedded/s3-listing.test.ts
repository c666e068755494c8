import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareKeys, listObjects } from './s3-listing.ts';

const KEYS = ['B', 'a', 'C', 'b', 'Z/1', 'z/2', '_x', 'é', 'a/1', 'a-1', 'a b', '10', '9', '//x', '😀', 'ｱ'];

/** All pages, each begun as fauxqs does it. */
function pages(keys: readonly string[], maxKeys: number, delimiter?: string) {
  const objects = keys.map((key) => ({ key }));
  const told: string[] = [];
  const prefixes: string[] = [];
  let marker = '';
  for (;;) {
    const page = listObjects(objects, { maxKeys, marker, delimiter });
    assert.ok(page.objects.length + page.commonPrefixes.length <= maxKeys);
    told.push(...page.objects.map(({ key }) => key));
    prefixes.push(...page.commonPrefixes);
    if (!page.isTruncated) return { told, prefixes };
    const next = page.objects.at(-1)?.key ?? page.commonPrefixes.at(-1) ?? '';
    assert.ok(compareKeys(next, marker) > 0);
    marker = next;
  }
}

test('keys are in the order of their bytes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'Z', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀', '/') });
  fc.assert(
    fc.property(text, text, (left, right) => {
      assert.equal(
        Math.sign(compareKeys(left, right)),
        Buffer.compare(Buffer.from(left), Buffer.from(right)),
      );
    }),
  );
});

test('pages tell each key once, in order, however large they are', () => {
  const inOrder = [...KEYS].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  for (const maxKeys of [1, 2, 3, 5, 100]) assert.deepEqual(pages(KEYS, maxKeys).told, inOrder);
});

test('pages tell each prefix once, and no key below one', () => {
  for (const maxKeys of [1, 2, 3, 5, 100]) {
    const { told, prefixes } = pages(KEYS, maxKeys, '/');
    assert.deepEqual(prefixes, ['/', 'Z/', 'a/', 'z/']);
    assert.equal(told.length, KEYS.length - 4);
  }
});

test('a prefix, a key to begin behind, and no keys at all', () => {
  const objects = KEYS.map((key) => ({ key }));
  assert.deepEqual(listObjects(objects, { prefix: 'a', startAfter: 'a-1' }).objects, [{ key: 'a/1' }]);
  assert.deepEqual(listObjects(objects, { prefix: 'a/', delimiter: '/' }).objects, [{ key: 'a/1' }]);
  assert.deepEqual(listObjects(objects, { maxKeys: 0 }).isTruncated, false);
});
