import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Decision } from '../identity/access.ts';
import { ALICE, API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { ALLOW, Rig } from './gateway.fixture.ts';

const RESOURCE = `arn:aws:execute-api:us-east-1:********9012:${API_ID}`;
const SIGNED = { Authorization: 'AWS4-HMAC-SHA256 Credential=...', 'X-Amz-Date': '20240802T233443Z' };

function denied(source: Decision['source'], explicitDeny: boolean): Decision {
  return { allowed: false, explicitDeny, source };
}

describe('AWS_IAM', () => {
  const rig = new Rig();
  before(async () => {
    await rig.start();
    await rig.deploy({
      paths: { '/': [method('GET')], '/pets/{id}': [method('ANY', { authorizationType: 'AWS_IAM' })] },
    });
  });
  after(() => rig.stop());
  beforeEach(() => {
    rig.decide = () => ALLOW;
  });

  test('the function is told who calls, and not how they signed', async () => {
    const answer = await rig.send('/pets/7', {
      headers: { ...SIGNED, 'User-Agent': 'test', 'X-Amz-Security-Token': 't' },
    });
    const event = JSON.parse(answer.text);
    assert.deepEqual(event.requestContext.identity, {
      cognitoIdentityPoolId: null,
      accountId: '123456789012',
      cognitoIdentityId: null,
      caller: 'AIDAALICE',
      sourceIp: '203.0.113.7',
      principalOrgId: null,
      accessKey: 'AKIAALICE',
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: 'arn:aws:iam::123456789012:user/alice',
      userAgent: 'test',
      user: 'AIDAALICE',
    });
    assert.equal(event.headers.Authorization, undefined);
    assert.equal(event.headers['X-Amz-Date'], SIGNED['X-Amz-Date']);
  });

  test('the question asked of the policies', async () => {
    rig.decisions.length = 0;
    await rig.send('/%70ets/a%2Fb/', {
      method: 'DELETE',
      headers: { ...SIGNED, Referer: 'r', 'User-Agent': 'u' },
    });
    assert.deepEqual(rig.decisions, [
      {
        caller: ALICE,
        policy: undefined,
        request: {
          action: 'execute-api:Invoke',
          resource: `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/stage/DELETE/pets/a%2Fb`,
          resourceAccount: '123456789012',
          conditions: {
            'aws:sourceip': '203.0.113.7',
            'aws:securetransport': 'false',
            'aws:requestedregion': 'us-east-1',
            'aws:useragent': 'u',
            'aws:referer': 'r',
          },
        },
      },
    ]);
  });

  for (const [decision, why] of [
    [denied('identity', false), 'because no identity-based policy allows the execute-api:Invoke action'],
    [denied('identity', true), 'with an explicit deny in an identity-based policy'],
    [denied('resource', true), 'with an explicit deny in a resource-based policy'],
    [denied('session', false), 'because no session policy allows the execute-api:Invoke action'],
    [denied('boundary', false), 'because no permissions boundary allows the execute-api:Invoke action'],
  ] as const) {
    test(`a principal who may not: ${why}`, async () => {
      rig.decide = () => decision;
      rig.invocations.length = 0;
      const answer = await rig.send('/pets/7', { headers: SIGNED });
      assert.equal(answer.status, 403);
      assert.equal(
        answer.text,
        `{"Message":"User: arn:aws:iam::123456789012:user/alice is not authorized to perform: execute-api:Invoke on resource: ${RESOURCE}/stage/GET/pets/7 ${why}"}`,
      );
      assert.equal(answer.headers['x-amzn-errortype'], 'AccessDeniedException');
      assert.equal(rig.invocations.length, 0);
    });
  }

  test('a signature that is not accepted', async () => {
    rig.authentication = async () => ({
      ok: false,
      failure: {
        kind: 'unknown-key',
        code: 'x',
        message: 'The security token included in the request is invalid.',
      },
    });
    const answer = await rig.send('/pets/7', { headers: SIGNED });
    assert.equal(answer.status, 403);
    assert.equal(answer.text, '{"message":"The security token included in the request is invalid."}');
    assert.equal(answer.headers['x-amzn-errortype'], 'UnrecognizedClientException');
  });

  test('an error inside the policy engine opens nothing', async () => {
    rig.authentication = async () => ({ ok: true, caller: ALICE, signedHeaders: [] });
    rig.decide = () => {
      throw new Error('broken');
    };
    const answer = await rig.send('/pets/7', { headers: SIGNED });
    assert.equal(answer.status, 500);
    assert.equal(answer.text, '{"message": "Internal server error"}');
    assert.match(rig.logged.join(), /failed inside the gateway/);
  });

  test('what the override header says is what is authorized and served', async () => {
    rig.decisions.length = 0;
    const headers = { ...SIGNED, 'X-HTTP-Method-Override': 'delete' };
    const event = JSON.parse((await rig.send('/pets/7', { method: 'POST', headers })).text);
    assert.equal(event.httpMethod, 'DELETE');
    assert.match(rig.decisions[0]?.request.resource ?? '', /\/DELETE\/pets\/7$/);
    const bogus = await rig.send('/pets/7', { headers: { 'X-HTTP-Method-Override': 'ANY' } });
    assert.equal(bogus.status, 403);
  });
});

/** "IAM authentication and resource policy" gives the policy to the decision; "resource policy only" decides by itself. */
describe('resource policies', () => {
  const rig = new Rig();
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*/GET/*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: { StringEquals: { 'aws:UserAgent': 'bot' } },
      },
    ],
  });
  before(async () => {
    await rig.start();
    await rig.deploy({
      api: { policy },
      paths: { '/': [method('ANY')], '/iam': [method('GET', { authorizationType: 'AWS_IAM' })] },
    });
  });
  after(() => rig.stop());

  test('an explicit allow lets anybody in', async () => {
    assert.equal((await rig.send('/')).status, 200);
  });

  test('nothing said is no', async () => {
    const answer = await rig.send('/', { method: 'POST', body: 'x' });
    assert.equal(answer.status, 403);
    assert.equal(
      answer.text,
      `{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${RESOURCE}/stage/POST/ because no resource-based policy allows the execute-api:Invoke action"}`,
    );
  });

  test('an explicit deny goes first', async () => {
    const answer = await rig.send('/', { headers: { 'User-Agent': 'bot' } });
    assert.match(answer.text, /with an explicit deny in a resource-based policy"}$/);
  });

  test('with AWS_IAM it is decided together with the principal', async () => {
    rig.decisions.length = 0;
    await rig.send('/iam', { headers: SIGNED });
    const [{ policy: asked } = { policy: '' }] = rig.decisions;
    assert.match(asked ?? '', /arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5\/\*\/GET\/\*/);
  });

  test('a policy saved later counts from the next deployment', async () => {
    await rig.deploy({ stageName: 'fresh', paths: { '/': [method('ANY')] }, deploymentId: 'dep2' });
    assert.equal((await rig.send(`/@${API_ID}/fresh/`, { method: 'POST' })).status, 200);
  });
});

describe('what the gateway does not offer is never open', () => {
  const rig = new Rig();
  before(async () => {
    await rig.start();
    await rig.deploy({
      paths: {
        '/custom': [method('GET', { authorizationType: 'CUSTOM', authorizerId: 'a' })],
        '/cognito': [method('GET', { authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'c' })],
        '/validated': [method('GET', { requestValidatorId: 'v' })],
        '/role': [
          method('GET', { methodIntegration: lambdaProxy({ credentials: 'arn:aws:iam::1:role/r' }) }),
        ],
      },
    });
  });
  after(() => rig.stop());

  for (const [path, reason] of [
    ['/custom', 'there is no Lambda authorizer a'],
    ['/cognito', 'there is no authorizer of user pools c'],
    ['/validated', 'there is no request validator v'],
    ['/role', 'the role of the integration is in another account'],
  ] as const) {
    test(path, async () => {
      const answer = await rig.send(path);
      assert.equal(answer.status, 500);
      assert.equal(answer.text, '{"message": "Internal server error"}');
      assert.ok(rig.logged.some((line) => line.startsWith(`GET ${path} can't be served: ${reason}`)));
      assert.equal(rig.invocations.length, 0);
      const lines = rig.logged.length;
      await rig.send(path);
      assert.equal(rig.logged.length, lines, 'said once');
    });
  }
});
