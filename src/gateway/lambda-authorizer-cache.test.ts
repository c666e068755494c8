import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { API_ID, lambdaUri, NOW } from './api-records.fixture.ts';
import type { Behaviour } from './gateway.fixture.ts';
import {
  AUTHORIZER_ARN,
  AuthorizerRig,
  allowing,
  authorizerWith,
  failing,
  policy,
  shown,
  statement,
  UNAUTHORIZED,
  UNUSABLE,
} from './lambda-authorizers.fixture.ts';
import { ClientGoneError } from './request/body.ts';

describe('kept answers of Lambda authorizers', () => {
  const rig = new AuthorizerRig();
  before(() => rig.start());
  beforeEach(() => rig.reset());
  after(() => rig.stop());

  test('live as long as they are said to', async () => {
    await rig.guard(authorizerWith({ authorizerResultTtlInSeconds: 1 }));
    for (const [at, calls] of [
      [0, 1],
      [999, 1],
      [1_000, 2],
      [1_999, 2],
      [2_000, 3],
      // A clock that was set back: not longer.
      [-60_000, 4],
    ] as const) {
      rig.now = NOW + at;
      assert.equal((await rig.call('lives')).status, 200);
      assert.equal(rig.asked.length, calls, `at ${at}`);
    }
  });

  test('are kept for five minutes where nothing is said', async () => {
    const { authorizerResultTtlInSeconds: _, ...silent } = authorizerWith();
    await rig.guard(silent);
    await rig.call('default');
    rig.now += 299_999;
    await rig.call('default');
    assert.equal(rig.asked.length, 1);
    rig.now += 1;
    await rig.call('default');
    assert.equal(rig.asked.length, 2);
  });

  test('a denial is kept, too', async () => {
    await rig.guard(authorizerWith());
    rig.authorize = () => allowing({ policyDocument: policy(statement('Deny')) });
    await rig.call('kept denial');
    assert.equal((await rig.call('kept denial')).status, 403);
    assert.equal(rig.asked.length, 1);
  });

  test('outlive a deployment that changes nothing of the authorizer, but not one that does, nor a flush', async () => {
    await rig.guard(authorizerWith());
    await rig.call('outlives');
    await rig.guard(authorizerWith());
    await rig.call('outlives');
    assert.equal(rig.asked.length, 1);
    await rig.guard(authorizerWith({ authorizerUri: lambdaUri(`${AUTHORIZER_ARN}:live`) }));
    await rig.call('outlives');
    assert.equal(rig.asked.length, 2);
    await rig.guard(authorizerWith(), undefined, { stage: { authorizerCacheGeneration: 1 } });
    await rig.call('outlives');
    assert.equal(rig.asked.length, 3);
  });

  test('concurrent requests of one caller ask once, and share a failure', async () => {
    await rig.guard(authorizerWith());
    const { promise, resolve } = Promise.withResolvers<unknown>();
    rig.authorize = () => promise;
    const answers = Array.from({ length: 20 }, (_, index) => rig.call('together', `/pets/${index}`));
    while (rig.asked.length === 0) await new Promise((done) => setImmediate(done));
    resolve(allowing());
    for (const { status } of await Promise.all(answers)) assert.equal(status, 200);
    assert.equal(rig.asked.length, 1);
    const failure = Promise.withResolvers<unknown>();
    rig.authorize = () => failure.promise;
    const others = Array.from({ length: 5 }, () => rig.call('in vain'));
    while (rig.asked.length === 1) await new Promise((done) => setImmediate(done));
    failure.resolve(failing('Unauthorized'));
    for (const answer of await Promise.all(others)) assert.deepEqual(shown(answer), UNAUTHORIZED);
    assert.equal(rig.asked.length, 2);
  });

  test('a function that nobody waits for any longer is given up', async () => {
    await rig.guard(authorizerWith());
    const { promise, resolve } = Promise.withResolvers<unknown>();
    rig.authorize = (_event, invocation) => {
      invocation.signal?.addEventListener('abort', () => resolve(invocation.signal?.reason));
      return promise;
    };
    const path = `/${API_ID}/stage/pets/1`;
    const headers = { authorization: 'leaves' };
    const request = httpRequest({ host: '127.0.0.1', port: rig.port, path, headers }).end();
    request.on('error', () => {});
    while (rig.asked.length === 0) await new Promise((done) => setImmediate(done));
    request.destroy();
    assert.ok((await promise) instanceof ClientGoneError);
  });
});

describe('an authorizer that hangs', () => {
  const rig = new AuthorizerRig({ authorizerTimeout: 50 });
  before(() => rig.start());
  beforeEach(() => rig.reset());
  after(() => rig.stop());
  let aborted = 0;
  const hanging: Behaviour = (_event, { signal }) =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        aborted++;
        reject(signal.reason);
      });
    });
  afterEach(() => {
    aborted = 0;
  });

  test('is given up after its time', async () => {
    await rig.guard(authorizerWith());
    rig.authorize = hanging;
    assert.deepEqual(shown(await rig.call('hangs')), UNUSABLE);
    assert.equal(aborted, 1);
    rig.authorize = () => allowing();
    assert.equal((await rig.call('hangs')).status, 200);
  });
});
