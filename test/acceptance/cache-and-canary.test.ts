import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { APIGateway, type PatchOperation } from '@aws-sdk/client-api-gateway';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';

/**
 * A stage with a cache and a canary, set up as an SDK does it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
describe('cache and canary of a stage', () => {
  let gateway: GatewayProcess;
  let client: APIGateway;
  let backend: Server;
  let calls = 0;
  let restApiId: string;
  let resourceId: string;
  let release: () => void;
  let directory: Promise<void>;

  before(async () => {
    const ready = Promise.withResolvers<string>();
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    directory = withDirectory((path) => {
      ready.resolve(path);
      return done;
    });
    gateway = await GatewayProcess.start(await ready.promise, '--cache-memory', '16');
    const { endpoint, rootKeys: credentials } = gateway;
    client = new APIGateway({ endpoint, region: REGION, credentials, maxAttempts: 1 });
    backend = createServer((request, response) => response.end(`${++calls} ${request.url}`));
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
    const api = await client.createRestApi({ name: 'pets' });
    restApiId = api.id ?? '';
    const parentId = api.rootResourceId;
    resourceId = (await client.createResource({ restApiId, parentId, pathPart: 'pets' })).id ?? '';
    const name = 'method.request.querystring.type';
    await client.putMethod({
      ...{ restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE' },
      requestParameters: { [name]: false },
    });
    await client.putIntegration({
      ...{ restApiId, resourceId, httpMethod: 'GET', type: 'HTTP_PROXY', integrationHttpMethod: 'GET' },
      uri: `http://127.0.0.1:${(backend.address() as AddressInfo).port}/$\{stageVariables.version}`,
      cacheKeyParameters: [name],
    });
    await client.createDeployment({ restApiId, stageName: 'prod', variables: { version: 'base' } });
  });

  after(async () => {
    try {
      client?.destroy();
      backend?.closeAllConnections();
      backend?.close();
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      release();
      await directory;
    }
  });

  const update = (...patchOperations: PatchOperation[]) =>
    client.updateStage({ restApiId, stageName: 'prod', patchOperations });
  const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value });
  const get = async (query = '', headers: Record<string, string> = {}) => {
    const url = `${gateway.endpoint}/_aws/execute-api/${restApiId}/prod/pets${query}`;
    const response = await fetch(url, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const callOf = async (...args: Parameters<typeof get>) => Number((await get(...args)).text.split(' ')[0]);

  test('is cached when cluster and method caching are on, flushed and invalidated', async () => {
    assert.notEqual(await callOf(), await callOf());
    const stage = await update(
      replace('/cacheClusterEnabled', 'true'),
      replace('/cacheClusterSize', '0.5'),
      replace('/*/*/caching/enabled', 'true'),
      replace('/*/*/caching/ttlInSeconds', '60'),
      replace('/*/*/caching/dataEncrypted', 'true'),
    );
    assert.equal(stage.cacheClusterStatus, 'AVAILABLE');
    const first = await callOf();
    assert.equal(await callOf(), first);
    assert.notEqual(await callOf('?type=cat'), first);
    await client.flushStageCache({ restApiId, stageName: 'prod' });
    const second = await callOf();
    assert.notEqual(second, first);

    const fresh = { 'Cache-Control': 'max-age=0' };
    const ignored = await get('', fresh);
    assert.match(ignored.headers.get('warning') ?? '', /^199 /);
    assert.equal(Number(ignored.text.split(' ')[0]), second);
    await update(replace('/*/*/caching/unauthorizedCacheControlHeaderStrategy', 'FAIL_WITH_403'));
    assert.equal((await get('', fresh)).status, 403);
    await update(replace('/*/*/caching/requireAuthorizationForCacheControl', 'false'));
    const third = await callOf('', fresh);
    assert.notEqual(third, second);
    assert.equal(await callOf(), third);
    await update(replace('/cacheClusterEnabled', 'false'));
    assert.notEqual(await callOf(), third);
  });

  test('sends the canary its share, and everybody after the promotion', async () => {
    const canarySettings = { percentTraffic: 30, stageVariableOverrides: { version: 'next' } };
    const { id } = await client.createDeployment({ restApiId, stageName: 'prod', canarySettings });
    const count = 1000;
    const answers = await Promise.all(Array.from({ length: count }, () => get()));
    const canary = answers.filter(({ text }) => text.endsWith('/next')).length;
    assert.equal(canary + answers.filter(({ text }) => text.endsWith('/base')).length, count);
    // Seven standard deviations of a binomial distribution: fails by chance once in some 10^11 runs.
    assert.ok(Math.abs(canary - 300) < 7 * Math.sqrt(count * 0.3 * 0.7), `${canary} of ${count}`);
    const promoted = await update(
      replace('/canarySettings/percentTraffic', '0.0'),
      { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
    );
    assert.equal(promoted.deploymentId, id);
    for (let request = 0; request < 20; request++) assert.match((await get()).text, /next$/);
    const plain = await update({ op: 'remove', path: '/canarySettings' });
    assert.equal(plain.canarySettings, undefined);
    assert.match((await get()).text, /next$/);
  });
});
