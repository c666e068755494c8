import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { GatewayProcess, REGION } from '../support/gateway-process.ts';
import { buildTemplate, deployTiers, signedCall, type TiersStack, tiersTemplate } from '../support/tiers.ts';

/** Calls a day of all Free tenants together: more than the tier's burst of 10. */
const FREE_QUOTA = 15;
const TOO_MANY = '{"message":"Too Many Requests"}';
const LIMIT_EXCEEDED = '{"message":"Limit Exceeded"}';

interface Tenant {
  readonly tenant: string;
  readonly tier: string;
  readonly model: string;
  readonly keyId: string;
  readonly token: string;
}

test('template.yaml is what build.mjs makes', () => {
  assert.equal(tiersTemplate, buildTemplate());
});

/** The example deployed, its tenants made by its own API, and called with their tokens. */
describe('tiers of tenants', () => {
  const directory = mkdtempSync(join(tmpdir(), 'alicorn-tiers-'));
  let gateway: GatewayProcess;
  let stack: TiersStack;

  before(async () => {
    gateway = await GatewayProcess.start(directory);
    stack = await deployTiers(gateway, FREE_QUOTA);
  });
  after(async () => {
    try {
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  const admin = (method: string, path: string, input?: unknown) =>
    signedCall(
      gateway.rootKeys,
      'execute-api',
      method,
      stack.base + path,
      input === undefined ? '' : JSON.stringify(input),
    );
  const createTenant = async (tenant: string, tier: string): Promise<Tenant> => {
    const { status, text } = await admin('POST', '/admin/tenants', { tenant, tier });
    assert.equal(status, 201, text);
    return JSON.parse(text);
  };
  const call = async (token: string, path = '/api') => {
    const response = await fetch(stack.base + path, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, text: await response.text() };
  };
  /** As programs that run the gateway ask; until what was counted is written. */
  const usageOf = async (tenant: string, used: number) => {
    for (let attempt = 0; ; attempt++) {
      const { status, text } = await signedCall(
        gateway.rootKeys,
        'alicorn',
        'GET',
        `${gateway.endpoint}/usage?tenant=${tenant}`,
      );
      assert.equal(status, 200, text);
      const { items } = JSON.parse(text);
      const sum = items.reduce((total: number, item: { used: number }) => total + item.used, 0);
      if (sum === used || attempt === 40) return { items, sum };
      await sleep(50);
    }
  };
  const countOf = (answers: readonly { status: number; text: string }[], status: number, text?: string) =>
    answers.filter((one) => one.status === status && (text === undefined || one.text === text)).length;

  test('tenants are made, listed, refused twice, and taken away with their keys', async () => {
    const keys = async () => {
      const client = new APIGateway({
        endpoint: gateway.endpoint,
        region: REGION,
        credentials: gateway.rootKeys,
      });
      const { items = [] } = await client.getApiKeys({});
      client.destroy();
      return items;
    };
    const before = (await keys()).length;
    const made = await createTenant('short-lived', 'Premium');
    const key = (await keys()).find(({ id }) => id === made.keyId);
    assert.deepEqual(
      [key?.name, key?.tags, made.model],
      ['tenant-short-lived', { tenant: 'short-lived' }, 'siloed'],
    );
    const twice = await admin('POST', '/admin/tenants', { tenant: 'short-lived', tier: 'Premium' });
    assert.deepEqual(twice, { status: 409, text: '{"message":"There is a tenant of this name already"}' });
    assert.equal((await keys()).length, before + 1);
    const { text } = await admin('GET', '/admin/tenants');
    assert.deepEqual(JSON.parse(text), {
      tenants: [{ tenant: 'short-lived', tier: 'Premium', keyId: made.keyId, model: 'siloed' }],
    });
    assert.equal((await call(made.token)).status, 200);
    assert.equal((await admin('DELETE', '/admin/tenants/short-lived')).status, 204);
    assert.equal((await admin('DELETE', '/admin/tenants/short-lived')).status, 404);
    assert.equal((await keys()).length, before);
    // The authorizer's answer is kept for a minute, but the key is gone.
    assert.deepEqual(await call(made.token), { status: 403, text: '{"message":"Forbidden"}' });
  });

  test('Free tenants share one key with its throttle and quota, and each has its usage', async () => {
    const [one, two] = [await createTenant('free-1', 'Free'), await createTenant('free-2', 'Free')];
    assert.equal(one.keyId, two.keyId);
    assert.deepEqual(await call(one.token), { status: 200, text: '{"tenant": "free-1", "tier": "Free"}' });
    const burst = await Promise.all(Array.from({ length: 60 }, () => call(two.token)));
    const throttled = countOf(burst, 429, TOO_MANY);
    assert.ok(throttled > 0, 'the burst is throttled');
    const served = countOf(burst, 200);
    assert.ok(served <= FREE_QUOTA - 1 && served >= 9, String(served));
    assert.equal(served + throttled + countOf(burst, 429, LIMIT_EXCEEDED), 60);
    // One tenant's calls use up what the others have.
    let last = await call(one.token);
    let more = 0;
    for (let attempt = 0; attempt < 100 && last.text !== LIMIT_EXCEEDED; attempt++) {
      if (last.status === 200) more++;
      await sleep(50);
      last = await call(one.token);
    }
    assert.deepEqual(last, { status: 429, text: LIMIT_EXCEEDED });
    assert.equal(1 + served + more, FREE_QUOTA);
    for (const [tenant, used] of [
      ['free-1', 1 + more],
      ['free-2', served],
    ] as const) {
      const { items, sum } = await usageOf(tenant, used);
      assert.equal(sum, used, tenant);
      assert.deepEqual(items.map(Object.keys), [
        ['usagePlanId', 'keyId', 'tenant', 'tenantSource', 'used', 'days'],
      ]);
      assert.deepEqual([items[0].keyId, items[0].tenantSource], [one.keyId, 'AUTHORIZER']);
    }
  });

  test('a Premium tenant has a key of its own, which others do not wear out', async () => {
    const premium = await createTenant('premium-1', 'Premium');
    const answers = await Promise.all(Array.from({ length: 40 }, () => call(premium.token)));
    assert.equal(countOf(answers, 200), 40);
    const { items, sum } = await usageOf('premium-1', 40);
    assert.equal(sum, 40);
    assert.deepEqual(
      items.map(({ keyId, tenantSource, remaining }: Record<string, unknown>) => [
        keyId,
        tenantSource,
        remaining,
      ]),
      [[premium.keyId, 'KEY', 999_960]],
    );
    const { status, text } = await call(premium.token, '/usage');
    assert.equal(status, 200, text);
    assert.deepEqual(JSON.parse(text).items, items);
  });

  test('Basic tenants have one of a few keys', async () => {
    const made = await Promise.all(
      ['b-1', 'b-2', 'b-3', 'b-4', 'b-5'].map((name) => createTenant(name, 'Basic')),
    );
    assert.ok(new Set(made.map(({ keyId }) => keyId)).size <= 2);
    assert.equal((await call(made[0]?.token ?? '')).status, 200);
  });

  test('who is no tenant, or not the one it says, is turned away', async () => {
    const { token } = await createTenant('honest', 'Premium');
    const secret = token.slice(token.indexOf('.'));
    for (const wrong of [
      '',
      'x',
      secret,
      `nobody${secret}`,
      `premium-1${secret}`,
      `${token}x`,
      `__proto__${secret}`,
    ]) {
      for (const path of ['/api', '/usage'])
        assert.deepEqual(await call(wrong, path), { status: 401, text: '{"message":"Unauthorized"}' }, wrong);
    }
    assert.equal((await fetch(`${stack.base}/admin/tenants`)).status, 403);
    for (const input of [
      {},
      { tenant: 'A', tier: 'Free' },
      { tenant: 'a', tier: 'Gold' },
      { tenant: 'a', tier: '__proto__' },
      { tenant: 'x'.repeat(41), tier: 'Free' },
      { tenant: 'a', tier: 'Free', key: 'mine' },
    ])
      assert.equal((await admin('POST', '/admin/tenants', input)).status, 400, JSON.stringify(input));
  });

  test('the page is served', async () => {
    const response = await fetch(stack.base);
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(await response.text(), /^<!doctype html>[\s\S]*<\/html>\s*$/);
  });
});
