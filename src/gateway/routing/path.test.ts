import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeUnreserved, withOneLeadingSlash, withoutTrailingSlashes } from './path.ts';

test('slashes at the beginning become one, others stay', () => {
  assert.equal(withOneLeadingSlash('/a'), '/a');
  assert.equal(withOneLeadingSlash('///a//b/'), '/a//b/');
  assert.equal(withOneLeadingSlash('//'), '/');
});

test('only unreserved characters are decoded, so that nothing changes its meaning', () => {
  assert.equal(decodeUnreserved('/%61dmin%2fx%2E%2e%7E'), '/admin%2fx..~');
  assert.equal(decodeUnreserved('/test%2Balias%20%C3%A9%zz%'), '/test%2Balias%20%C3%A9%zz%');
});

test('slashes at the end are left out, but for the root', () => {
  assert.equal(withoutTrailingSlashes('/'), '/');
  assert.equal(withoutTrailingSlashes('/a/b'), '/a/b');
  assert.equal(withoutTrailingSlashes('/a//b///'), '/a//b');
});
