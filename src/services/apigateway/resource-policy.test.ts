import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployments } from '../../definitions/rest-api.ts';
import { failure, openService, petsApi } from './apigateway.fixture.ts';
import { escapedPolicy, readResourcePolicy } from './resource-policy.ts';

const scope = { account: '111111111111', region: 'us-east-1' };
const read = (policy: unknown) =>
  readResourcePolicy(typeof policy === 'string' ? policy : JSON.stringify(policy), scope, 'abcdefghij', 8192);
const allow = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
const policyOf = (statement: unknown) => ({ Version: '2012-10-17', Statement: statement });

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
test('short resources become ARNs of the API, full ones stay', () => {
  const full = 'arn:aws:execute-api:us-east-1:111111111111:abcdefghij/';
  const kept = read(policyOf([{ ...allow, Resource: ['execute-api:/v1/GET/pets', `${full}v2/*`] }]));
  assert.deepEqual(JSON.parse(kept).Statement[0].Resource, [`${full}v1/GET/pets`, `${full}v2/*`]);
  const denied = { Effect: 'Deny', Principal: '*', Action: '*', NotResource: 'execute-api:/*' };
  assert.equal(JSON.parse(read(policyOf(denied))).Statement[0].NotResource, `${full}*`);
});

test('principals of every kind are taken', () => {
  for (const Principal of [
    '*',
    { AWS: '*' },
    { AWS: ['123456789012', 'arn:aws:iam::123456789012:role/app', 'arn:aws:iam::123456789012:root'] },
    { Service: 'apigateway.amazonaws.com' },
  ]) {
    read(policyOf({ ...allow, Principal, Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } } }));
  }
});

test('what is no resource policy is refused in one and the same way', () => {
  const message =
    'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.';
  const { Principal: _principal, ...withoutPrincipal } = allow;
  const broken: unknown[] = [
    'not json',
    '[]',
    'null',
    '"text"',
    {},
    { Statement: [] },
    { Version: '2020-01-01', Statement: allow },
    policyOf(withoutPrincipal),
    policyOf({ ...allow, Effect: 'allow' }),
    policyOf({ ...allow, Principal: 'me' }),
    policyOf({ ...allow, Principal: {} }),
    policyOf({ ...allow, Principal: { AWS: 'me' } }),
    policyOf({ ...allow, Principal: { Nobody: '*' } }),
    policyOf({ ...allow, NotPrincipal: '*' }),
    policyOf({ ...allow, Action: [] }),
    policyOf({ ...allow, Action: undefined }),
    policyOf({ ...allow, Resource: 5 }),
    policyOf({ ...allow, Condition: { StringEquals: 'x' } }),
    policyOf([allow, null]),
    policyOf({ ...allow, Condition: { StringIsh: { 'aws:UserAgent': 'x' } } }),
    policyOf({ ...allow, Condition: { 'ForSomeValues:StringLike': { 'aws:UserAgent': 'x' } } }),
    policyOf({ ...allow, Bogus: 'x' }),
    { ...policyOf(allow), Bogus: 'x' },
  ];
  for (const policy of broken)
    assert.throws(() => read(policy), failure('BadRequestException', message), JSON.stringify(policy));
});

test('a policy longer than the quota is refused', () => {
  assert.throws(() => read(policyOf({ ...allow, Sid: 'x'.repeat(9000) })), failure('BadRequestException'));
});

test('answers have the policy with its quotes escaped, and a saved policy waits for the next deployment', async () => {
  const { call, store } = openService();
  const { restApiId } = await petsApi(call);
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const policy = JSON.stringify(policyOf([allow]));
  const patchOperations = [{ op: 'replace' as const, path: '/policy', value: policy }];
  const updated = await call('UpdateRestApi', { restApiId, patchOperations });
  assert.match(updated.policy ?? '', /^\{\\"Version\\":\\"2012-10-17\\"/);
  assert.equal(
    JSON.parse(`"${updated.policy}"`),
    JSON.stringify(JSON.parse(JSON.parse(`"${updated.policy}"`))),
  );
  const [deployment] = await store.collection(deployments).listAll();
  assert.ok(deployment && !JSON.stringify(deployment.value).includes('2012-10-17'));
  const removed = [{ op: 'replace' as const, path: '/policy', value: '' }];
  assert.equal((await call('UpdateRestApi', { restApiId, patchOperations: removed })).policy, undefined);
});

test('a policy that is refused changes nothing', async () => {
  const { call } = openService();
  const { restApiId } = await petsApi(call);
  const patchOperations = [
    { op: 'replace' as const, path: '/name', value: 'other' },
    { op: 'replace' as const, path: '/policy', value: '{}' },
  ];
  await assert.rejects(call('UpdateRestApi', { restApiId, patchOperations }), failure('BadRequestException'));
  assert.equal((await call('GetRestApi', { restApiId })).name, 'pets');
});

test('escaping is undone by reading the text as a JSON string', () => {
  const policy = '{"a":"b\\"c\\\\d/e"}';
  assert.equal(JSON.parse(`"${escapedPolicy(policy)}"`), policy);
});
