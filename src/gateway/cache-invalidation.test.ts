import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  type Integration,
  type Method,
  type MethodSetting,
  type Stage,
  stages,
} from '../definitions/rest-api.ts';
import { API_ID, lambdaProxy, method, NOW, SCOPE } from './api-records.fixture.ts';
import { cachedStage } from './caching/caching.fixture.ts';
import { MemoryResponseCache } from './caching/memory-response-cache.ts';
import { type Answer, Rig, type Sent } from './gateway.fixture.ts';

const FRESH: Sent = { headers: { 'Cache-Control': 'max-age=0' } };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
describe('what is cached', () => {
  let rig: Rig;
  let cache: MemoryResponseCache;
  let calls: number;

  const deploy = (
    path: string,
    stage: Partial<Stage>,
    changes: Partial<Integration> = {},
    methods: readonly Partial<Method>[] = [{ httpMethod: 'GET' }],
  ) =>
    rig.deploy({
      paths: {
        [path]: methods.map((each) =>
          method(each.httpMethod ?? 'GET', { methodIntegration: lambdaProxy(changes), ...each }),
        ),
      },
      stage,
    });
  const changeStage = async (change: (stage: Stage) => Stage) => {
    await rig.store.collection(stages).update(SCOPE, `${API_ID}/stage`, change);
  };
  /** Which call of the function an answer is from. */
  const from = ({ text }: Answer) => Number(text);

  beforeEach(async () => {
    calls = 0;
    cache = new MemoryResponseCache(10_000_000, () => NOW);
    rig = await new Rig({ clock: () => NOW, responseCache: cache }).start();
    rig.behaviour = () => ({ statusCode: 200, headers: { 'X-Call': String(++calls) }, body: String(calls) });
  });
  afterEach(() => rig.stop());

  describe('is emptied', () => {
    for (const [what, change] of [
      ['by a flush', (stage: Stage) => ({ ...stage, cacheGeneration: (stage.cacheGeneration ?? 0) + 1 })],
      ['when the cluster is disabled', (stage: Stage) => ({ ...stage, cacheClusterEnabled: false })],
      ['when the stage is made anew', (stage: Stage) => ({ ...stage, createdDate: NOW + 1000 })],
    ] as const) {
      test(what, async () => {
        await deploy('/a', cachedStage());
        assert.equal(from(await rig.send('/a')), 1);
        assert.ok(cache.bytes > 0);
        await changeStage(change);
        assert.equal(from(await rig.send('/a')), 2);
      });
    }

    test('at once, though nobody asks for the stage, and when the stage is deleted', async () => {
      const emptied = async () => {
        for (let turn = 0; turn < 100 && cache.bytes > 0; turn++) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.equal(cache.bytes, 0);
      };
      await deploy('/a', cachedStage());
      await rig.send('/a');
      await changeStage((stage) => ({ ...stage, cacheGeneration: 1 }));
      await emptied();
      await rig.send('/a');
      assert.ok(cache.bytes > 0);
      await rig.store.collection(stages).delete(SCOPE, `${API_ID}/stage`);
      await emptied();
    });

    test('but not by other changes of the stage', async () => {
      await deploy('/a', cachedStage());
      await rig.send('/a');
      await changeStage((stage) => ({ ...stage, description: 'new' }));
      assert.equal(from(await rig.send('/a')), 1);
    });
  });

  describe('invalidation by Cache-Control: max-age=0', () => {
    const signed = [{ httpMethod: 'GET', authorizationType: 'AWS_IAM' }] as const;
    const required = (strategy: MethodSetting['unauthorizedCacheControlHeaderStrategy']) =>
      cachedStage({
        requireAuthorizationForCacheControl: true,
        unauthorizedCacheControlHeaderStrategy: strategy,
      });

    test('anybody may where authorization is not required; the new response replaces the old one', async () => {
      await deploy('/a', cachedStage());
      await rig.send('/a');
      assert.equal(from(await rig.send('/a', FRESH)), 2);
      assert.equal(from(await rig.send('/a')), 2);
      rig.behaviour = () => ({ payload: Buffer.from('{}'), functionError: 'Unhandled' });
      assert.equal((await rig.send('/a', FRESH)).status, 502);
      assert.equal((await rig.send('/a')).status, 502);
    });

    test('callers need execute-api:InvalidateCache on the method', async () => {
      await deploy('/a', required('FAIL_WITH_403'), {}, signed);
      await rig.send('/a');
      assert.equal(from(await rig.send('/a', FRESH)), 2);
      const { request } = rig.decisions.at(-1) ?? {};
      assert.equal(request?.action, 'execute-api:InvalidateCache');
      assert.equal(request?.resource, `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/stage/GET/a`);
    });

    test('FAIL_WITH_403', async () => {
      await deploy('/a', required('FAIL_WITH_403'), {}, signed);
      rig.decide = (_caller, { action }) => ({
        allowed: action === 'execute-api:Invoke',
        explicitDeny: false,
        source: 'identity',
      });
      await rig.send('/a');
      const refused = await rig.send('/a', FRESH);
      assert.equal(refused.status, 403);
      assert.match(refused.text, /is not authorized to perform: execute-api:InvalidateCache on resource/);
      assert.equal(from(await rig.send('/a')), 1);
    });

    for (const strategy of ['SUCCEED_WITH_RESPONSE_HEADER', 'SUCCEED_WITHOUT_RESPONSE_HEADER'] as const) {
      test(strategy, async () => {
        await deploy('/a', required(strategy));
        const warning =
          strategy === 'SUCCEED_WITH_RESPONSE_HEADER'
            ? '199 Cache-control headers were ignored because the caller was unauthorized.'
            : undefined;
        for (let count = 0; count < 2; count++) {
          const answer = await rig.send('/a', FRESH);
          assert.deepEqual([from(answer), answer.headers.warning], [1, warning]);
        }
        assert.equal((await rig.send('/a')).headers.warning, undefined);
      });
    }

    test('anonymous clients may where the resource policy lets them', async () => {
      const statement = (Action: string) => ({ Effect: 'Allow', Principal: '*', Action, Resource: '*' });
      for (const [actions, call] of [
        [['execute-api:Invoke'], 1],
        [['execute-api:Invoke', 'execute-api:InvalidateCache'], 3],
      ] as const) {
        const policy = JSON.stringify({ Version: '2012-10-17', Statement: actions.map(statement) });
        const deploymentId = `dep${actions.length}`;
        const stage = required('FAIL_WITH_403');
        await rig.deploy({ deploymentId, paths: { '/a': [method('GET')] }, api: { policy }, stage });
        await rig.send('/a');
        const answer = await rig.send('/a', FRESH);
        assert.equal(answer.status, actions.length === 1 ? 403 : 200);
        assert.equal(from(await rig.send('/a')), call);
      }
    });
  });
});
