import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BoundedCache } from './bounded-cache.ts';

it('a bounded cache forgets what was used longest ago', () => {
  const cache = new BoundedCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  assert.equal(cache.get('a'), 1);
  cache.set('c', 3);
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c'), cache.size], [1, undefined, 3, 2]);
  cache.set('c', 4);
  assert.deepEqual([cache.get('a'), cache.get('c'), cache.size], [1, 4, 2]);
  cache.deleteWhere((value) => value === 4);
  assert.deepEqual([cache.get('a'), cache.get('c'), cache.size], [1, undefined, 1]);
  cache.delete('a');
  assert.equal(cache.size, 0);
});
