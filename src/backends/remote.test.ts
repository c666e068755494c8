import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { createLog } from '../telemetry/log.ts';
import { BackendError } from './backend.ts';
import { createBackends } from './backends.ts';
import { callOf } from './operations/call.fixture.ts';
import { parseBackend } from './parse-backend.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
}

/** Backends with one service at a server of the test. */
async function endpoint(
  t: TestContext,
  service: string,
  answer: RequestListener,
  options: { credentials?: 'env'; env?: Record<string, string>; allowed?: boolean; ownKeyId?: string } = {},
) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ request, body: (await buffer(request)).toString() });
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { allowed = true } = options;
  const backends = createBackends({
    access: { decide: async () => ({ allowed, explicitDeny: false, source: 'identity' }) },
    clock: () => Date.UTC(2026, 0, 2),
    log: createLog('silent', 'text', () => {}),
    dataDirectory: '/nonexistent',
    endpoint: () => '',
    settings: {
      places: new Map([[service, parseBackend(`${service}=http://127.0.0.1:${port}`).place]]),
      credentials: options.credentials ?? 'local',
    },
    builtIn: async ({ service: name }) => {
      if (name !== 'states') return undefined;
      return { status: 299, rawHeaders: [], body: (await import('node:stream')).Readable.from([]) };
    },
    ownKeyId: options.ownKeyId ?? 'AKIDROOT',
    env: options.env ?? {},
  });
  t.after(async () => {
    await backends.close();
    server.closeAllConnections();
    server.close();
  });
  return { backends, asked, host: `127.0.0.1:${port}` };
}

const KINESIS = { headers: ['X-Amz-Target', 'Kinesis_20131202.PutRecord'], body: '{"a":1}' };

test('a configured endpoint is asked with the call as it is, signed with a key that opens nothing', async (t) => {
  const { backends, asked, host } = await endpoint(t, 'kinesis', (_, response) => {
    response.writeHead(200, ['X-A', '1', 'X-A', '2']).end('{"ok":true}');
  });
  const answer = await backends.send(callOf('kinesis', { ...KINESIS, query: 'a=b', path: '/p%2Fq' }));
  assert.equal(await text(answer.body), '{"ok":true}');
  assert.deepEqual(answer.rawHeaders.slice(0, 4), ['X-A', '1', 'X-A', '2']);
  assert.equal(answer.rawHeaders.includes('Transfer-Encoding'), false);
  const [only] = asked;
  assert.equal(only?.request.url, '/p%2Fq?a=b');
  assert.equal(only?.request.headers.host, host);
  assert.equal(only?.body, KINESIS.body);
  assert.match(
    only?.request.headers.authorization ?? '',
    /Credential=alicorn\/20260102\/eu-west-1\/kinesis\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target,/,
  );
});

test('a denial is answered here', async (t) => {
  const { backends, asked } = await endpoint(t, 'kinesis', (_, response) => response.end(), {
    allowed: false,
  });
  const answer = await backends.send(callOf('kinesis', KINESIS));
  assert.equal(answer.status, 400);
  assert.match(
    await text(answer.body),
    /"__type":"AccessDeniedException".*perform: kinesis:PutRecord on resource: \*/,
  );
  assert.equal(asked.length, 0);
});

test('a redirect is an answer, and goes no further', async (t) => {
  const { backends, asked } = await endpoint(t, 'kinesis', (_, response) => {
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  assert.equal((await backends.send(callOf('kinesis', KINESIS))).status, 307);
  assert.equal(asked.length, 1);
});

test('S3 is addressed by path', async (t) => {
  const { backends, asked } = await endpoint(t, 's3', (_, response) => response.end());
  await backends.send(callOf('s3', { method: 'GET', path: '/a%20b', subdomain: 'bucket' }));
  assert.equal(asked[0]?.request.url, '/bucket/a%20b');
  assert.match(asked[0]?.request.headers['x-amz-content-sha256']?.toString() ?? '', /^[0-9a-f]{64}$/);
});

test('an endpoint that ends the connection is nobody to ask', async (t) => {
  const { backends } = await endpoint(t, 'kinesis', (request) => request.socket.destroy());
  await assert.rejects(backends.send(callOf('kinesis', KINESIS)), BackendError);
});

test('nobody waits for an answer that nobody wants', async (t) => {
  const abort = new AbortController();
  const { backends } = await endpoint(t, 'kinesis', () => abort.abort(new Error('gone')));
  const call = { ...callOf('kinesis', KINESIS), signal: abort.signal };
  await assert.rejects(backends.send(call), { message: 'gone' });
});

test("credentials of the environment are given when that is said, but not the gateway's own", async (t) => {
  const env = { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
  const given = await endpoint(t, 'kinesis', (_, response) => response.end(), { credentials: 'env', env });
  await given.backends.send(callOf('kinesis', KINESIS));
  assert.match(given.asked[0]?.request.headers.authorization ?? '', /Credential=AKIDENV\//);
  assert.equal(given.asked[0]?.request.headers['x-amz-security-token'], 'token');
  for (const options of [{ env, ownKeyId: 'AKIDENV' }, { env: {} }]) {
    const { backends, asked } = await endpoint(t, 'kinesis', (_, response) => response.end(), {
      credentials: 'env',
      ...options,
    });
    await assert.rejects(backends.send(callOf('kinesis', KINESIS)), BackendError);
    assert.equal(asked.length, 0);
  }
});

test('a star stands for what is not offered here', async (t) => {
  const { backends, asked } = await endpoint(t, '*', (_, response) => response.end());
  assert.equal((await backends.send(callOf('states', {}))).status, 299);
  assert.equal(backends.serves('dynamodb'), true);
  await backends.send(callOf('kinesis', KINESIS));
  assert.equal(asked.length, 1);
});

test('a service without a place says what to configure', async (t) => {
  const { backends } = await endpoint(t, 'kinesis', () => {});
  await assert.rejects(
    backends.send(callOf('ssm', {})),
    /start the gateway with --backend ssm=URL, or with --backend ssm=aws/,
  );
});
