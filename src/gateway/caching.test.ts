import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type Integration, type Method, type Stage, stages } from '../definitions/rest-api.ts';
import { API_ID, lambdaProxy, method, NOW, SCOPE } from './api-records.fixture.ts';
import { CACHED_METHOD, cachedStage } from './caching/caching.fixture.ts';
import { MemoryResponseCache } from './caching/memory-response-cache.ts';
import { type Answer, Rig } from './gateway.fixture.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
describe('response cache', () => {
  let rig: Rig;
  let cache: MemoryResponseCache;
  let now: number;
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
    now = NOW;
    calls = 0;
    cache = new MemoryResponseCache(10_000_000, () => now);
    rig = await new Rig({ clock: () => now, responseCache: cache }).start();
    rig.behaviour = () => ({ statusCode: 200, headers: { 'X-Call': String(++calls) }, body: String(calls) });
  });
  afterEach(() => rig.stop());

  test('answers from the cache until the time is over', async () => {
    await deploy('/a', cachedStage({ cacheTtlInSeconds: 10 }));
    const first = await rig.send('/a');
    const second = await rig.send('/a');
    assert.deepEqual([from(first), from(second)], [1, 1]);
    assert.equal(second.status, 200);
    assert.equal(second.headers['x-call'], '1');
    assert.equal(second.headers['content-type'], 'application/json');
    assert.notEqual(second.headers['x-amzn-requestid'], first.headers['x-amzn-requestid']);
    assert.equal(second.rawHeaders.filter((name) => name === 'x-amzn-RequestId').length, 1);
    assert.equal(second.headers['x-amzn-trace-id'], undefined);
    now += 9999;
    assert.equal(from(await rig.send('/a')), 1);
    now += 1;
    assert.equal(from(await rig.send('/a')), 2);
  });

  test('only where the stage has a cache cluster, caching is on and its time is not 0', async () => {
    for (const stage of [
      { ...cachedStage(), cacheClusterEnabled: false },
      cachedStage({ cachingEnabled: false }),
      cachedStage({ cacheTtlInSeconds: 0 }),
      { ...cachedStage(), methodSettings: {} },
    ]) {
      await deploy('/a', stage);
      const before = calls;
      await rig.send('/a');
      await rig.send('/a');
      assert.equal(calls, before + 2);
    }
  });

  test('methods other than GET by settings of their own', async () => {
    const settings = { '*/*': CACHED_METHOD, '~1a/POST': CACHED_METHOD };
    await deploy('/a', { ...cachedStage(), methodSettings: settings }, {}, [
      { httpMethod: 'GET' },
      { httpMethod: 'POST' },
      { httpMethod: 'PUT' },
    ]);
    const send = async (verb: string) => from(await rig.send('/a', { method: verb }));
    assert.deepEqual([await send('GET'), await send('GET')], [1, 1]);
    assert.deepEqual([await send('POST'), await send('POST')], [2, 2]);
    assert.deepEqual([await send('PUT'), await send('PUT')], [3, 4]);
  });

  test('requests share a response unless a cache key parameter tells them apart', async () => {
    const cacheKeyParameters = ['method.request.path.id', 'method.request.querystring.type'];
    await deploy('/users/{id}', cachedStage(), { cacheKeyParameters, cacheNamespace: 'users' });
    const send = async (path: string) => from(await rig.send(path));
    assert.equal(await send('/users/1?type=admin&department=A'), 1);
    assert.equal(await send('/users/1?type=admin&department=B'), 1);
    assert.equal(await send('/users/1?type=regular'), 2);
    assert.equal(await send('/users/2?type=admin'), 3);
    assert.equal(await send('/users/1?type=admin'), 1);
  });

  test('a header counts in whatever case it is written, and every value of it', async () => {
    await deploy('/a', cachedStage(), { cacheKeyParameters: ['method.request.header.X-Tenant'] });
    const send = async (headers: Record<string, string | string[]>) =>
      from(await rig.send('/a', { headers }));
    assert.equal(await send({ 'x-tenant': 'evil' }), 1);
    assert.equal(await send({}), 2);
    assert.equal(await send({ 'X-Tenant': 'evil' }), 1);
    assert.equal(await send({ 'X-Tenant': ['evil', 'good'] }), 3);
  });

  test('one namespace on several resources gives them the same responses', async () => {
    const methods = (cacheNamespace: string) => [
      method('GET', { methodIntegration: lambdaProxy({ cacheNamespace }) }),
    ];
    const paths = { '/a': methods('shared'), '/b': methods('shared'), '/c': methods('own') };
    await rig.deploy({ paths, stage: cachedStage() });
    assert.deepEqual(
      [from(await rig.send('/a')), from(await rig.send('/b')), from(await rig.send('/c'))],
      [1, 1, 2],
    );
  });

  test('whatever status the integration answers, but no error of the gateway', async () => {
    await deploy('/a', cachedStage());
    rig.behaviour = () => ({ statusCode: 429, body: String(++calls) });
    assert.equal((await rig.send('/a')).status, 429);
    assert.equal((await rig.send('/a')).text, '1');
    await changeStage((stage) => ({ ...stage, cacheGeneration: 1 }));
    rig.behaviour = () => ({ payload: Buffer.from('{}'), functionError: 'Unhandled' });
    assert.equal((await rig.send('/a')).status, 502);
    rig.behaviour = () => ({ statusCode: 200, body: 'well' });
    assert.equal((await rig.send('/a')).text, 'well');
  });

  test('nothing over 1,048,576 bytes', async () => {
    await deploy('/a', cachedStage());
    rig.behaviour = () => ({ statusCode: 200, body: String(++calls).padEnd(1_048_577, ' ') });
    assert.deepEqual([from(await rig.send('/a')), from(await rig.send('/a'))], [1, 2]);
    rig.behaviour = () => ({ statusCode: 200, body: String(++calls).padEnd(1_048_000, ' ') });
    assert.deepEqual([from(await rig.send('/a')), from(await rig.send('/a'))], [3, 3]);
  });

  test('encrypted where the method says so; what was kept otherwise does not count', async () => {
    await deploy('/a', cachedStage({ cacheDataEncrypted: true }));
    rig.behaviour = () => ({ statusCode: 200, headers: { 'X-Secret': 's' }, body: String(++calls) });
    await rig.send('/a');
    const hit = await rig.send('/a');
    assert.deepEqual(
      [from(hit), hit.headers['x-secret'], hit.headers['content-type']],
      [1, 's', 'application/json'],
    );
    await changeStage((stage) => ({ ...stage, methodSettings: { '*/*': CACHED_METHOD } }));
    assert.deepEqual([from(await rig.send('/a')), from(await rig.send('/a'))], [2, 2]);
  });

  test('binary data comes back as it was', async () => {
    const body = Buffer.from([0, 255, 128, 13, 10]).toString('base64');
    rig.behaviour = () => {
      calls++;
      return { statusCode: 200, headers: { 'Content-Type': 'image/png' }, isBase64Encoded: true, body };
    };
    await rig.deploy({
      paths: { '/a': [method('GET')] },
      stage: cachedStage(),
      api: { binaryMediaTypes: ['image/*'] },
    });
    for (let count = 0; count < 2; count++) {
      assert.equal((await rig.send('/a')).body.toString('base64'), body);
    }
    assert.equal(calls, 1);
  });

  test('after authorization: a request that may not come in gets nothing cached', async () => {
    await deploy('/a', cachedStage(), {}, [{ httpMethod: 'GET', authorizationType: 'AWS_IAM' }]);
    assert.equal((await rig.send('/a')).status, 200);
    rig.decide = () => ({ allowed: false, explicitDeny: false, source: 'identity' });
    assert.equal((await rig.send('/a')).status, 403);
    rig.authentication = async () => ({
      ok: false,
      failure: { kind: 'unknown-key', code: 'x', message: 'x' },
    });
    assert.equal((await rig.send('/a')).status, 403);
    assert.equal(calls, 1);
  });

  test('a new deployment begins without old responses', async () => {
    await deploy('/a', cachedStage());
    assert.equal(from(await rig.send('/a')), 1);
    await rig.deploy({ deploymentId: 'dep2', paths: { '/a': [method('GET')] }, stage: cachedStage() });
    assert.equal(from(await rig.send('/a')), 2);
  });

  describe('of an HTTP proxy integration', () => {
    let backend: Server;
    let uri: string;
    let size: number;
    let chunked: boolean;

    beforeEach(async () => {
      size = 200_000;
      chunked = false;
      backend = createServer((_request, response) => {
        calls++;
        const body = Buffer.alloc(size, String(calls));
        if (!chunked) response.setHeader('Content-Length', size);
        response.write(body.subarray(0, 10));
        setImmediate(() => response.end(body.subarray(10)));
      });
      await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
      uri = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/`;
    });
    afterEach(async () => {
      backend.closeAllConnections();
      await new Promise((resolve) => backend.close(resolve));
    });

    const proxied = () => ({ type: 'HTTP_PROXY', httpMethod: 'GET', uri }) as const;

    test('keeps what is streamed to the client, of a length known beforehand or not', async () => {
      await deploy('/a', cachedStage(), proxied());
      for (const unknown of [false, true]) {
        chunked = unknown;
        await changeStage((stage) => ({ ...stage, cacheGeneration: unknown ? 1 : 0 }));
        const first = await rig.send('/a');
        const second = await rig.send('/a');
        assert.equal(first.body.length, size);
        assert.deepEqual(second.body, first.body);
        assert.equal(second.headers['content-length'], String(size));
      }
      assert.equal(calls, 2);
    });

    test('passes on what is too large to be kept', async () => {
      size = 2_000_000;
      await deploy('/a', cachedStage(), proxied());
      for (const unknown of [false, true]) {
        chunked = unknown;
        assert.equal((await rig.send('/a')).body.length, size);
        assert.equal((await rig.send('/a')).body.length, size);
      }
      assert.equal(calls, 4);
      assert.equal(cache.bytes, 0);
    });
  });

  test('a cache that is away costs nobody an answer', async () => {
    await rig.stop();
    const away = async () => {
      throw new Error('the cache is away');
    };
    const responseCache = { get: away, put: away, invalidate: away, flush: away };
    rig = await new Rig({ responseCache }).start();
    await deploy('/a', cachedStage());
    assert.equal((await rig.send('/a')).status, 200);
    assert.equal((await rig.send('/a')).status, 200);
    assert.equal(rig.invocations.length, 2);
    await changeStage((stage) => ({ ...stage, cacheGeneration: 1 }));
    assert.equal((await rig.send('/a')).status, 200);
  });

  test('memory stays within the bound of the process', async () => {
    cache = new MemoryResponseCache(100_000, () => now);
    await rig.stop();
    rig = await new Rig({ clock: () => now, responseCache: cache }).start();
    rig.behaviour = () => ({ statusCode: 200, body: 'x'.repeat(5000) });
    await deploy('/a', cachedStage(), { cacheKeyParameters: ['method.request.querystring.n'] });
    for (let n = 0; n < 60; n++) {
      await rig.send(`/a?n=${n}`);
      assert.ok(cache.bytes <= 100_000);
    }
    assert.ok(cache.bytes > 90_000);
  });
});
