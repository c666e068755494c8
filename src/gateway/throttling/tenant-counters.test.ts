import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type TenantUsage, tenantUsages } from '../../definitions/tenants.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Collection } from '../../store/store.ts';
import type { AuthorizerProperty, AuthorizerVariables } from '../authorizers/authorizer-variables.ts';
import { planAccess } from './key-access.ts';
import { TenantCounters } from './tenant-counters.ts';

const SCOPE = { account: '123456789012', region: 'us-east-1' };
const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-03-02T23:59:59Z');

function open() {
  const store = openSqliteStore(':memory:');
  after(() => store.close());
  let now = NOW;
  const warnings: string[] = [];
  const failing = { updates: 0 };
  const collection = store.collection(tenantUsages);
  const unreliable: Pick<Collection<TenantUsage>, 'put' | 'update'> = {
    put: (...given) => collection.put(...given),
    update: async (...given) => {
      if (failing.updates-- > 0) throw new Error('disk full');
      return collection.update(...given);
    },
  };
  const counters = new TenantCounters(unreliable, () => now, { warn: (message) => warnings.push(message) });
  const usages = async () =>
    Object.fromEntries((await collection.list(SCOPE)).map(({ id, value }) => [id, value.days]));
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { store, counters, usages, pass, warnings, failing };
}

const keyAccess = (id: string, tenant?: string) =>
  planAccess(
    SCOPE,
    { id, value: 'v', tenant },
    { id: 'plan', name: 'p', apiStages: [] },
    { apiId: 'a', stage: 's' },
  );

function saying(tenant?: AuthorizerProperty): AuthorizerVariables {
  const properties = new Map(tenant === undefined ? [] : [['tenant', tenant]]);
  return { principalId: 'p', claims: undefined, properties };
}

test('requests with a shared key are counted for the tenant that the authorizer names', async () => {
  const { counters, usages, pass } = open();
  const pool = keyAccess('pool');
  for (const tenant of ['acme', 'acme', 'a/b é', 7, undefined, '', 'x'.repeat(257)])
    counters.count(pool, saying(tenant));
  counters.count(pool, undefined);
  counters.count(keyAccess('own', 'acme'), saying('acme'));
  await counters.flush();
  assert.deepEqual(await usages(), {
    'acme/plan/pool': { '2026-03-02': 2 },
    'a%2Fb%20%C3%A9/plan/pool': { '2026-03-02': 1 },
    '7/plan/pool': { '2026-03-02': 1 },
  });
  pass(1000);
  counters.count(pool, saying('acme'));
  await counters.close();
  assert.deepEqual((await usages())['acme/plan/pool'], { '2026-03-02': 2, '2026-03-03': 1 });
});

test('what could not be written is written later, and nothing twice', async () => {
  const { counters, usages, warnings, failing } = open();
  const pool = keyAccess('pool');
  counters.count(pool, saying('acme'));
  failing.updates = 1;
  const first = counters.flush();
  counters.count(pool, saying('acme'));
  await first;
  assert.deepEqual(warnings, ['The usage of a tenant could not be written yet']);
  await counters.close();
  assert.deepEqual(await usages(), { 'acme/plan/pool': { '2026-03-02': 2 } });
});

test('days that are too old are forgotten', async () => {
  const { store, counters, usages, pass } = open();
  const usage: TenantUsage = { usagePlanId: 'plan', keyId: 'pool', days: { '2026-03-01': 5 } };
  await store.collection(tenantUsages).put(SCOPE, 'acme/plan/pool', usage);
  counters.count(keyAccess('pool'), saying('acme'));
  await counters.flush();
  pass(90 * DAY);
  counters.count(keyAccess('pool'), saying('acme'));
  await counters.close();
  assert.deepEqual(await usages(), { 'acme/plan/pool': { '2026-03-02': 1, '2026-05-31': 1 } });
});
