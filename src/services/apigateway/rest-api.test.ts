import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as partRecords from '../../definitions/api-parts.ts';
import * as restApiRecords from '../../definitions/rest-api.ts';
import { failure, NOW, openService, petsApi } from './apigateway.fixture.ts';

test('ids have AWS’s form, dates whole seconds', async () => {
  const { call } = openService();
  const api = await call('CreateRestApi', { name: 'a' });
  assert.match(api.id ?? '', /^[a-z0-9]{10}$/);
  assert.match(api.rootResourceId ?? '', /^[a-z0-9]{10}$/);
  assert.deepEqual(api.createdDate, new Date(NOW));
});

test('pages walk through all APIs, each once', async () => {
  const { call } = openService();
  const made = new Set<string | undefined>();
  for (let count = 0; count < 7; count++)
    made.add((await call('CreateRestApi', { name: `api-${count}` })).id);
  const found: (string | undefined)[] = [];
  let position: string | undefined;
  let pages = 0;
  do {
    const page = await call('GetRestApis', { limit: 3, position });
    found.push(...(page.items ?? []).map((api) => api.id));
    position = page.position;
    pages++;
  } while (position !== undefined);
  assert.equal(pages, 3);
  assert.equal(found.length, 7);
  assert.deepEqual(new Set(found), made);
  assert.equal((await call('GetRestApis', { limit: 0 })).items?.length, 7);
});

test('the quotas of APIs count by endpoint type', async () => {
  const { call } = openService({ edgeApis: 1, regionalApis: 2 });
  const regional = { endpointConfiguration: { types: ['REGIONAL' as const] } };
  await call('CreateRestApi', { name: 'edge' });
  await call('CreateRestApi', { name: 'regional', ...regional });
  await call('CreateRestApi', { name: 'regional', ...regional });
  await assert.rejects(call('CreateRestApi', { name: 'edge' }), failure('LimitExceededException'));
  await assert.rejects(
    call('CreateRestApi', { name: 'regional', ...regional }),
    failure('LimitExceededException'),
  );
});

test('a clone has the resources and methods of its source, and goes its own way', async () => {
  const { call } = openService();
  const source = await petsApi(call);
  const clone = await call('CreateRestApi', { name: 'clone', cloneFrom: source.restApiId });
  const list = async (restApiId: string | undefined) =>
    ((await call('GetResources', { restApiId, embed: ['methods'] })).items ?? []).sort((a, b) =>
      (a.path ?? '') < (b.path ?? '') ? -1 : 1,
    );
  const [root, pets] = await list(clone.id);
  assert.equal(root?.id, clone.rootResourceId);
  assert.equal(pets?.parentId, clone.rootResourceId);
  assert.notEqual(pets?.id, source.resourceId);
  assert.equal(pets?.resourceMethods?.GET?.methodIntegration?.type, 'MOCK');
  await call('DeleteResource', { restApiId: clone.id, resourceId: pets?.id });
  assert.equal((await list(source.restApiId)).length, 2);
  await assert.rejects(
    call('CreateRestApi', { name: 'x', cloneFrom: 'nothing' }),
    failure('NotFoundException'),
  );
});

test('deleting an API leaves nothing of it', async () => {
  const { call, store } = openService();
  const { restApiId } = await petsApi(call);
  const other = await petsApi(call);
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  await call('DeleteRestApi', { restApiId });
  const collections = [...Object.values(restApiRecords), ...Object.values(partRecords)];
  for (const { name, ...definition } of collections) {
    const left = await store.collection<unknown>({ name, ...definition }).listAll();
    assert.ok(
      left.every((record) => record.id.startsWith(String(other.restApiId))),
      name,
    );
  }
  await assert.rejects(
    call('DeleteRestApi', { restApiId }),
    failure('NotFoundException', `Invalid API identifier specified 111111111111:${restApiId}`),
  );
});

test('private APIs can name VPC endpoints, others cannot', async () => {
  const { call } = openService();
  const patchOperations = [
    { op: 'add' as const, path: '/endpointConfiguration/vpcEndpointIds', value: 'vpce-1' },
  ];
  const { id: edge } = await call('CreateRestApi', { name: 'edge' });
  await assert.rejects(
    call('UpdateRestApi', { restApiId: edge, patchOperations }),
    failure('BadRequestException'),
  );
  const endpointConfiguration = { types: ['PRIVATE' as const] };
  const { id } = await call('CreateRestApi', { name: 'private', endpointConfiguration });
  const updated = await call('UpdateRestApi', { restApiId: id, patchOperations });
  assert.deepEqual(updated.endpointConfiguration?.vpcEndpointIds, ['vpce-1']);
});
