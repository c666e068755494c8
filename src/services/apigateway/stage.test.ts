import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { ACCOUNT, failure, openService, petsApi } from './apigateway.fixture.ts';
import type { Quotas } from './quotas.ts';

/** A stage `v1` of a new API. */
async function opened(quotas: Partial<Quotas> = {}) {
  const { call } = openService(quotas);
  const { restApiId } = await petsApi(call);
  const { id: deploymentId } = await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const update = (...patchOperations: PatchOperation[]) =>
    call('UpdateStage', { restApiId, stageName: 'v1', patchOperations });
  return { call, restApiId, deploymentId, update };
}

const replace = (path: string, value?: string): PatchOperation => ({ op: 'replace', path, value });

test('a stage has a name of its own and an existing deployment', async () => {
  const { call, restApiId, deploymentId } = await opened({ stagesPerApi: 2 });
  const create = (stageName: string, id = deploymentId) =>
    call('CreateStage', { restApiId, stageName, deploymentId: id });
  await assert.rejects(create('v1'), failure('ConflictException', 'Stage already exists'));
  await assert.rejects(create('a b'), failure('BadRequestException', 'Stage name only allows a-zA-Z0-9_-'));
  await assert.rejects(create('v2', 'wrong'), failure('BadRequestException', 'Deployment id does not exist'));
  await create('v2');
  await assert.rejects(create('v3'), failure('LimitExceededException'));
  await assert.rejects(
    call('GetStage', { restApiId, stageName: 'v3' }),
    failure('NotFoundException', 'Invalid stage identifier specified'),
  );
});

test('variables have AWS’s characters', async () => {
  const { update } = await opened();
  assert.deepEqual((await update(replace('/variables/url', 'a.b-c:8/?x=1&y,z'))).variables, {
    url: 'a.b-c:8/?x=1&y,z',
  });
  await assert.rejects(update(replace('/variables/url', 'a|b')), failure('BadRequestException'));
  await assert.rejects(update(replace('/variables/a-b', 'x')), failure('BadRequestException'));
  const withProto = await update(replace('/variables/__proto__', 'x'));
  assert.ok(Object.hasOwn(withProto.variables ?? {}, '__proto__'));
  const cleared = await update(
    { op: 'remove', path: '/variables/url' },
    { op: 'remove', path: '/variables/__proto__' },
  );
  assert.equal(cleared.variables, undefined);
});

test('the settings of methods are made by name, with numbers and booleans read from text', async () => {
  const { update } = await opened();
  const { methodSettings } = await update(
    replace('/~1pets/GET/throttling/rateLimit', '12.5'),
    replace('/~1pets/GET/throttling/burstLimit', '-1'),
    replace('/~1pets/GET/caching/ttlInSeconds', '60'),
    replace('/~1pets/GET/caching/dataEncrypted', 'true'),
    replace('/~1pets/GET/caching/unauthorizedCacheControlHeaderStrategy', 'FAIL_WITH_403'),
    replace('/~1pets/GET/logging/loglevel', 'OFF'),
  );
  assert.deepEqual(methodSettings, {
    '~1pets/GET': {
      metricsEnabled: false,
      loggingLevel: 'OFF',
      dataTraceEnabled: false,
      throttlingBurstLimit: -1,
      throttlingRateLimit: 12.5,
      cachingEnabled: false,
      cacheTtlInSeconds: 60,
      cacheDataEncrypted: true,
      requireAuthorizationForCacheControl: true,
      unauthorizedCacheControlHeaderStrategy: 'FAIL_WITH_403',
    },
  });
  for (const [path, value] of [
    ['throttling/rateLimit', 'fast'],
    ['throttling/burstLimit', '1.5'],
    ['caching/ttlInSeconds', '3601'],
    ['logging/loglevel', 'DEBUG'],
    ['caching/unauthorizedCacheControlHeaderStrategy', 'NEVER'],
  ] as const) {
    await assert.rejects(update(replace(`/*/*/${path}`, value)), failure('BadRequestException'), path);
  }
});

test('logs need the account’s role', async () => {
  const { call, update } = await opened();
  const logging = replace('/*/*/logging/loglevel', 'INFO');
  await assert.rejects(
    update(logging),
    failure(
      'BadRequestException',
      'CloudWatch Logs role ARN must be set in account settings to enable logging',
    ),
  );
  const cloudwatchRoleArn = `arn:aws:iam::${ACCOUNT}:role/logs`;
  const account = await call('UpdateAccount', {
    patchOperations: [replace('/cloudwatchRoleArn', cloudwatchRoleArn)],
  });
  assert.deepEqual(account, {
    cloudwatchRoleArn,
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
    features: ['UsagePlans'],
    apiKeyVersion: '4',
  });
  assert.deepEqual(await call('GetAccount', {}), account);
  assert.equal((await update(logging)).methodSettings?.['*/*']?.loggingLevel, 'INFO');
});

test('the format of an access log is one line', async () => {
  const { update } = await opened();
  const format = (value: string) => update(replace('/accessLogSettings/format', value));
  const lines = '{\n"id":"$context.requestId" }';
  await assert.rejects(
    format(lines),
    failure(
      'BadRequestException',
      `Access Log format must be single line, new line character is allowed only at end of the format: '${lines}'`,
    ),
  );
  const line = '$context.requestId $context.status\n';
  assert.deepEqual((await format(line)).accessLogSettings, { format: line });
});

test('a cache cluster has the smallest size unless another is asked for', async () => {
  const { update } = await opened();
  const enabled = await update(replace('/cacheClusterEnabled', 'true'));
  assert.equal(enabled.cacheClusterSize, '0.5');
  assert.equal(enabled.cacheClusterStatus, 'AVAILABLE');
  assert.equal((await update(replace('/cacheClusterSize', '6.1'))).cacheClusterSize, '6.1');
  await assert.rejects(update(replace('/cacheClusterSize', '7')), failure('BadRequestException'));
  assert.equal((await update(replace('/cacheClusterEnabled', 'false'))).cacheClusterStatus, 'NOT_AVAILABLE');
});

// Recorded in LocalStack's tests/aws/services/apigateway/test_apigateway_canary.snapshot.json
test('a canary is made by its first change, and promoted by copying', async () => {
  const { call, restApiId, deploymentId, update } = await opened();
  const rejects = (operation: PatchOperation, message: string) =>
    assert.rejects(update(operation), failure('BadRequestException', message));
  const copy = (path: string, from: string): PatchOperation => ({ op: 'copy', path, from });
  const { id: next } = await call('CreateDeployment', { restApiId });
  await rejects(
    copy('/canarySettings/stageVariableOverrides', '/variables'),
    'Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]',
  );
  await rejects(
    copy('/deploymentId', '/canarySettings/deploymentId'),
    'Promotion not available. Canary does not exist.',
  );
  await rejects(
    { op: 'add', path: '/canarySettings/deploymentId', value: next },
    'Invalid add operation with path: /canarySettings/deploymentId',
  );
  await rejects(replace('/canarySettings/deploymentId', 'deploy'), 'Deployment id does not exist');
  await rejects(
    { op: 'remove', path: '/canarySettings/stageVariableOverrides' },
    'Cannot remove method setting canarySettings/stageVariableOverrides because there is no method setting for this method ',
  );
  const made = await update(replace('/canarySettings/percentTraffic', '50'));
  assert.deepEqual(made.canarySettings, { deploymentId, percentTraffic: 50, useStageCache: false });
  await update(
    replace('/canarySettings/deploymentId', next),
    replace('/canarySettings/stageVariableOverrides/a', 'canary'),
  );
  const promoted = await update(
    replace('/canarySettings/percentTraffic', '0.0'),
    copy('/deploymentId', '/canarySettings/deploymentId'),
    copy('/variables', '/canarySettings/stageVariableOverrides'),
  );
  assert.equal(promoted.deploymentId, next);
  assert.deepEqual(promoted.variables, { a: 'canary' });
  assert.equal((await update({ op: 'remove', path: '/canarySettings' })).canarySettings, undefined);
});

test('two writers of one stage both count', async () => {
  const { call, restApiId, update } = await opened();
  await Promise.all(Array.from({ length: 20 }, (_, index) => update(replace(`/variables/v${index}`, 'x'))));
  const { variables = {} } = await call('GetStage', { restApiId, stageName: 'v1' });
  assert.equal(Object.keys(variables).length, 20);
});
