import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { usagePlans, usages } from '../definitions/usage-plans.ts';
import { MemoryTokenBuckets } from '../store/memory-token-buckets.ts';
import type { LogGroups } from '../telemetry/log-groups.ts';
import { API_ID, lambdaUri, method, SCOPE } from './api-records.fixture.ts';
import { cachedStage } from './caching/caching.fixture.ts';
import { Rig, type Sent } from './gateway.fixture.ts';
import { keyValue, putKey, putPlan, throttled } from './throttling.fixture.ts';

describe('throttles and quotas', () => {
  const lines: string[] = [];
  const logGroups: LogGroups = { append: (_group, _stream, message) => lines.push(message) };
  let now = 0;
  let rig: Rig;

  before(async () => {
    rig = new Rig({
      logGroups,
      tokenBuckets: new MemoryTokenBuckets(() => now),
      accountThrottle: { rateLimit: 50, burstLimit: 20 },
    });
    await rig.start();
  });
  after(() => rig.stop());
  beforeEach(() => {
    now += 3_600_000;
    lines.length = 0;
  });

  const OPEN = { paths: { '/a': [method('GET')], '/b': [method('GET'), method('OPTIONS')] } };
  const KEYED = {
    paths: {
      '/a': [method('GET', { apiKeyRequired: true })],
      '/b': [method('GET', { apiKeyRequired: true }), method('OPTIONS')],
    },
  };
  const withKey = (id: string): Sent => ({ headers: { 'x-api-key': keyValue(id) } });

  /** How many of some requests in a row are answered with 200; the others must be 429 with one message. */
  async function served(
    count: number,
    path: string,
    sent: Sent = {},
    message = 'Too Many Requests',
  ): Promise<number> {
    let admitted = 0;
    for (let request = 0; request < count; request++) {
      const { status, text, headers } = await rig.send(path, sent);
      if (status === 200) admitted++;
      else {
        assert.deepEqual([status, text], [429, `{"message":"${message}"}`]);
        const type = message === 'Limit Exceeded' ? 'LimitExceededException' : 'TooManyRequestsException';
        assert.equal(headers['x-amzn-errortype'], type);
      }
    }
    return admitted;
  }

  test('an account has one bucket for all its APIs', async () => {
    await rig.deploy(OPEN);
    await rig.deploy({ ...OPEN, apiId: 'secondapi0' });
    assert.equal(await served(15, '/a'), 15);
    assert.equal(await served(10, '/@secondapi0/stage/b'), 5);
    now += 100;
    assert.equal(await served(10, '/b'), 5);
  });

  test('settings for every method hold for each by itself, and its own come first', async () => {
    const methodSettings = { '*/*': throttled(10, 4), '~1b/OPTIONS': throttled(-1, -1) };
    await rig.deploy({ ...OPEN, stage: { methodSettings } });
    assert.equal(await served(6, '/a'), 4);
    assert.equal(await served(6, '/b'), 4);
    assert.equal(await served(10, '/b', { method: 'OPTIONS' }), 10);
    now += 100;
    assert.equal(await served(6, '/a'), 1);
    await rig.deploy({ ...OPEN, stage: { methodSettings: { '*/*': throttled(0, 0) } } });
    now += 60_000;
    assert.equal(await served(3, '/a'), 0, 'no rate is no request');
    await rig.deploy({ ...OPEN, stage: { methodSettings: { '*/*': throttled(-1, 3) } } });
    assert.equal(await served(6, '/a'), 3, 'a burst alone');
  });

  test('production and canary share what the stage admits', async () => {
    const snapshot = { ...OPEN, deploymentId: 'dep2' };
    await rig.deploy(snapshot);
    const canarySettings = { percentTraffic: 50, deploymentId: 'dep2', useStageCache: false };
    await rig.deploy({ ...OPEN, stage: { canarySettings, methodSettings: { '*/*': throttled(1, 5) } } });
    assert.equal(await served(19, '/a'), 5);
  });

  test('answers of the cache are throttled like others', async () => {
    const stage = cachedStage({ throttlingRateLimit: 1, throttlingBurstLimit: 3 });
    await rig.deploy({ ...OPEN, stage });
    const before = rig.invocations.length;
    assert.equal(await served(6, '/a'), 3);
    assert.equal(rig.invocations.length - before, 1);
  });

  test('a plan holds for each key by itself, over all methods', async () => {
    await rig.deploy(KEYED);
    await putPlan(rig.store, 'plan', { throttle: { rateLimit: 2, burstLimit: 3 } });
    await putKey(rig.store, 'one', ['plan']);
    await putKey(rig.store, 'two', ['plan']);
    assert.equal(await served(2, '/a', withKey('one')), 2);
    assert.equal(await served(4, '/b', withKey('one')), 1);
    assert.equal(await served(4, '/a', withKey('two')), 3);
    assert.equal(
      await served(4, '/b', { method: 'OPTIONS', ...withKey('one') }),
      4,
      'no key is required there',
    );
    now += 500;
    assert.equal(await served(4, '/a', withKey('one')), 1);
  });

  test('plans, keys and stages change for the next request', async () => {
    await putPlan(rig.store, 'plan', { throttle: { rateLimit: 2, burstLimit: 1 } });
    assert.equal(await served(4, '/a', withKey('one')), 1);
    await putPlan(rig.store, 'plan', { throttle: { rateLimit: 2, burstLimit: 5 } });
    assert.equal(await served(6, '/a', withKey('one')), 4, 'what it lacks stays');
    await putPlan(rig.store, 'plan');
    assert.equal(await served(6, '/a', withKey('one')), 6);
    await rig.deploy({ ...KEYED, stage: { methodSettings: { '*/*': throttled(1, 2) } } });
    assert.equal(await served(6, '/a', withKey('one')), 2);
  });

  test('a key that is throttled takes nothing from the others', async () => {
    await rig.deploy({ ...KEYED, stage: { methodSettings: { '*/*': throttled(1, 8) } } });
    await putPlan(rig.store, 'plan', {
      throttle: { rateLimit: 1, burstLimit: 5 },
      apiStages: [{ apiId: API_ID, stage: 'stage', throttle: { '/a/GET': { rateLimit: 1, burstLimit: 2 } } }],
    });
    assert.equal(await served(10, '/a', withKey('one')), 2);
    assert.equal(await served(10, '/b', withKey('one')), 3, 'nor did the method take from the plan');
    assert.equal(await served(10, '/a', withKey('two')), 2);
  });

  test('whoever may not call takes nothing from those who may', async () => {
    await rig.deploy({
      paths: { '/a': [method('GET', { authorizationType: 'AWS_IAM' })], '/k': KEYED.paths['/a'] },
      stage: { methodSettings: { '*/*': throttled(1, 3) } },
    });
    const { decide } = rig;
    rig.decide = () => ({ allowed: false, explicitDeny: false, source: 'identity' });
    for (let request = 0; request < 10; request++) assert.equal((await rig.send('/a')).status, 403);
    for (let request = 0; request < 10; request++) assert.equal((await rig.send('/k')).status, 403);
    rig.decide = decide;
    assert.equal(await served(5, '/a'), 3);
    assert.equal(await served(5, '/k', withKey('one')), 3);
  });

  test('a Lambda authorizer is asked for what is admitted alone', async () => {
    const custom = { authorizationType: 'CUSTOM' as const, authorizerId: 'auth01', apiKeyRequired: true };
    const authorizer = {
      id: 'auth01',
      name: 'tokens',
      type: 'TOKEN' as const,
      authorizerUri: lambdaUri('arn:aws:lambda:us-east-1:123456789012:function:authorizer'),
      identitySource: 'method.request.header.Authorization',
      authorizerResultTtlInSeconds: 0,
    };
    let asked = 0;
    const { behaviour } = rig;
    rig.behaviour = ({ authorizationToken, methodArn }, { functionName }) => {
      if (functionName !== 'authorizer') return { statusCode: 200 };
      asked++;
      const Effect = authorizationToken === 'deny' ? 'Deny' : 'Allow';
      const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }];
      const policyDocument = { Version: '2012-10-17', Statement };
      return { principalId: 'p', policyDocument, usageIdentifierKey: keyValue(String(authorizationToken)) };
    };
    await rig.deploy({
      paths: { '/a': [method('GET', custom)] },
      api: { apiKeySource: 'AUTHORIZER' },
      parts: { authorizers: [authorizer] },
      stage: { methodSettings: { '*/*': throttled(1, 6) } },
    });
    await putPlan(rig.store, 'plan', { throttle: { rateLimit: 1, burstLimit: 2 } });
    const as = (authorization: string): Sent => ({ headers: { authorization } });
    const statuses = async (count: number, sent: Sent) => {
      const all: number[] = [];
      for (let request = 0; request < count; request++) all.push((await rig.send('/a', sent)).status);
      return all;
    };
    assert.deepEqual(await statuses(9, {}), Array(9).fill(401), 'nobody is asked, nothing is taken');
    assert.equal(asked, 0);
    assert.deepEqual(await statuses(5, as('one')), [200, 200, 429, 429, 429]);
    assert.deepEqual(
      await statuses(3, as('two')),
      [200, 200, 429],
      'whose plan throttles takes nothing else',
    );
    assert.deepEqual(await statuses(9, as('stranger')), Array(9).fill(403), 'nor who has no key');
    assert.deepEqual(await statuses(4, as('deny')), [403, 403, 429, 429]);
    assert.equal(asked, 19, 'not for what the stage throttles');
    rig.behaviour = behaviour;
  });

  test('logs say which limit it was', async () => {
    const stage = (rate: number, burst: number) => ({
      methodSettings: { '*/*': throttled(rate, burst, { loggingLevel: 'INFO' as const }) },
    });
    const why = () => lines.findLast((line) => /limit/.test(line))?.replace(/^\(\S+\) /, '');
    await rig.deploy({ ...KEYED, stage: stage(1, 1) });
    await putPlan(rig.store, 'plan');
    assert.equal(await served(2, '/a', withKey('one')), 1);
    assert.equal(
      why(),
      `Key throttle limit exceeded for RestApi ${API_ID}, Stage stage, Resource res0, HttpMethod GET. Limit: 1.00 Burst: 1`,
    );
    const place = `API Key ${'*'.repeat(28)}vvvvvv exceeded`;
    await putPlan(rig.store, 'plan', { throttle: { rateLimit: 0.5, burstLimit: 1 } });
    now += 60_000;
    assert.equal(await served(2, '/b', withKey('one')), 1);
    assert.equal(
      why(),
      `${place} throttle limit for API Stage ${API_ID}/stage: Key throttle limit exceeded for Usage Plan ID plan. Limit: 0.50 Burst: 1`,
    );
    await putPlan(rig.store, 'plan', { quota: { limit: 1, offset: 0, period: 'DAY' } });
    await putKey(rig.store, 'three', ['plan']);
    now += 60_000;
    assert.equal(await served(2, '/b', withKey('three'), 'Limit Exceeded'), 1);
    assert.match(
      why() ?? '',
      /exceeded quota limit for API Stage \S+: Key quota exhausted for Usage Plan ID plan\. Limit: 1 Period: DAY$/,
    );
    await rig.deploy({ ...KEYED, stage: stage(50, 20) });
    await putPlan(rig.store, 'plan');
    now += 60_000;
    assert.equal(await served(21, '/b', withKey('one')), 20);
    assert.equal(why(), 'Account throttle limit exceeded for region us-east-1. Limit: 50.00 Burst: 20');
  });

  test('a quota counts what was let through, and throttled requests do not', async () => {
    await rig.deploy(KEYED);
    const quota = { limit: 4, offset: 1, period: 'MONTH' as const };
    await putPlan(rig.store, 'metered', { throttle: { rateLimit: 1, burstLimit: 2 }, quota });
    await putKey(rig.store, 'metered', ['metered']);
    assert.equal(await served(6, '/a', withKey('metered')), 2);
    now += 10_000;
    assert.equal(await served(6, '/b', withKey('metered'), 'Limit Exceeded'), 1);
    now += 60_000;
    const tokens = await served(6, '/b', withKey('metered'), 'Limit Exceeded');
    assert.equal(tokens, 0);
    await rig.store
      .collection(usagePlans)
      .update(SCOPE, 'metered', (plan) => ({ ...plan, quota: { ...quota, limit: 6 } }));
    now += 60_000;
    assert.equal(await served(2, '/a', withKey('metered')), 2, 'of the two more that there are now');
  });

  test('what was counted is written when the gateway stops', async () => {
    const { store } = rig;
    const other = new Rig({ store, clock: () => Date.parse('2028-02-29T12:00:00Z') });
    await other.start();
    await putPlan(store, 'stopped');
    await putKey(store, 'stopped', ['stopped']);
    for (let request = 0; request < 7; request++) await other.send('/a', withKey('stopped'));
    await other.stop();
    const usage = await store.collection(usages).get(SCOPE, 'stopped/stopped');
    assert.deepEqual(usage?.value.days, { '2028-02-29': [7, 0] });
  });

  test('a method takes from its limits in the documented order', async () => {
    const limit = fc.integer({ min: 1, max: 6 });
    const limits = fc.record({ planMethod: limit, plan: limit, stage: limit });
    await fc.assert(
      fc.asyncProperty(limits, async ({ planMethod, plan, stage }) => {
        now += 3_600_000;
        await rig.deploy({ ...KEYED, stage: { methodSettings: { '*/*': throttled(1, stage) } } });
        const throttle = { '/a/GET': { rateLimit: 1, burstLimit: planMethod } };
        await putPlan(rig.store, 'plan', {
          throttle: { rateLimit: 1, burstLimit: plan },
          apiStages: [{ apiId: API_ID, stage: 'stage', throttle }],
        });
        const ofFirst = Math.min(planMethod, plan, stage);
        assert.equal(await served(7, '/a', withKey('one')), ofFirst);
        const left = Math.min(plan - ofFirst, stage);
        assert.equal(await served(7, '/b', withKey('one')), left, 'only what was let through was taken');
        assert.equal(await served(7, '/a', withKey('two')), Math.min(planMethod, plan, stage - ofFirst));
      }),
      { numRuns: 10 },
    );
  });
});
