import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiKeyPlans, type QuotaSettings, usagePlanKeys, usages } from '../../definitions/usage-plans.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { meteredKey } from './quota-counters.ts';
import { quotaCountersContract } from './quota-counters-contract.ts';
import { RecordedQuotaCounters } from './recorded-quota-counters.ts';

const SCOPE = { account: '123456789012', region: 'us-east-1' };
const DAILY: QuotaSettings = { limit: 5, offset: 0, period: 'DAY' };

function open() {
  const store = openSqliteStore(':memory:');
  let now = Date.parse('2028-02-28T12:00:00Z');
  const warnings: string[] = [];
  const log = { warn: (message: string) => warnings.push(message) };
  const reopen = () => new RecordedQuotaCounters(store, () => now, log);
  const counters = reopen();
  return {
    store,
    counters,
    warnings,
    reopen,
    setTime: (time: string) => {
      now = Date.parse(time);
    },
    async member(id: string, quota: QuotaSettings | undefined) {
      const [usagePlanId = '', keyId = ''] = id.split('/');
      await store.commit([
        store.collection(usagePlanKeys).putting(SCOPE, id, { usagePlanId, keyId }),
        store.collection(apiKeyPlans).putting(SCOPE, `${keyId}/${usagePlanId}`, { usagePlanId, keyId }),
      ]);
      return meteredKey(SCOPE, usagePlanId, keyId, quota);
    },
    usage: async ({ id }: { id: string }) => (await store.collection(usages).get(SCOPE, id))?.value,
    async setRest(
      key: { id: string; quota: QuotaSettings | undefined },
      day: string,
      used: number,
      rest: number,
    ) {
      const { quota } = key;
      const days: Record<string, [number, number]> = { [day]: [used, rest] };
      await store.collection(usages).put(SCOPE, key.id, { days, ...(quota && { quota }) });
    },
    async close() {
      await counters.close();
      await store.close();
    },
  };
}

quotaCountersContract('records', open);

test('what was counted is in the record within a second, without anybody asking', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { counters, member, usage, close } = open();
  const key = await member('p/k', DAILY);
  await counters.count(key);
  await counters.count(key);
  t.mock.timers.tick(1000);
  while ((await usage(key)) === undefined) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(await usage(key), {
    days: { '2028-02-28': [2, 3] },
    firstDay: '2028-02-28',
    quota: DAILY,
  });
  t.mock.timers.reset();
  await close();
});

test('a key that leaves its plan is forgotten, and comes back with its whole quota', async () => {
  const { store, counters, member, usage, close } = open();
  const key = await member('p/k', DAILY);
  await counters.count(key);
  await counters.flush();
  await counters.count(key);
  await store.commit([
    store.collection(usagePlanKeys).deleting(SCOPE, 'p/k'),
    store.collection(apiKeyPlans).deleting(SCOPE, 'k/p'),
    store.collection(usages).deleting(SCOPE, 'p/k'),
  ]);
  await counters.flush();
  assert.equal(await usage(key), undefined);
  await counters.count(key);
  await counters.flush();
  assert.equal(await usage(key), undefined, 'a late request leaves no record of a key that is gone');
  await member('p/k', DAILY);
  let count = 0;
  while (await counters.count(key)) count++;
  assert.equal(count, 5);
  await close();
});

test('a store that can’t be written loses nothing', async () => {
  const { store, counters, member, usage, warnings, close } = open();
  const key = await member('p/k', DAILY);
  await counters.count(key);
  const update = store.collection(usages);
  const { collection } = store;
  const broken = { ...update, update: () => Promise.reject(new Error('disk full')) };
  Object.assign(store, {
    collection: (definition: { name: string }) =>
      definition.name === usages.name ? broken : collection.call(store, definition as typeof usages),
  });
  await counters.flush();
  assert.equal(warnings.length, 1);
  Object.assign(store, { collection });
  await counters.count(key);
  await counters.flush();
  assert.deepEqual((await usage(key))?.days, { '2028-02-28': [2, 3] });
  await close();
});

test('keys that nobody uses any more take no memory beyond a bound', async () => {
  const { store, member, close } = open();
  const counters = new RecordedQuotaCounters(store, () => 0, { warn: assert.fail }, 100);
  const keys = await Promise.all(Array.from({ length: 500 }, (_, index) => member(`p/k${index}`, DAILY)));
  for (const key of keys) await counters.count(key);
  await counters.flush();
  assert.equal(counters.size, 500);
  for (const key of keys.slice(0, 10)) await counters.count(key);
  await counters.flush();
  assert.equal(counters.size, 10);
  await counters.close();
  await close();
});
