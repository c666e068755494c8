import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

const authorizerUri =
  'arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:111111111111:function:auth/invocations';
const identitySource = 'method.request.header.Authorization';
const pool = 'arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_aWcZeQbuD';
const token = { name: 'token', type: 'TOKEN', authorizerUri, identitySource } as const;

async function open(quotas = {}) {
  const { call } = openService(quotas);
  const pets = await petsApi(call);
  return { call, ...pets };
}

// The answers of https://docs.aws.amazon.com/cli/latest/reference/apigateway/create-authorizer.html
test('each type has its defaults', async () => {
  const { call, restApiId } = await open();
  const { id, ...first } = await call('CreateAuthorizer', { restApiId, ...token });
  assert.match(id ?? '', /^[a-z0-9]{6}$/);
  assert.deepEqual(first, { ...token, authType: 'custom', authorizerResultTtlInSeconds: 300 });
  const request = { name: 'request', type: 'REQUEST', authorizerUri } as const;
  const second = await call('CreateAuthorizer', {
    restApiId,
    ...request,
    identitySource: 'method.request.querystring.a, stageVariables.b,context.accountId',
  });
  assert.equal(second.authType, 'custom');
  const cognito = {
    name: 'pool',
    type: 'COGNITO_USER_POOLS' as const,
    providerARNs: [pool],
    identitySource,
  };
  const { id: _id, ...third } = await call('CreateAuthorizer', { restApiId, ...cognito });
  assert.deepEqual(third, { ...cognito, authType: 'cognito_user_pools' });
  const { items } = await call('GetAuthorizers', { restApiId });
  assert.equal(items?.length, 3);
  assert.deepEqual(await call('GetAuthorizer', { restApiId, authorizerId: id }), { id, ...first });
});

test('what an authorizer asks and where it reads is checked', async () => {
  const { call, restApiId } = await open();
  const refuses = (members: object, message?: string) =>
    assert.rejects(
      call('CreateAuthorizer', { restApiId, ...token, ...members }),
      failure('BadRequestException', message),
    );
  const uri = 'arn:aws:lambda:us-west-2:111111111111:function:auth';
  await refuses(
    { authorizerUri: uri },
    `Invalid Authorizer URI: ${uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
  );
  const source = 'method.request.querystring.key';
  await refuses(
    { identitySource: source },
    `Invalid token source expression: ${source}. The source must be a method request header, matching 'method.request.header.[a-zA-Z0-9._-]+'.`,
  );
  await refuses({ identitySource: undefined });
  await refuses({ type: 'REQUEST', identitySource: undefined });
  await refuses({ type: 'REQUEST', identitySource: 'method.request.body' });
  await refuses({ type: 'COGNITO_USER_POOLS', authorizerUri: undefined });
  await refuses({ type: 'COGNITO_USER_POOLS', providerARNs: ['arn:aws:iam::111111111111:role/a'] });
  await refuses({ authorizerResultTtlInSeconds: 3601 });
  await refuses({ authorizerResultTtlInSeconds: -1 });
  await refuses({ name: '' });
  await assert.rejects(
    call('CreateAuthorizer', {
      restApiId,
      ...token,
      authorizerCredentials: 'arn:aws:iam::222222222222:role/invoke',
    }),
    failure('AccessDeniedException'),
  );
  assert.deepEqual((await call('GetAuthorizers', { restApiId })).items, []);
  // Without caching nothing has to tell requests apart.
  const uncached = { type: 'REQUEST', identitySource: undefined, authorizerResultTtlInSeconds: 0 } as const;
  await call('CreateAuthorizer', { restApiId, ...token, ...uncached });
});

test('names are unique, and there are so many', async () => {
  const { call, restApiId } = await open({ authorizersPerApi: 2 });
  await call('CreateAuthorizer', { restApiId, ...token });
  const message = 'Authorizer name must be unique. Authorizer token already exists in this RestApi.';
  await assert.rejects(
    call('CreateAuthorizer', { restApiId, ...token }),
    failure('BadRequestException', message),
  );
  const { id } = await call('CreateAuthorizer', { restApiId, ...token, name: 'other' });
  await assert.rejects(
    call('UpdateAuthorizer', {
      restApiId,
      authorizerId: id,
      patchOperations: [{ op: 'replace', path: '/name', value: 'token' }],
    }),
    failure('BadRequestException', message),
  );
  await assert.rejects(
    call('CreateAuthorizer', { restApiId, ...token, name: 'third' }),
    failure('LimitExceededException'),
  );
});

test('UpdateAuthorizer changes what AWS lists, and checks the whole', async () => {
  const { call, restApiId } = await open();
  const { id: authorizerId } = await call('CreateAuthorizer', { restApiId, ...token });
  const update = (op: 'add' | 'replace' | 'remove', path: string, value?: string) =>
    call('UpdateAuthorizer', { restApiId, authorizerId, patchOperations: [{ op, path, value }] });
  assert.equal(
    (await update('replace', '/authorizerResultTtlInSeconds', '0')).authorizerResultTtlInSeconds,
    0,
  );
  assert.equal(
    (await update('replace', '/identityValidationExpression', '.*')).identityValidationExpression,
    '.*',
  );
  assert.equal((await update('replace', '/authType', 'mine')).authType, 'mine');
  await assert.rejects(update('remove', '/identitySource'), failure('BadRequestException'));
  await assert.rejects(
    update('replace', '/authorizerResultTtlInSeconds', ''),
    failure('BadRequestException'),
  );
  await assert.rejects(update('replace', '/type', 'JWT'), failure('BadRequestException'));
  await assert.rejects(
    update('add', '/type', 'REQUEST'),
    failure(
      'BadRequestException',
      "Invalid patch path  '/type' specified for op 'add'. Must be one of: [/identitySource, /providerARNs]",
    ),
  );
  const pooled = await call('UpdateAuthorizer', {
    restApiId,
    authorizerId,
    patchOperations: [
      { op: 'replace', path: '/type', value: 'COGNITO_USER_POOLS' },
      { op: 'add', path: '/providerARNs', value: pool },
    ],
  });
  assert.deepEqual(pooled.providerARNs, [pool]);
  await assert.rejects(update('remove', '/providerARNs', pool), failure('BadRequestException'));
  await assert.rejects(
    call('UpdateAuthorizer', { restApiId, authorizerId: 'none' }),
    failure('NotFoundException', 'Invalid Authorizer identifier specified'),
  );
});

test('an authorizer is deleted when no method names it', async () => {
  const { call, restApiId, method } = await open();
  const { id: authorizerId } = await call('CreateAuthorizer', { restApiId, ...token });
  const post = { ...method, httpMethod: 'POST' };
  const put = await call('PutMethod', { ...post, authorizationType: 'CUSTOM', authorizerId });
  assert.equal(put.authorizerId, authorizerId);
  const remove = () => call('DeleteAuthorizer', { restApiId, authorizerId });
  await assert.rejects(
    remove(),
    failure('ConflictException', "Cannot delete authorizer 'token', is referenced in method: POST//pets"),
  );
  const patchOperations = [{ op: 'replace' as const, path: '/authorizationType', value: 'NONE' }];
  const opened = await call('UpdateMethod', { ...post, patchOperations });
  assert.equal(opened.authorizerId, undefined);
  await remove();
  await assert.rejects(remove(), failure('NotFoundException'));
});

test('test invocations check what they name, and say that nothing executes them', async () => {
  const { call, restApiId, method } = await open();
  const { id: authorizerId } = await call('CreateAuthorizer', { restApiId, ...token });
  await assert.rejects(
    call('TestInvokeAuthorizer', { restApiId, authorizerId }),
    failure('NotImplementedException'),
  );
  await assert.rejects(
    call('TestInvokeAuthorizer', { restApiId, authorizerId: 'none' }),
    failure('NotFoundException', 'Invalid Authorizer identifier specified'),
  );
  await assert.rejects(call('TestInvokeMethod', method), failure('NotImplementedException'));
});
