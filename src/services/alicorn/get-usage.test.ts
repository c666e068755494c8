import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { tenantUsageId, tenantUsages } from '../../definitions/tenants.ts';
import { type ApiKey, apiKeyNames, apiKeys, usages } from '../../definitions/usage-plans.ts';
import { createAccessControl } from '../../identity/access-control.ts';
import type { Caller } from '../../identity/principal.ts';
import { ServiceRegistry } from '../../protocols/engine.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { createApiGatewayService } from '../apigateway/service.ts';
import type { GetUsageOutput } from './get-usage.ts';
import { createAlicornService } from './service.ts';

const ACCOUNT = '111111111111';
const REGION = 'us-east-1';
const SCOPE = { account: ACCOUNT, region: REGION };
const NOW = Date.parse('2026-03-02T03:04:05Z');
const ROOT: Caller = {
  principal: { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
};

function open() {
  const store = openSqliteStore(':memory:');
  const clock = () => NOW;
  const access = createAccessControl({ store, clock });
  after(() => {
    access.close();
    return store.close();
  });
  const services = [createApiGatewayService({ store, clock }), createAlicornService({ store, clock })];
  const registry = new ServiceRegistry({ services, access, clock });
  const context = { caller: ROOT, account: ACCOUNT, region: REGION };
  const call = (operation: string, input: object) => registry.call('apigateway', operation, input, context);
  const getUsage = async (input: object, caller = ROOT): Promise<GetUsageOutput> =>
    (await registry.call('alicorn', 'GetUsage', input, { ...context, caller })) as GetUsageOutput;
  const idOf = async (operation: string, input: object): Promise<string> =>
    String(Object(await call(operation, input)).id);
  const createKey = async (usagePlanId: string, tags: Record<string, string> = {}) => {
    const keyId = await idOf('CreateApiKey', { enabled: true, tags });
    await call('CreateUsagePlanKey', { usagePlanId, keyId, keyType: 'API_KEY' });
    return keyId;
  };
  const use = (usagePlanId: string, keyId: string, days: Record<string, [number, number]>) =>
    store.collection(usages).put(SCOPE, `${usagePlanId}/${keyId}`, { days });
  return { store, call, getUsage, idOf, createKey, use };
}

const failure = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code;
const sums = ({ items }: GetUsageOutput) => items.map(({ keyId, used }) => [keyId, used]);

test('the usage of a tenant is that of its keys over all plans, and of what it shares', async () => {
  const { store, call, getUsage, idOf, createKey, use } = open();
  const quota = { limit: 100, period: 'DAY' };
  const basic = await idOf('CreateUsagePlan', { name: 'basic', quota });
  const free = await idOf('CreateUsagePlan', { name: 'free' });
  const one = await createKey(basic, { tenant: 'a/b é' });
  const two = await createKey(basic, { tenant: 'a/b é' });
  await call('CreateUsagePlanKey', { usagePlanId: free, keyId: two, keyType: 'API_KEY' });
  const other = await createKey(basic, { tenant: 'a' });
  const pool = await createKey(free);
  await use(basic, one, { '2026-03-01': [7, 93], '2026-03-02': [2, 98], '2026-01-01': [5, 95] });
  await use(basic, two, { '2026-03-02': [3, 97] });
  await use(free, two, { '2026-03-02': [4, 0] });
  await use(basic, other, { '2026-03-02': [50, 50] });
  await use(free, pool, { '2026-03-02': [90, 0] });
  await store.collection(tenantUsages).put(SCOPE, tenantUsageId('a/b é', free, pool), {
    usagePlanId: free,
    keyId: pool,
    days: { '2026-03-02': 11, '2026-01-01': 1 },
  });
  const { startDate, endDate, items, position } = await getUsage({ tenant: 'a/b é' });
  assert.deepEqual([startDate, endDate, position], ['2026-02-01', '2026-03-02', undefined]);
  const text = (item: object) => JSON.stringify(item);
  const own = { tenant: 'a/b é', tenantSource: 'KEY' };
  assert.deepEqual(
    items.map(text).sort(),
    [
      ...[
        {
          usagePlanId: basic,
          keyId: one,
          ...own,
          used: 9,
          remaining: 98,
          days: { '2026-03-01': 7, '2026-03-02': 2 },
        },
        { usagePlanId: basic, keyId: two, ...own, used: 3, remaining: 97, days: { '2026-03-02': 3 } },
        { usagePlanId: free, keyId: two, ...own, used: 4, days: { '2026-03-02': 4 } },
        {
          usagePlanId: free,
          keyId: pool,
          tenant: 'a/b é',
          tenantSource: 'AUTHORIZER',
          used: 11,
          days: { '2026-03-02': 11 },
        },
      ].map(text),
    ].sort(),
  );
  assert.deepEqual(sums(await getUsage({ tenant: 'a' })), [[other, 50]]);
  assert.deepEqual(sums(await getUsage({ tenant: 'nobody' })), []);
  assert.deepEqual(sums(await getUsage({ keyId: pool, startDate: '2026-03-02', endDate: '2026-03-02' })), [
    [pool, 90],
  ]);
  assert.deepEqual(
    sums(await getUsage({ usagePlanId: free })).sort(),
    [
      [pool, 90],
      [two, 4],
    ].sort(),
  );
  assert.deepEqual(
    (await getUsage({ usagePlanId: basic, startDate: '2026-01-01', endDate: '2026-01-01' })).items
      .map(({ used, remaining }) => [used, remaining])
      .sort(),
    [
      [0, 100],
      [0, 100],
      [5, 95],
    ],
  );
});

test('keys follow their tag from tenant to tenant, and are gone when they are deleted', async () => {
  const { call, getUsage, idOf, createKey, use } = open();
  const planId = await idOf('CreateUsagePlan', { name: 'basic' });
  const keyId = await createKey(planId);
  await use(planId, keyId, { '2026-03-02': [3, 0] });
  const resourceArn = `arn:aws:apigateway:${REGION}::/apikeys/${keyId}`;
  const usedBy = async (tenant: string) => sums(await getUsage({ tenant }));
  assert.deepEqual(await usedBy('a'), []);
  await call('TagResource', { resourceArn, tags: { tenant: 'a', other: 'x' } });
  assert.deepEqual(await usedBy('a'), [[keyId, 3]]);
  await call('UpdateApiKey', {
    apiKey: keyId,
    patchOperations: [{ op: 'replace', path: '/name', value: 'named' }],
  });
  await call('TagResource', { resourceArn, tags: { tenant: 'b' } });
  assert.deepEqual([await usedBy('a'), await usedBy('b')], [[], [[keyId, 3]]]);
  await call('UntagResource', { resourceArn, tagKeys: ['tenant'] });
  assert.deepEqual(await usedBy('b'), []);
  await call('TagResource', { resourceArn, tags: { tenant: 'b' } });
  await call('DeleteApiKey', { apiKey: keyId });
  assert.deepEqual(await usedBy('b'), []);
});

test('imported keys have the tenant that the file says, or keep theirs', async () => {
  const { call, getUsage, idOf, use } = open();
  const planId = await idOf('CreateUsagePlan', { name: 'basic' });
  const key = (letter: string) => letter.repeat(20);
  const load = async (...lines: string[]): Promise<string[]> => {
    const body = Buffer.from(['key,name,tenant,usagePlanIds', ...lines].join('\n'));
    return Object(await call('ImportApiKeys', { body, format: 'csv' })).ids;
  };
  const [a = '', b = ''] = await load(`${key('a')},a,acme,${planId}`, `${key('b')},b,,${planId}`);
  for (const id of [a, b]) await use(planId, id, { '2026-03-02': [1, 0] });
  assert.deepEqual(sums(await getUsage({ tenant: 'acme' })), [[a, 1]]);
  await load(`${key('a')},a,,`, `${key('b')},b,acme,`);
  assert.deepEqual(
    sums(await getUsage({ tenant: 'acme' })).sort(),
    [
      [a, 1],
      [b, 1],
    ].sort(),
  );
});

test('pages lead through all keys of a tenant and what it shares', async () => {
  const { store, call, getUsage, idOf, use } = open();
  const planId = await idOf('CreateUsagePlan', { name: 'basic' });
  const rows = Array.from({ length: 7 }, (_, index) => `${'k'.repeat(20)}${index},k,acme,${planId}`);
  const body = Buffer.from(['key,name,tenant,usagePlanIds', ...rows].join('\n'));
  const { ids } = Object(await call('ImportApiKeys', { body, format: 'csv' }));
  for (const id of ids) await use(planId, id, { '2026-03-02': [1, 0] });
  for (const keyId of ['p1', 'p2', 'p3'])
    await store.collection(tenantUsages).put(SCOPE, tenantUsageId('acme', planId, keyId), {
      usagePlanId: planId,
      keyId,
      days: { '2026-03-02': 1 },
    });
  for (const query of [{ tenant: 'acme' }, { usagePlanId: planId }]) {
    for (const limit of [1, 2, 3, 7, 10, 500]) {
      const seen: string[] = [];
      let position: string | undefined;
      do {
        const page: GetUsageOutput = await getUsage({ ...query, limit, position });
        seen.push(...page.items.map(({ keyId }) => keyId));
        position = page.position;
      } while (position !== undefined);
      const expected = 'tenant' in query ? [...ids, 'p1', 'p2', 'p3'] : ids;
      assert.deepEqual(seen.sort(), expected.toSorted(), JSON.stringify({ ...query, limit }));
    }
  }
});

test('keys that were made before there was an index by tenant are found', async () => {
  const { store, call, getUsage, createKey, idOf, use } = open();
  const planId = await idOf('CreateUsagePlan', { name: 'basic' });
  const keyId = await createKey(planId);
  await use(planId, keyId, { '2026-03-02': [3, 0] });
  // As the version before wrote it.
  await store
    .collection(apiKeys)
    .update(SCOPE, keyId, (key): ApiKey => ({ ...key, tags: { tenant: 'old' } }));
  assert.deepEqual(await store.collection(apiKeyNames).list(SCOPE, { prefix: 'tenant/' }), []);
  assert.deepEqual(sums(await getUsage({ tenant: 'old' })), [[keyId, 3]]);
  await call('DeleteApiKey', { apiKey: keyId });
  assert.deepEqual(await store.collection(apiKeyNames).list(SCOPE), []);
});

test('bad questions are refused', async () => {
  const { getUsage, idOf } = open();
  const usagePlanId = await idOf('CreateUsagePlan', { name: 'basic' });
  for (const input of [
    {},
    { tenant: 'a', usagePlanId },
    { tenant: 'a', startDate: '2026-02-30' },
    { tenant: 'a', startDate: '2026-03-03', endDate: '2026-03-02' },
    { tenant: 'a', startDate: '2025-03-03', endDate: '2026-03-02' },
    { tenant: 'a\0' },
    { tenant: 'a', position: Buffer.from('tenant/b/x').toString('base64url') },
    { tenant: 'a', position: Buffer.from('shared/b/x').toString('base64url') },
    { usagePlanId, position: 'x' },
  ])
    await assert.rejects(getUsage(input), failure('BadRequestException'), JSON.stringify(input));
  await assert.rejects(getUsage({ usagePlanId: 'none' }), failure('NotFoundException'));
  await assert.rejects(getUsage({ keyId: 'none' }), failure('NotFoundException'));
  await assert.rejects(getUsage({ tenant: 'a', limit: 501 }), failure('ValidationException'));
});

test('who may not read usage does not', async () => {
  const { getUsage } = open();
  const arn = `arn:aws:iam::${ACCOUNT}:user/nobody`;
  const caller: Caller = {
    principal: { type: 'User', account: ACCOUNT, arn, userId: 'AIDA', userName: 'nobody' },
  };
  await assert.rejects(getUsage({ tenant: 'a' }, caller), (error) => {
    assert.ok(error instanceof ServiceError);
    assert.equal(error.statusCode, 403);
    assert.match(
      error.message,
      /alicorn:GetUsage on resource: arn:aws:alicorn:us-east-1:111111111111:tenant\/a/,
    );
    return true;
  });
});
