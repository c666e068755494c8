import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryTokenBuckets } from './memory-token-buckets.ts';
import { ADMITTED } from './token-buckets.ts';
import { tokenBucketsContract } from './token-buckets-contract.ts';

function open() {
  let now = 1234.5;
  const advance = (ms: number) => {
    now += ms;
  };
  return { buckets: new MemoryTokenBuckets(() => now), advance };
}

tokenBucketsContract('memory', open);

test('ten seconds at 10,000 a second admit what is promised, to the token', () => {
  const { buckets, advance } = open();
  const wanted = [{ key: 'a', rate: 10_000, burst: 5_000 }];
  let admitted = 0;
  for (let step = 0; step < 200_000; step++) {
    advance(0.05);
    if (buckets.take(wanted) === ADMITTED) admitted++;
  }
  // The time begins with the first call, 0.05 ms after the start.
  assert.equal(admitted, 104_999);
});

test('buckets that have filled up take no memory', () => {
  const { buckets, advance } = open();
  for (let key = 0; key < 100_000; key++) buckets.take([{ key: String(key), rate: 1000, burst: 10 }]);
  assert.ok(buckets.size > 50_000);
  advance(1000);
  for (let call = 0; call < 60_000; call++) buckets.take([{ key: 'busy', rate: 1000, burst: 10 }]);
  assert.ok(buckets.size <= 2, String(buckets.size));
});
