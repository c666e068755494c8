import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PolicyCache } from './policy-cache.ts';

const policy = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: action, Resource: '*' } });

test('a policy is compiled once while it is kept, and the least used goes first', () => {
  const [a, b, c] = [policy('a:a'), policy('b:b'), policy('c:c')];
  const cache = new PolicyCache(a.length * 2);
  const first = cache.compile(a);
  const second = cache.compile(b);
  assert.equal(cache.compile(a), first);
  cache.compile(c);
  assert.equal(cache.compile(a), first);
  assert.notEqual(cache.compile(b), second);
});

test('a policy larger than the cache is compiled and not kept', () => {
  const cache = new PolicyCache(10);
  assert.notEqual(cache.compile(policy('a:a')), cache.compile(policy('a:a')));
});
