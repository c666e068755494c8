import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, failure, openService, petsApi } from './apigateway.fixture.ts';

const domainName = 'api.example.com';

async function mappedDomain(quota = 200) {
  const { call } = openService({ basePathMappingsPerDomainName: quota });
  const { restApiId } = await petsApi(call);
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  await call('CreateDomainName', {
    domainName,
    certificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/fb1b9770`,
  });
  const create = (basePath?: string, stage?: string) =>
    call('CreateBasePathMapping', { domainName, restApiId, basePath, stage });
  return { call, restApiId, create };
}

test('mappings are made below a path or at the root, with a stage or without', async () => {
  const { call, restApiId, create } = await mappedDomain();
  const root = await create();
  assert.deepEqual(root, { basePath: '(none)', restApiId });
  const orders = await create('orders', 'v1');
  assert.deepEqual(orders, { basePath: 'orders', restApiId, stage: 'v1' });
  assert.deepEqual(await create('free', '(none)'), { basePath: 'free', restApiId });
  assert.deepEqual(await call('GetBasePathMapping', { domainName, basePath: '(none)' }), root);
  assert.equal((await call('GetBasePathMappings', { domainName })).items?.length, 3);
  await call('DeleteBasePathMapping', { domainName, basePath: 'orders' });
  await assert.rejects(
    call('GetBasePathMapping', { domainName, basePath: 'orders' }),
    failure('NotFoundException', 'Invalid base path mapping identifier specified'),
  );
});

test('mappings are refused for what is not there, is there already, or is no path segment', async () => {
  const { call, restApiId, create } = await mappedDomain(1);
  const rejects = (made: Promise<unknown>, code: string, message?: string) =>
    assert.rejects(made, failure(code, message));
  await rejects(create('a', 'none'), 'BadRequestException', 'Invalid stage identifier specified');
  await rejects(
    call('CreateBasePathMapping', { domainName, restApiId: 'none' }),
    'BadRequestException',
    'Invalid REST API identifier specified',
  );
  await rejects(
    call('CreateBasePathMapping', { domainName: 'other.example.com', restApiId }),
    'NotFoundException',
    'Invalid domain name identifier specified',
  );
  await rejects(
    create('orders/v1'),
    'BadRequestException',
    "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
  );
  await rejects(create('a b'), 'BadRequestException');
  await create('a');
  await rejects(create('a'), 'ConflictException', 'Base path already exists for this domain name');
  await rejects(create('b'), 'LimitExceededException');
});

test('UpdateBasePathMapping moves a mapping and points it elsewhere', async () => {
  const { call, restApiId, create } = await mappedDomain();
  await create('a');
  await create('b');
  const update = (path: string, value: string) =>
    call('UpdateBasePathMapping', {
      domainName,
      basePath: 'a',
      patchOperations: [{ op: 'replace', path, value }],
    });
  assert.deepEqual(await update('/stage', 'v1'), { basePath: 'a', restApiId, stage: 'v1' });
  await assert.rejects(update('/basePath', 'b'), failure('ConflictException'));
  await assert.rejects(update('/restapiId', 'none'), failure('BadRequestException'));
  assert.deepEqual(await update('/basePath', ''), { basePath: '(none)', restApiId, stage: 'v1' });
  const { items = [] } = await call('GetBasePathMappings', { domainName });
  assert.deepEqual(
    items.map((item) => item.basePath),
    ['(none)', 'b'],
  );
});

test('an API that is mapped can not be deleted; a domain name takes its mappings with it', async () => {
  const { call, restApiId, create } = await mappedDomain();
  await create('a');
  await assert.rejects(
    call('DeleteRestApi', { restApiId }),
    failure(
      'BadRequestException',
      `Deleting RestApi ${restApiId} failed. Please remove all base path mappings related to the RestApi in your domains.`,
    ),
  );
  await call('DeleteDomainName', { domainName });
  await call('DeleteRestApi', { restApiId });
  await assert.rejects(call('GetBasePathMappings', { domainName }), failure('NotFoundException'));
});
