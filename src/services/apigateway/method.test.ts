import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

test('a method, its response and a second method of one resource never lose each other', async () => {
  const { call } = openService();
  const { restApiId, resourceId, method } = await petsApi(call);
  const statusCodes = Array.from({ length: 20 }, (_, index) => String(200 + index));
  await Promise.all([
    ...statusCodes.map((statusCode) => call('PutMethodResponse', { ...method, statusCode })),
    ...['POST', 'PUT', 'DELETE'].map((httpMethod) =>
      call('PutMethod', { restApiId, resourceId, httpMethod, authorizationType: 'AWS_IAM' }),
    ),
    call('PutIntegrationResponse', { ...method, statusCode: '200' }),
  ]);
  const resource = await call('GetResource', { restApiId, resourceId, embed: ['methods'] });
  assert.deepEqual(Object.keys(resource.resourceMethods ?? {}).sort(), ['DELETE', 'GET', 'POST', 'PUT']);
  const responses = resource.resourceMethods?.GET?.methodResponses ?? {};
  assert.deepEqual(Object.keys(responses).sort(), statusCodes);
  assert.ok(resource.resourceMethods?.GET?.methodIntegration?.integrationResponses?.['200']);
});

test('putting a method or method response twice is a conflict', async () => {
  const { call } = openService();
  const { method } = await petsApi(call);
  await assert.rejects(
    call('PutMethod', { ...method, authorizationType: 'NONE' }),
    failure('ConflictException', 'Method already exists for this resource'),
  );
  await call('PutMethodResponse', { ...method, statusCode: '200' });
  await assert.rejects(
    call('PutMethodResponse', { ...method, statusCode: '200' }),
    failure('ConflictException', 'Response already exists for this resource'),
  );
});

test('names that objects are born with are no methods, responses or parameters', async () => {
  const { call } = openService();
  const { method } = await petsApi(call);
  for (const name of ['__proto__', 'constructor', 'toString']) {
    await assert.rejects(call('GetMethod', { ...method, httpMethod: name }), failure('NotFoundException'));
    await assert.rejects(
      call('GetMethodResponse', { ...method, statusCode: name }),
      failure('NotFoundException'),
    );
    await assert.rejects(
      call('UpdateMethod', {
        ...method,
        patchOperations: [{ op: 'remove', path: `/requestParameters/${name}` }],
      }),
      failure('NotFoundException'),
    );
  }
});

test('authorization scopes are added and removed one by one', async () => {
  const { call } = openService();
  const { method } = await petsApi(call);
  const update = (op: 'add' | 'remove', value: string) =>
    call('UpdateMethod', { ...method, patchOperations: [{ op, path: '/authorizationScopes', value }] });
  await update('add', 'pets/read');
  assert.deepEqual((await update('add', 'pets/write')).authorizationScopes, ['pets/read', 'pets/write']);
  await update('remove', 'pets/read');
  assert.equal((await update('remove', 'pets/write')).authorizationScopes, undefined);
});
