import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MemoryResponseCache } from './memory-response-cache.ts';
import { cachedResponse, responseCacheCases } from './response-cache.cases.ts';
import type { CachePartition } from './response-cache.ts';

const MINUTE = 60_000;
const partitions: readonly CachePartition[] = [
  { id: 'a/one@1', maximumBytes: 6000 },
  { id: 'a/two@1', maximumBytes: 100_000 },
  { id: 'b/one@1', maximumBytes: 100_000 },
];

function setUp(maximumBytes: number) {
  let now = 1_722_641_683_210;
  const cache = new MemoryResponseCache(maximumBytes, () => now);
  return {
    cache,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('response cache in memory', () => {
  responseCacheCases(() => setUp(10 * 1024 * 1024));

  test('stays within the bounds of the process and of each stage, whatever happens', () => {
    const operation = fc.record({
      kind: fc.constantFrom('put', 'put', 'put', 'get', 'invalidate', 'flush', 'wait'),
      partition: fc.constantFrom(...partitions),
      key: fc.integer({ min: 0, max: 12 }).map(String),
      size: fc.integer({ min: 0, max: 5000 }),
      ttl: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
        const limit = 20_000;
        const { cache, advance } = setUp(limit);
        for (const { kind, partition, key, size, ttl } of operations) {
          if (kind === 'put') cache.put(partition, key, cachedResponse('x'.repeat(size)), ttl);
          else if (kind === 'get') cache.get(partition, key);
          else if (kind === 'invalidate') cache.invalidate(partition, key);
          else if (kind === 'flush') cache.flush(partition);
          else advance(ttl);
          assert.ok(cache.bytes >= 0 && cache.bytes <= limit, `${cache.bytes} bytes`);
        }
        const [small] = partitions;
        assert.ok(small);
        const all = cache.bytes;
        cache.flush(small);
        assert.ok(all - cache.bytes <= small.maximumBytes);
        for (const partition of partitions) cache.flush(partition);
        assert.equal(cache.bytes, 0);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps bodies of every size as they were', () => {
    const { cache } = setUp(10_000_000);
    const partition = { id: 'x', maximumBytes: 10_000_000 };
    for (const size of [0, 1, 4095, 4096, 4097, 100_000]) {
      const pool = Buffer.alloc(size + 10, 7);
      const body = pool.subarray(5, 5 + size).map((_byte, index) => index % 256);
      cache.put(partition, 'k', cachedResponse('', { body: Buffer.from(body.buffer, 0, size) }), MINUTE);
      assert.deepEqual(cache.get(partition, 'k')?.body, Buffer.from(body));
    }
  });

  test('what was used longest ago goes first', () => {
    const { cache } = setUp(4000);
    const partition = { id: 'x', maximumBytes: 4000 };
    const put = (key: string) => cache.put(partition, key, cachedResponse('x'.repeat(800)), MINUTE);
    for (const key of ['a', 'b', 'c']) put(key);
    assert.ok(cache.get(partition, 'a'));
    put('d');
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].filter((key) => cache.get(partition, key)),
      ['a', 'c', 'd'],
    );
  });

  test('a busy stage does not push out a small one, and a small one takes from the largest', () => {
    const { cache } = setUp(100_000);
    const stage = (id: string) => ({ id, maximumBytes: 1_000_000 });
    const [quiet, busy, late] = [stage('quiet'), stage('busy'), stage('late')];
    for (let n = 0; n < 10; n++) cache.put(quiet, String(n), cachedResponse('x'.repeat(700)), MINUTE);
    for (let n = 0; n < 1000; n++) cache.put(busy, String(n), cachedResponse('x'.repeat(700)), MINUTE);
    const kept = (partition: CachePartition, count: number) =>
      Array.from({ length: count }, (_, n) => n).filter((n) => cache.get(partition, String(n))).length;
    assert.equal(kept(quiet, 10), 10);
    assert.ok(kept(busy, 1000) > 70);
    for (let n = 0; n < 20; n++) cache.put(late, String(n), cachedResponse('x'.repeat(700)), MINUTE);
    assert.equal(kept(late, 20), 20);
    assert.equal(kept(quiet, 10), 10);
  });

  test('what is over its time makes room without being asked for, and without a timer', () => {
    const { cache, advance } = setUp(1_000_000);
    const partition = { id: 'x', maximumBytes: 1_000_000 };
    for (let n = 0; n < 100; n++) cache.put(partition, String(n), cachedResponse('x'.repeat(1000)), 1000);
    const full = cache.bytes;
    advance(1000);
    for (let n = 0; n < 60; n++) cache.put(partition, `new ${n}`, cachedResponse(''), MINUTE);
    assert.ok(cache.bytes < full / 3, `${cache.bytes} of ${full} bytes`);
  });
});
