import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployments } from '../../definitions/rest-api.ts';
import { failure, openService, petsApi } from './apigateway.fixture.ts';

test('a deployment is a copy: later edits reach no stage before the next deployment', async () => {
  const { call, store } = openService();
  const { restApiId, method } = await petsApi(call);
  const { id: first } = await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const frozen = async (id: string | undefined) => {
    const [found] = await store.collection(deployments).find(`${restApiId}/${id}`);
    return structuredClone(found?.value.snapshot);
  };
  const before = await frozen(first);
  await call('UpdateMethod', {
    ...method,
    patchOperations: [{ op: 'replace', path: '/authorizationType', value: 'AWS_IAM' }],
  });
  await call('UpdateRestApi', {
    restApiId,
    patchOperations: [{ op: 'replace', path: '/name', value: 'new' }],
  });
  await call('UpdateDeployment', {
    restApiId,
    deploymentId: first,
    patchOperations: [{ op: 'replace', path: '/description', value: 'first' }],
  });
  assert.deepEqual(await frozen(first), before);
  const { id: second } = await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const summary = async (deploymentId: string | undefined) =>
    (await call('GetDeployment', { restApiId, deploymentId, embed: ['apisummary'] })).apiSummary;
  assert.deepEqual(await summary(first), {
    '/pets': { GET: { authorizationType: 'NONE', apiKeyRequired: false } },
  });
  assert.equal((await summary(second))?.['/pets']?.GET?.authorizationType, 'AWS_IAM');
  assert.equal((await call('GetStage', { restApiId, stageName: 'v1' })).deploymentId, second);
});

test('an API without methods, or with a method without integration, is not deployed', async () => {
  const { call } = openService();
  const { id: restApiId, rootResourceId: resourceId } = await call('CreateRestApi', { name: 'a' });
  const rejects = (message: string) =>
    assert.rejects(
      call('CreateDeployment', { restApiId, stageName: 'v1' }),
      failure('BadRequestException', message),
    );
  await rejects("The REST API doesn't contain any methods");
  await call('PutMethod', { restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE' });
  await rejects('No integration defined for method');
  assert.deepEqual((await call('GetDeployments', { restApiId })).items, []);
  assert.deepEqual((await call('GetStages', { restApiId })).item, []);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
test('a private API is not deployed without a resource policy', async () => {
  const { call } = openService();
  const { restApiId } = await petsApi(call);
  const update = (op: 'replace' | 'remove', path: string, value?: string) =>
    call('UpdateRestApi', { restApiId, patchOperations: [{ op, path, ...(value && { value }) }] });
  await update('replace', '/endpointConfiguration/types/EDGE', 'PRIVATE');
  const deploy = () => call('CreateDeployment', { restApiId, stageName: 'v1' });
  const refusal = "Private REST API doesn't have a resource policy attached to it";
  await assert.rejects(deploy, failure('BadRequestException', refusal));
  const statement = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*' };
  await update('replace', '/policy', JSON.stringify({ Version: '2012-10-17', Statement: statement }));
  await deploy();
  await update('replace', '/policy', '');
  await assert.rejects(deploy, failure('BadRequestException', refusal));
});

test('CreateDeployment makes the stage as CreateStage would, and later updates it', async () => {
  const { call } = openService();
  const { restApiId } = await petsApi(call);
  const stageName = 'v1';
  await call('CreateDeployment', {
    restApiId,
    stageName,
    stageDescription: 'one',
    variables: { a: '1', b: '1' },
  });
  await call('CreateDeployment', { restApiId, stageName, variables: { b: '2' }, tracingEnabled: true });
  const stage = await call('GetStage', { restApiId, stageName });
  assert.equal(stage.description, 'one');
  assert.deepEqual(stage.variables, { a: '1', b: '2' });
  assert.equal(stage.tracingEnabled, true);
});

// The texts are recorded in LocalStack's tests/aws/services/apigateway/test_apigateway_canary.snapshot.json
test('a canary deployment needs a stage and leaves the stage’s own deployment', async () => {
  const { call } = openService();
  const { restApiId } = await petsApi(call);
  const canarySettings = { percentTraffic: 50, stageVariableOverrides: { a: 'canary' } };
  const invalid = 'Invalid deployment content specified.';
  await assert.rejects(
    call('CreateDeployment', { restApiId, canarySettings }),
    failure(
      'BadRequestException',
      `${invalid}Non null and non empty stageName must be provided for canary deployment. Provided value is null`,
    ),
  );
  await assert.rejects(
    call('CreateDeployment', { restApiId, stageName: 'non-existing', canarySettings }),
    failure(
      'BadRequestException',
      `${invalid}Stage non-existing must already be created before making a canary release deployment`,
    ),
  );
  const { id: main } = await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const { id: canary } = await call('CreateDeployment', { restApiId, stageName: 'v1', canarySettings });
  const stage = await call('GetStage', { restApiId, stageName: 'v1' });
  assert.equal(stage.deploymentId, main);
  assert.deepEqual(stage.canarySettings, { ...canarySettings, deploymentId: canary, useStageCache: false });
  await assert.rejects(
    call('DeleteDeployment', { restApiId, deploymentId: canary }),
    failure('BadRequestException', 'Active stages pointing to this deployment must be moved or deleted'),
  );
});

test('a stage never points to a deployment that is gone', async () => {
  const { call } = openService();
  const { restApiId } = await petsApi(call);
  for (let round = 0; round < 10; round++) {
    const { id: deploymentId } = await call('CreateDeployment', { restApiId });
    const [created, deleted] = await Promise.allSettled([
      call('CreateStage', { restApiId, deploymentId, stageName: `v${round}` }),
      call('DeleteDeployment', { restApiId, deploymentId }),
    ]);
    assert.notEqual(created.status, deleted.status);
  }
});

test('a deployment freezes what methods refer to, and what the gateway answers by itself', async () => {
  const { call, store } = openService();
  const { restApiId } = await petsApi(call);
  await call('CreateRequestValidator', { restApiId, name: 'body' });
  await call('PutGatewayResponse', { restApiId, responseType: 'THROTTLED', statusCode: '503' });
  await call('CreateAuthorizer', {
    restApiId,
    name: 'pool',
    type: 'COGNITO_USER_POOLS',
    providerARNs: ['arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_aWcZeQbuD'],
    identitySource: 'method.request.header.Authorization',
  });
  const { id } = await call('CreateDeployment', { restApiId });
  await call('DeleteModel', { restApiId, modelName: 'Empty' });
  await call('DeleteGatewayResponse', { restApiId, responseType: 'THROTTLED' });
  const [found] = await store.collection(deployments).find(`${restApiId}/${id}`);
  const { models, requestValidators, gatewayResponses, authorizers } = found?.value.snapshot ?? {};
  assert.deepEqual(
    [models, requestValidators, authorizers].map((parts) => parts?.map(({ name }) => name)),
    [['Empty', 'Error'], ['body'], ['pool']],
  );
  assert.deepEqual(
    gatewayResponses?.map(({ statusCode }) => statusCode),
    ['503'],
  );
});
