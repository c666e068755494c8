import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stages } from '../../definitions/rest-api.ts';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

async function open() {
  const { call, store } = openService();
  const { restApiId } = await petsApi(call);
  return { call, store, restApiId };
}

test('caches of a stage are flushed, those of no stage are not', async () => {
  const { call, restApiId, store } = await open();
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const before = await call('GetStage', { restApiId, stageName: 'v1' });
  const generations = async () => {
    const [found] = await store.collection(stages).find(`${restApiId}/v1`);
    return [found?.value.cacheGeneration, found?.value.authorizerCacheGeneration];
  };
  for (const [flush, after] of [
    ['FlushStageCache', [1, undefined]],
    ['FlushStageCache', [2, undefined]],
    ['FlushStageAuthorizersCache', [2, 1]],
  ] as const) {
    await call(flush, { restApiId, stageName: 'v1' });
    assert.deepEqual(await generations(), after);
    await assert.rejects(
      call(flush, { restApiId, stageName: 'v2' }),
      failure('NotFoundException', 'Invalid stage identifier specified'),
    );
  }
  assert.deepEqual(await call('GetStage', { restApiId, stageName: 'v1' }), before);
});

// "API Gateway changes caching capacity by removing the existing cache instance and creating a new one with a modified
// capacity. All existing cached data is deleted." (developer guide, "Cache settings for REST APIs in API Gateway")
test('a cache that is disabled or changes its size begins anew', async () => {
  const { call, restApiId, store } = await open();
  await call('CreateDeployment', { restApiId, stageName: 'v1', cacheClusterEnabled: true });
  const generationAfter = async (path: string, value: string) => {
    const patchOperations = [{ op: 'replace' as const, path, value }];
    await call('UpdateStage', { restApiId, stageName: 'v1', patchOperations });
    const [found] = await store.collection(stages).find(`${restApiId}/v1`);
    return found?.value.cacheGeneration ?? 0;
  };
  assert.equal(await generationAfter('/cacheClusterSize', '0.5'), 0);
  assert.equal(await generationAfter('/cacheClusterSize', '1.6'), 1);
  assert.equal(await generationAfter('/description', 'x'), 1);
  assert.equal(await generationAfter('/cacheClusterEnabled', 'true'), 1);
  assert.equal(await generationAfter('/cacheClusterEnabled', 'false'), 2);
  assert.equal(await generationAfter('/cacheClusterEnabled', 'true'), 2);
});
