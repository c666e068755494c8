import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT_THROTTLE } from '../../definitions/usage-plans.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { ADMITTED } from '../../store/token-buckets.ts';
import { Throttling } from './throttling.ts';

test('requests are let through, and the log told, when whoever keeps the buckets is away', async () => {
  const store = openSqliteStore(':memory:');
  const told: string[] = [];
  const note = (message: string) => told.push(message);
  const throttling = new Throttling({
    store,
    clock: () => 0,
    log: { error: note, warn: note, info: note, debug: note },
    accountThrottle: ACCOUNT_THROTTLE,
    tokenBuckets: { take: () => Promise.reject(new Error('gone')), giveBack() {} },
  });
  assert.equal(await throttling.take([{ key: 'a', rate: 1, burst: 1 }]), ADMITTED);
  assert.deepEqual(told, ['Token buckets can’t be reached, so that throttles are not held']);
  await throttling.close();
  await store.close();
});
