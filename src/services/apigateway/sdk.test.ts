import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { fromBuffer } from 'yauzl';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

type Call = ReturnType<typeof openService>['call'];

/** The files of a zip archive by name. */
async function unzip(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const archive = await new Promise<import('yauzl').ZipFile>((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
  archive.readEntry();
  archive.on('entry', (entry: import('yauzl').Entry) => {
    archive.openReadStream(entry, (_error, stream) => {
      void buffer(stream).then((content) => {
        files.set(entry.fileName, content);
        archive.readEntry();
      });
    });
  });
  await once(archive, 'end');
  return files;
}

/** An API that has a bit of everything, deployed, and then edited. */
async function deployedApi(call: Call) {
  const { restApiId, rootResourceId: parentId, resourceId } = await petsApi(call);
  const child = (pathPart: string, parent: string | undefined) =>
    call('CreateResource', { restApiId, parentId: parent, pathPart });
  const { id: petId } = await child('{petId}', resourceId);
  const { id: files } = await child('my-files', parentId);
  const { id: proxy } = await child('{path+}', files);
  const method = async (id: string | undefined, httpMethod: string, requestParameters = {}) => {
    const place = { restApiId, resourceId: id, httpMethod };
    await call('PutMethod', { ...place, authorizationType: 'NONE', requestParameters });
    await call('PutIntegration', { ...place, type: 'MOCK' });
  };
  await method(petId, 'POST', {
    'method.request.path.petId': true,
    'method.request.querystring.kind': true,
    'method.request.header.X-Owner': false,
  });
  await method(proxy, 'GET');
  await method(parentId, 'ANY');
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  await method(parentId, 'DELETE');
  return { restApiId: restApiId ?? '', stageName: 'v1' };
}

/** Loads a generated client from its zip file. */
async function loadClient(bytes: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), 'alicorn-sdk-'));
  after(() => rm(folder, { recursive: true }));
  for (const [name, content] of await unzip(bytes)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const client: unknown = createRequire(join(folder, 'x.js'))('./apiGateway-js-sdk/apigClient.js');
  // What the generated file exports.
  return client as {
    newClient(
      config?: object,
    ): Record<
      string,
      (params?: object, body?: unknown, additional?: object) => Promise<{ status: number; data: unknown }>
    >;
  };
}

interface Seen {
  readonly method: string | undefined;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A stage that answers what it was asked. */
async function listen(status: number) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ method: request.method, url: request.url ?? '', headers: request.headers, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { seen, url: `http://127.0.0.1:${address.port}/v1` };
}

test('GetSdk gives a zip file of the documented shape, made of what is deployed', async () => {
  const { call } = openService();
  const stage = await deployedApi(call);
  const sdk = await call('GetSdk', { ...stage, sdkType: 'javascript' });
  assert.equal(sdk.contentType, 'application/octet-stream');
  assert.equal(sdk.contentDisposition, 'attachment; filename="javascript_2026-01-02_03-04Z.zip"');
  const files = await unzip(sdk.body ?? new Uint8Array());
  assert.deepEqual([...files.keys()].sort(), [
    'apiGateway-js-sdk/README.md',
    'apiGateway-js-sdk/apigClient.js',
    'apiGateway-js-sdk/lib/apiGatewayCore/apiGatewayClient.js',
    'apiGateway-js-sdk/lib/apiGatewayCore/sigV4Client.js',
    'apiGateway-js-sdk/lib/apiGatewayCore/simpleHttpClient.js',
    'apiGateway-js-sdk/lib/apiGatewayCore/utils.js',
    'apiGateway-js-sdk/package.json',
  ]);
  const code = files.get('apiGateway-js-sdk/apigClient.js')?.toString() ?? '';
  assert.ok(code.includes(`"https://${stage.restApiId}.execute-api.us-east-1.amazonaws.com/v1"`));
  const client = (await loadClient(sdk.body ?? new Uint8Array())).newClient();
  assert.deepEqual(Object.keys(client), ['myFilesPathGet', 'petsGet', 'petsPetIdPost']);
});

test('a generated client calls the API', async () => {
  const { call } = openService();
  const { body = new Uint8Array() } = await call('GetSdk', {
    ...(await deployedApi(call)),
    sdkType: 'javascript',
  });
  const factory = await loadClient(body);
  const { seen, url } = await listen(200);
  const client = factory.newClient({ invokeUrl: url, apiKey: 'k'.repeat(20) });
  const params = { petId: 'a/b', kind: ['x y', 'c'], 'X-Owner': 'me', other: 1 };
  const { status, data } =
    (await client.petsPetIdPost?.(params, { age: 3 }, { headers: { 'X-More': '1' } })) ?? {};
  assert.deepEqual([status, data], [200, { ok: true }]);
  const [request] = seen;
  assert.equal(request?.method, 'POST');
  assert.equal(request?.url, '/v1/pets/a%2Fb?kind=c&kind=x%20y');
  assert.equal(request?.body, '{"age":3}');
  assert.equal(request?.headers['x-owner'], 'me');
  assert.equal(request?.headers['x-more'], '1');
  assert.equal(request?.headers['x-api-key'], 'k'.repeat(20));
  assert.equal(request?.headers.authorization, undefined);
  await client.myFilesPathGet?.({ path: 'a b/c' }, {}, { queryParams: { q: 1 } });
  assert.equal(seen[1]?.url, '/v1/my-files/a%20b/c?q=1');
  await assert.rejects(client.petsPetIdPost?.({ petId: '1' }) ?? Promise.resolve(), /kind is not defined/);
});

test('a generated client rejects when the API fails', async () => {
  const { call } = openService();
  const { body = new Uint8Array() } = await call('GetSdk', {
    ...(await deployedApi(call)),
    sdkType: 'javascript',
  });
  const { url } = await listen(403);
  const client = (await loadClient(body)).newClient({ invokeUrl: url });
  await assert.rejects(client.petsGet?.() ?? Promise.resolve(), { status: 403, data: { ok: true } });
});

class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : secret && Buffer.from(secret as Uint8Array);
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {}
}

test('a generated client with keys signs as the official signer does', async () => {
  const { call } = openService();
  const { body = new Uint8Array() } = await call('GetSdk', {
    ...(await deployedApi(call)),
    sdkType: 'javascript',
  });
  const { seen, url } = await listen(200);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
  const client = (await loadClient(body)).newClient({
    invokeUrl: url,
    accessKey: credentials.accessKeyId,
    secretKey: credentials.secretAccessKey,
    sessionToken: credentials.sessionToken,
    region: 'eu-west-1',
  });
  await client.petsPetIdPost?.({ petId: "a b/ü!'", kind: 'ö+' }, 'text ü');
  const [request] = seen;
  const sent = new URL(request?.url ?? '', 'http://x');
  const date = String(request?.headers['x-amz-date']);
  const signer = new SignatureV4({
    service: 'execute-api',
    region: 'eu-west-1',
    credentials,
    sha256: Sha256,
    uriEscapePath: true,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: sent.pathname,
      query: Object.fromEntries(sent.searchParams),
      headers: {
        host: String(request?.headers.host),
        'content-type': String(request?.headers['content-type']),
      },
      body: request?.body,
    },
    { signingDate: new Date(date.replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:')) },
  );
  assert.equal(request?.headers.authorization, signed.headers.authorization);
});

test("the client's own SHA-256 and HMAC are right", async () => {
  const { call } = openService();
  const { body = new Uint8Array() } = await call('GetSdk', {
    ...(await deployedApi(call)),
    sdkType: 'javascript',
  });
  await loadClient(body);
  const { apiGateway } = globalThis as unknown as {
    apiGateway: { core: { crypto: Record<'sha256' | 'hmac', (...data: Uint8Array[]) => Uint8Array> } };
  };
  const { sha256, hmac } = apiGateway.core.crypto;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 100 }), (data, key) => {
      assert.deepEqual(Buffer.from(sha256(data)), createHash('sha256').update(data).digest());
      assert.deepEqual(Buffer.from(hmac(key, data)), createHmac('sha256', key).update(data).digest());
    }),
  );
});

test('names of an API can not become code', async () => {
  const { call } = openService();
  const { restApiId, method } = await petsApi(call);
  await call('DeleteMethod', method);
  const hostile = `x"];globalThis.pwned=1;//</script>\u2028`;
  await call('PutMethod', {
    ...method,
    authorizationType: 'NONE',
    requestParameters: { [`method.request.header.${hostile}`]: true },
  }).catch(() => call('PutMethod', { ...method, authorizationType: 'NONE' }));
  await call('PutIntegration', { ...method, type: 'MOCK' });
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const { body = new Uint8Array() } = await call('GetSdk', {
    restApiId,
    stageName: 'v1',
    sdkType: 'javascript',
  });
  (await loadClient(body)).newClient();
  assert.equal(Object.hasOwn(globalThis, 'pwned'), false);
});

test('other SDK types are listed, and refused with a reason', async () => {
  const { call } = openService();
  const { items = [] } = await call('GetSdkTypes', {});
  assert.deepEqual(
    items.map((item) => item.id),
    ['android', 'java', 'javascript', 'objectivec', 'ruby', 'swift'],
  );
  assert.deepEqual(await call('GetSdkType', { id: 'swift' }), items.at(-1));
  await assert.rejects(call('GetSdkType', { id: 'cobol' }), failure('NotFoundException'));
  const stage = await deployedApi(call);
  await assert.rejects(
    call('GetSdk', { ...stage, sdkType: 'swift' }),
    failure('BadRequestException', 'Missing required SDK parameter: classPrefix'),
  );
  await assert.rejects(
    call('GetSdk', { ...stage, sdkType: 'swift', parameters: { classPrefix: 'A' } }),
    failure('BadRequestException', 'SDKs of type swift are not supported. Supported types are: javascript'),
  );
  await assert.rejects(
    call('GetSdk', { ...stage, stageName: 'none', sdkType: 'javascript' }),
    failure('NotFoundException', 'Invalid stage identifier specified'),
  );
});
