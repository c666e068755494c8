import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

test('a validator is deleted when no method names it', async () => {
  const { call } = openService();
  const { restApiId, method } = await petsApi(call);
  const { id: requestValidatorId } = await call('CreateRequestValidator', {
    restApiId,
    name: 'body',
    validateRequestBody: true,
  });
  const post = { ...method, httpMethod: 'POST' };
  const put = await call('PutMethod', { ...post, authorizationType: 'NONE', requestValidatorId });
  assert.equal(put.requestValidatorId, requestValidatorId);
  const remove = () => call('DeleteRequestValidator', { restApiId, requestValidatorId });
  await assert.rejects(
    remove(),
    failure(
      'ConflictException',
      "Cannot delete request validator 'body', is referenced in method request: /pets/POST",
    ),
  );
  const patchOperations = [{ op: 'replace' as const, path: '/requestValidatorId', value: '' }];
  assert.equal((await call('UpdateMethod', { ...post, patchOperations })).requestValidatorId, undefined);
  await remove();
});

test('names are unique where there are any, and there are so many validators', async () => {
  const { call } = openService({ requestValidatorsPerApi: 4 });
  const { restApiId } = await petsApi(call);
  await call('CreateRequestValidator', { restApiId });
  await call('CreateRequestValidator', { restApiId });
  await call('CreateRequestValidator', { restApiId, name: 'a' });
  await assert.rejects(
    call('CreateRequestValidator', { restApiId, name: 'a' }),
    failure('BadRequestException', 'Request Validator name must be unique'),
  );
  const { id: requestValidatorId } = await call('CreateRequestValidator', { restApiId, name: 'b' });
  await assert.rejects(
    call('UpdateRequestValidator', {
      restApiId,
      requestValidatorId,
      patchOperations: [{ op: 'replace', path: '/name', value: 'a' }],
    }),
    failure('BadRequestException', 'Request Validator name must be unique'),
  );
  await assert.rejects(call('CreateRequestValidator', { restApiId }), failure('LimitExceededException'));
  const first = await call('GetRequestValidators', { restApiId, limit: 3 });
  const second = await call('GetRequestValidators', { restApiId, limit: 3, position: first.position });
  assert.deepEqual([first.items?.length, second.items?.length, second.position], [3, 1, undefined]);
});
