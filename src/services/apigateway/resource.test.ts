import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

const PATH_PART =
  "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.";

test('path parts have AWS’s form', async () => {
  const { call } = openService();
  const { id: restApiId, rootResourceId: parentId } = await call('CreateRestApi', { name: 'a' });
  for (const pathPart of [
    '',
    'a/b',
    'a b',
    '{a',
    'a}',
    'a{b}',
    '{}',
    '{+}',
    '{a+}{b}',
    'ü',
    'a?b',
    '{a}+',
    '..%2f',
  ]) {
    await assert.rejects(
      call('CreateResource', { restApiId, parentId, pathPart }),
      failure('BadRequestException', PATH_PART),
      pathPart,
    );
  }
  for (const pathPart of ['a', 'A.b_c-d:e', '..', '__proto__', '{id}']) {
    assert.equal((await call('CreateResource', { restApiId, parentId, pathPart })).path, `/${pathPart}`);
  }
});

test('renaming and moving carry everything below along', async () => {
  const { call } = openService();
  const { restApiId, rootResourceId, resourceId: pets } = await petsApi(call);
  const { id } = await call('CreateResource', { restApiId, parentId: pets, pathPart: '{id}' });
  const { id: toys } = await call('CreateResource', { restApiId, parentId: id, pathPart: 'toys' });
  const { id: animals } = await call('CreateResource', {
    restApiId,
    parentId: rootResourceId,
    pathPart: 'animals',
  });
  const patchOperations = [
    { op: 'replace' as const, path: '/pathPart', value: 'dogs' },
    { op: 'replace' as const, path: '/parentId', value: animals },
  ];
  const moved = await call('UpdateResource', { restApiId, resourceId: pets, patchOperations });
  assert.deepEqual(moved, {
    id: pets,
    parentId: animals,
    pathPart: 'dogs',
    path: '/animals/dogs',
    resourceMethods: { GET: {} },
  });
  const deep = await call('GetResource', { restApiId, resourceId: toys });
  assert.equal(deep.path, '/animals/dogs/{id}/toys');
  const greedy = [{ op: 'replace' as const, path: '/pathPart', value: '{proxy+}' }];
  await assert.rejects(
    call('UpdateResource', { restApiId, resourceId: pets, patchOperations: greedy }),
    failure(
      'BadRequestException',
      'Cannot create a child of a resource with a greedy path variable: {proxy+}',
    ),
  );
});

test('the root cannot be deleted', async () => {
  const { call } = openService();
  const { id: restApiId, rootResourceId: resourceId } = await call('CreateRestApi', { name: 'a' });
  await assert.rejects(call('DeleteResource', { restApiId, resourceId }), failure('BadRequestException'));
});

test('an API has as many resources as its quota says', async () => {
  const { call } = openService({ resourcesPerApi: 3 });
  const { restApiId, rootResourceId: parentId } = await petsApi(call);
  await call('CreateResource', { restApiId, parentId, pathPart: 'two' });
  await assert.rejects(
    call('CreateResource', { restApiId, parentId, pathPart: 'three' }),
    failure(
      'LimitExceededException',
      'Maximum number of Resources for this API has been reached.  Please contact AWS if you need additional Resources.',
    ),
  );
});

test('resources of another API, account or region are not found', async () => {
  const { call, service, context } = openService();
  const { restApiId, resourceId } = await petsApi(call);
  const other = await petsApi(call);
  const notFound = failure('NotFoundException', 'Invalid Resource identifier specified');
  await assert.rejects(call('GetResource', { restApiId: other.restApiId, resourceId }), notFound);
  await assert.rejects(
    call('GetResource', { restApiId: `${restApiId}/${resourceId}`, resourceId: '' }),
    notFound,
  );
  const { GetResource } = service.handlers;
  assert.ok(typeof GetResource === 'function');
  for (const elsewhere of [{ account: '222222222222' }, { region: 'eu-west-1' }]) {
    await assert.rejects(
      GetResource({ restApiId, resourceId }, { ...context('GetResource'), ...elsewhere }),
      notFound,
    );
  }
});

test('of siblings made at once with one name exactly one comes to be', async () => {
  const { call } = openService();
  const { id: restApiId, rootResourceId: parentId } = await call('CreateRestApi', { name: 'a' });
  const create = (pathPart: string) => call('CreateResource', { restApiId, parentId, pathPart });
  const results = await Promise.allSettled(['same', 'same', 'same', '{a}', '{b}', 'other'].map(create));
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 3);
  assert.equal((await call('GetResources', { restApiId })).items?.length, 4);
});

test('nothing is made under a resource that is deleted at the same time', async () => {
  const { call } = openService();
  const { restApiId, resourceId } = await petsApi(call);
  const results = await Promise.allSettled([
    call('DeleteResource', { restApiId, resourceId }),
    ...['a', 'b', 'c'].map((pathPart) =>
      call('CreateResource', { restApiId, parentId: resourceId, pathPart }),
    ),
  ]);
  assert.equal(results[0]?.status, 'fulfilled');
  const { items = [] } = await call('GetResources', { restApiId });
  assert.deepEqual(
    items.map((resource) => resource.path),
    ['/'],
  );
});
