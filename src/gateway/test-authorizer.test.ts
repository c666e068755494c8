import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Authorizer } from '../definitions/api-parts.ts';
import type { TestAuthorizerInvocation } from '../definitions/test-invocation.ts';
import { API_ID, NOW, SCOPE } from './api-records.fixture.ts';
import { AuthorizerRig, allowing, authorizerWith, policy, statement } from './lambda-authorizers.fixture.ts';

const URI =
  'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:authorizer/invocations';
const TOKEN = 'a-token-that-nobody-may-see-123456';
const principalId = 'principal-of-the-caller';
const DENYING = { principalId, policyDocument: policy(statement('Deny')) };

/** The lines are those of logs of API Gateway's test invocations that people published. */
describe('test invocations of authorizers', () => {
  const rig = new AuthorizerRig();
  before(() => rig.start());
  beforeEach(() => {
    rig.reset();
    rig.authorize = () => allowing({ principalId });
  });
  after(() => rig.stop());

  const testing = (changes: Partial<TestAuthorizerInvocation> = {}, authorizer: Partial<Authorizer> = {}) =>
    rig.gateway.testInvoker.invokeAuthorizer({
      scope: SCOPE,
      snapshot: {
        api: {
          id: API_ID,
          name: 'test',
          createdDate: NOW,
          apiKeySource: 'HEADER',
          endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
          disableExecuteApiEndpoint: false,
          rootResourceId: 'root',
        },
        resources: [],
        models: [],
        requestValidators: [],
        gatewayResponses: [],
        authorizers: [authorizerWith({ identitySource: 'method.request.header.Auth', ...authorizer })],
      },
      authorizerId: 'auth01',
      pathWithQueryString: undefined,
      headers: ['Auth', TOKEN],
      body: '',
      stageVariables: undefined,
      additionalContext: undefined,
      signal: new AbortController().signal,
      ...changes,
    });

  test('a test invocation says what the authorizer says, also that it denies', async () => {
    rig.authorize = () => DENYING;
    const result = await testing();
    const { log } = result;
    assert.deepEqual([result.clientStatus, result.principalId], [0, principalId]);
    assert.deepEqual(JSON.parse(result.policy ?? ''), DENYING.policyDocument);
    assert.ok(result.latency >= 0);
    assert.equal(
      rig.asked[0]?.event.methodArn,
      `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/ESTestInvoke-stage/GET/`,
    );
    const shown = log
      .split('\n')
      .map((line) => line.replace(/^\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4} : /, ''));
    assert.match(shown[0] ?? '', /^Execution log for request [0-9a-f-]{36}$/);
    const starts = [
      'Starting authorizer: auth01 for request: ',
      'Incoming identity: ****',
      `Endpoint request URI: ${URI}`,
      'Endpoint request headers: {',
      'Endpoint request body after transformations: {"type":"TOKEN",',
      `Sending request to ${URI}`,
      'Authorizer result body before parsing: {"principalId":"principal-of-the-caller",',
      'Using valid authorizer policy for principal: *****************caller',
      'Successfully completed authorizer execution',
      '',
    ];
    for (const [index, start] of starts.entries())
      assert.ok(shown[index + 1]?.startsWith(start), `${start} in ${log}`);
    assert.equal(shown.length, starts.length + 1);
    await testing();
    assert.equal(rig.asked.length, 2, 'nothing is kept');
  });

  test('a test invocation that fails', async () => {
    const refused = await testing({ headers: [] });
    assert.deepEqual(
      [refused.clientStatus, refused.principalId, refused.policy],
      [401, undefined, undefined],
    );
    assert.match(refused.log, / : Unauthorized request: [0-9a-f-]{36}\n.* : Unauthorized\n$/);
    rig.authorize = () => ({
      functionError: 'Unhandled',
      payload: Buffer.from('{"errorType":"Runtime.ImportModuleError"}'),
    });
    const failed = await testing();
    assert.equal(failed.clientStatus, 500);
    assert.match(
      failed.log,
      / : Execution failed due to configuration error: Invalid JSON in response: Unrecognized field "errorType" , not marked as ignorable\n.* : AuthorizerConfigurationException\n$/,
    );
    const wrong = await testing({}, { authorizerUri: 'arn:aws:apigateway:us-east-1:s3:path/x' });
    assert.equal(wrong.clientStatus, 500);
    assert.match(wrong.log, / : AuthorizerConfigurationException\n$/);
  });

  test('a test invocation of a REQUEST authorizer', async () => {
    const identitySource =
      'method.request.querystring.key,stageVariables.table,context.custom,method.request.header.Auth';
    const request = { type: 'REQUEST' as const, identitySource };
    const given = { pathWithQueryString: '/a/b?key=1', stageVariables: { table: 'pets' } };
    assert.equal((await testing(given, request)).clientStatus, 401, 'no additional context');
    const { clientStatus } = await testing({ ...given, additionalContext: { custom: 'yes' } }, request);
    assert.equal(clientStatus, 0);
    const { requestContext, headers, ...event } = JSON.parse(JSON.stringify(rig.asked[0]?.event));
    assert.deepEqual(headers, { Auth: TOKEN });
    assert.deepEqual(event.queryStringParameters, { key: '1' });
    assert.deepEqual([event.path, event.resource, event.httpMethod], ['/a/b', '/', 'GET']);
    const { resourceId, resourcePath, stage, path } = requestContext;
    assert.deepEqual(
      [resourceId, resourcePath, stage, path],
      ['test-invoke-resource-id', '/', 'test-invoke-stage', '/a/b'],
    );
  });
});
