import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiKeyPlans, apiKeys } from '../../definitions/usage-plans.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { API_ID, SCOPE } from '../api-records.fixture.ts';
import { keyValue, putKey, putPlan } from '../throttling.fixture.ts';
import { ApiKeys } from './api-keys.ts';

const STAGE = `${API_ID}/stage`;

async function open() {
  const store = openSqliteStore(':memory:');
  const keys = new ApiKeys(store);
  await putPlan(store, 'plan');
  await putKey(store, 'good', ['plan']);
  const close = async () => {
    keys.close();
    await store.close();
  };
  return { store, keys, close };
}

test('what is remembered is known at once', async () => {
  const { keys, close } = await open();
  const first = keys.access(SCOPE, STAGE, keyValue('good'));
  assert.ok(first instanceof Promise);
  const access = await first;
  assert.ok(typeof access === 'object' && access.keyId === 'good' && access.usagePlanId === 'plan');
  assert.equal(keys.access(SCOPE, STAGE, keyValue('good')), access);
  assert.equal(await keys.access(SCOPE, `${API_ID}/other`, keyValue('good')), 'noPlan');
  assert.equal(keys.access(SCOPE, `${API_ID}/other`, keyValue('good')), 'noPlan');
  assert.equal(await keys.access({ ...SCOPE, region: 'eu-west-1' }, STAGE, keyValue('good')), 'unknown');
  assert.equal(await keys.access(SCOPE, STAGE, 'nobody has this one'), 'unknown');
  assert.equal(keys.access(SCOPE, STAGE, 'nobody has this one'), 'unknown');
  assert.equal(keys.access(SCOPE, STAGE, 'k'.repeat(10_000)), 'unknown', 'not even looked for');
  await close();
});

test('what changes while it is looked up is not remembered as it was', async () => {
  const { store, keys, close } = await open();
  for (let round = 0; round < 20; round++) {
    const disabled = store.collection(apiKeys).update(SCOPE, 'good', (key) => ({ ...key, enabled: false }));
    const asked = Array.from({ length: round }, () => keys.access(SCOPE, STAGE, keyValue('good')));
    await Promise.all([disabled, ...asked]);
    assert.equal(await keys.access(SCOPE, STAGE, keyValue('good')), 'disabled');
    const enabled = store.collection(apiKeys).update(SCOPE, 'good', (key) => ({ ...key, enabled: true }));
    const left = store.collection(apiKeyPlans).delete(SCOPE, 'good/plan');
    const again = Array.from({ length: round }, () => keys.access(SCOPE, STAGE, keyValue('good')));
    await Promise.all([enabled, left, ...again]);
    assert.equal(await keys.access(SCOPE, STAGE, keyValue('good')), 'noPlan');
    await putKey(store, 'good', ['plan']);
    assert.notEqual(await keys.access(SCOPE, STAGE, keyValue('good')), 'noPlan');
  }
  await close();
});

test('distinct unknown keys and distinct keys take memory to a bound, and drive out no key', async () => {
  const { store, keys, close } = await open();
  const good = await keys.access(SCOPE, STAGE, keyValue('good'));
  for (let index = 0; index < 25_000; index++) {
    assert.equal(await keys.access(SCOPE, STAGE, `unknown-key-number-${index}`), 'unknown');
  }
  assert.ok(keys.size <= 20_001, String(keys.size));
  assert.equal(keys.access(SCOPE, STAGE, keyValue('good')), good);
  for (let index = 0; index < 1000; index++) await putKey(store, `k${index}`, ['plan']);
  for (let index = 0; index < 1000; index++) await keys.access(SCOPE, STAGE, keyValue(`k${index}`));
  assert.ok(keys.size <= 21_001, String(keys.size));
  await close();
});
