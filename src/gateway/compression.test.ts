import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import type { RestApi } from '../definitions/rest-api.ts';
import { type Deployed, lambdaProxy, method } from './api-records.fixture.ts';
import { cachedStage } from './caching/caching.fixture.ts';
import { Rig } from './gateway.fixture.ts';

const LARGE = JSON.stringify({ text: 'compress me '.repeat(2000) });

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html */
describe('payload compression', () => {
  let backend: Server;
  let origin: string;
  let answer: { readonly body: Buffer; readonly length: boolean; readonly headers: Record<string, string> };
  let seen: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string };
  let rig: Rig;

  before(async () => {
    backend = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      seen = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
      if (answer.length) response.setHeader('Content-Length', answer.body.length);
      response.write(answer.body.subarray(0, 1));
      response.end(answer.body.subarray(1));
    });
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  });
  after(async () => {
    backend.closeAllConnections();
    await new Promise((resolve) => backend.close(resolve));
  });
  beforeEach(async () => {
    answer = { body: Buffer.from(LARGE), length: true, headers: {} };
    rig = await new Rig().start();
    rig.behaviour = () => ({ statusCode: 200, body: LARGE });
  });
  afterEach(() => rig.stop());

  const deploy = (api: Partial<RestApi>, more: Partial<Deployed> = {}) =>
    rig.deploy({
      paths: {
        '/lambda': [method('ANY')],
        '/proxy': [
          method('ANY', {
            methodIntegration: lambdaProxy({ type: 'HTTP_PROXY', httpMethod: 'ANY', uri: origin }),
          }),
        ],
      },
      api,
      ...more,
    });
  const accepting = (coding: string) => ({ headers: { 'Accept-Encoding': coding } });

  describe('of answers', () => {
    test('in the coding that the client prefers', async () => {
      await deploy({ minimumCompressionSize: 0 });
      const gzipped = await rig.send('/lambda', accepting('gzip, deflate, br'));
      assert.equal(gzipped.headers['content-encoding'], 'gzip');
      assert.equal(gzipped.headers['content-length'], String(gzipped.body.length));
      assert.ok(gzipped.body.length < LARGE.length / 10);
      assert.equal(gunzipSync(gzipped.body).toString(), LARGE);
      const deflated = await rig.send('/lambda', accepting('gzip;q=0.5, deflate'));
      assert.equal(deflated.headers['content-encoding'], 'deflate');
      assert.equal(inflateSync(deflated.body).toString(), LARGE);
    });

    test('not for clients that do not name a coding first that there is', async () => {
      await deploy({ minimumCompressionSize: 0 });
      for (const coding of ['*', 'identity', 'br, gzip', '']) {
        const plain = await rig.send('/lambda', accepting(coding));
        assert.equal(plain.headers['content-encoding'], undefined, coding);
        assert.equal(plain.text, LARGE);
      }
      assert.equal((await rig.send('/lambda')).text, LARGE);
    });

    test('from the minimum size on, and not where there is none', async () => {
      const codingAt = async (minimumCompressionSize: number | undefined) => {
        await deploy(minimumCompressionSize === undefined ? {} : { minimumCompressionSize }, {
          deploymentId: `dep${minimumCompressionSize}`,
        });
        return (await rig.send('/lambda', accepting('gzip'))).headers['content-encoding'];
      };
      assert.equal(await codingAt(LARGE.length), 'gzip');
      assert.equal(await codingAt(LARGE.length + 1), undefined);
      assert.equal(await codingAt(undefined), undefined);
      rig.behaviour = () => ({ statusCode: 200, body: '1' });
      assert.equal(await codingAt(0), 'gzip');
      assert.equal(await codingAt(2), undefined);
    });

    test('not of what is encoded already, of parts, of nothing, and of errors of the gateway', async () => {
      await deploy({ minimumCompressionSize: 0 });
      const encoding = async (sent: { method?: string } = {}) =>
        (await rig.send('/lambda', { ...accepting('gzip'), ...sent })).headers['content-encoding'];
      rig.behaviour = () => ({ statusCode: 200, headers: { 'content-encoding': 'br' }, body: 'x' });
      assert.equal(await encoding(), 'br');
      rig.behaviour = () => ({ statusCode: 206, body: LARGE });
      assert.equal(await encoding(), undefined);
      rig.behaviour = () => ({ statusCode: 204 });
      assert.equal(await encoding(), undefined);
      rig.behaviour = () => ({ statusCode: 'nonsense' });
      assert.equal(await encoding(), undefined);
      rig.behaviour = () => ({ statusCode: 200, body: LARGE });
      assert.equal(await encoding({ method: 'HEAD' }), undefined);
    });

    test('of an HTTP backend, streamed when it is long or of a length that is not known', async () => {
      await deploy({ minimumCompressionSize: 1000 });
      for (const [repeated, length] of [
        [1, true],
        [20, true],
        [20, false],
      ] as const) {
        const body = Buffer.from(LARGE.repeat(repeated));
        answer = { body, length, headers: {} };
        const compressed = await rig.send('/proxy', accepting('gzip'));
        assert.equal(compressed.headers['content-encoding'], 'gzip');
        assert.ok(gunzipSync(compressed.body).equals(body));
      }
      answer = { body: Buffer.from('short'), length: true, headers: {} };
      assert.equal((await rig.send('/proxy', accepting('gzip'))).text, 'short');
    });

    test('what is cached fits every client', async () => {
      await deploy({ minimumCompressionSize: 0 }, { stage: cachedStage() });
      assert.equal(gunzipSync((await rig.send('/lambda', accepting('gzip'))).body).toString(), LARGE);
      assert.equal((await rig.send('/lambda')).text, LARGE);
      assert.equal(inflateSync((await rig.send('/lambda', accepting('deflate'))).body).toString(), LARGE);
      assert.equal(rig.invocations.length, 1);
    });
  });

  describe('of requests', () => {
    const post = (path: string, coding: string, body: Uint8Array) =>
      rig.send(path, { method: 'POST', headers: { 'Content-Encoding': coding }, body });
    const received = async (coding: string, body: Uint8Array) => {
      rig.behaviour = (event) => ({ statusCode: 200, body: String(event.body) });
      return (await post('/lambda', coding, body)).text;
    };

    test('they are decompressed, whether or not answers are compressed', async () => {
      await deploy({});
      assert.equal(await received('gzip', gzipSync(LARGE)), LARGE);
      assert.equal(await received('Deflate', deflateSync('ä')), 'ä');
      assert.equal(await received('identity', Buffer.from('plain')), 'plain');
      assert.equal(await received('gzip', gzipSync('')), 'null');
    });

    test('before validation and mapping', async () => {
      const schema = JSON.stringify({ type: 'object', required: ['a'] });
      const validated = method('POST', {
        requestValidatorId: 'v',
        requestModels: { 'application/json': 'M' },
      });
      await rig.deploy({
        paths: { '/v': [validated] },
        parts: {
          models: [{ id: 'm', name: 'M', contentType: 'application/json', schema }],
          requestValidators: [
            { id: 'v', name: 'v', validateRequestBody: true, validateRequestParameters: false },
          ],
        },
      });
      assert.equal((await post('/v', 'gzip', gzipSync('{"a": 1}'))).status, 200);
      assert.equal((await post('/v', 'gzip', gzipSync('{"b": 1}'))).status, 400);
    });

    test('an HTTP backend gets them decompressed, and is not told of the coding', async () => {
      await deploy({});
      await post('/proxy', 'gzip', gzipSync(LARGE));
      assert.equal(seen.body, LARGE);
      assert.equal(seen.headers['content-encoding'], undefined);
      assert.equal(seen.headers['content-length'], String(LARGE.length));
    });

    test('smaller ones than the minimum stay as they are', async () => {
      await deploy({ minimumCompressionSize: 10_000 });
      const small = gzipSync(LARGE);
      assert.equal(await received('gzip', small), small.toString());
    });

    for (const path of ['/lambda', '/proxy']) {
      test(`415 for other codings and for what is not compressed so: ${path}`, async () => {
        await deploy({});
        const whole = gzipSync(LARGE);
        for (const [coding, body] of [
          ['br', whole],
          ['gzip, gzip', whole],
          ['gzip', Buffer.from('not compressed')],
          ['gzip', whole.subarray(0, whole.length - 20)],
          ['deflate', whole],
        ] as const) {
          const refused = await post(path, coding, body);
          assert.equal(refused.status, 415, coding);
          assert.deepEqual(JSON.parse(refused.text), { message: 'Unsupported Media Type' });
        }
      });
    }

    test('what grows beyond 10 MB is refused', async () => {
      await deploy({});
      const bomb = gzipSync(Buffer.alloc(11 * 1024 * 1024));
      assert.ok(bomb.length < 20_000);
      for (const path of ['/lambda', '/proxy']) {
        const refused = await post(path, 'gzip', bomb);
        assert.equal(refused.status, 413);
        assert.deepEqual(JSON.parse(refused.text), { message: 'Request Too Long' });
      }
      assert.equal(rig.invocations.length, 0);
    });
  });

  test('bodies that grow are held within the bound of all bodies, which is whole again after them', async () => {
    await rig.stop();
    rig = await new Rig({ limits: { maximumHeldBytes: 3_000_000 } }).start();
    await deploy({});
    const grown = gzipSync(Buffer.alloc(2_000_000, 'x'));
    const hold = Promise.withResolvers<void>();
    rig.behaviour = async () => {
      await hold.promise;
      return { statusCode: 200 };
    };
    const send = () =>
      rig.send('/lambda', { method: 'POST', headers: { 'Content-Encoding': 'gzip' }, body: grown });
    const sent = Array.from({ length: 4 }, send);
    const first = await Promise.race(sent);
    assert.equal(first.status, 503);
    hold.resolve();
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, 1);
    assert.equal((await send()).status, 200);
  });
});
