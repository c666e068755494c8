import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ServiceError } from '../protocols/service-error.ts';
import { method } from './api-records.fixture.ts';
import {
  AuthorizerRig,
  allowing,
  authorizerWith,
  CUSTOM,
  DENIED,
  failing,
  METHOD_ARN,
  policy,
  shown,
  statement,
  UNAUTHORIZED,
  UNUSABLE,
} from './lambda-authorizers.fixture.ts';

describe('answers of Lambda authorizers', () => {
  const rig = new AuthorizerRig();
  before(() => rig.start());
  beforeEach(() => rig.reset());
  after(() => rig.stop());

  test('a function that knows nobody by the token says Unauthorized, and nothing else will do', async () => {
    await rig.guard(authorizerWith());
    rig.authorize = () => failing('Unauthorized');
    assert.deepEqual(shown(await rig.call('unknown')), UNAUTHORIZED);
    for (const message of ['unauthorized', 'Unauthorized: expired', 'Error: Unauthorized', '']) {
      rig.authorize = () => failing(message, 'Unhandled');
      assert.deepEqual(shown(await rig.call('unknown')), UNUSABLE, message);
    }
    rig.authorize = () => ({ errorMessage: 'Unauthorized' });
    assert.deepEqual(shown(await rig.call('unknown')), UNUSABLE, 'returned, not failed');
  });

  test('a failure is not kept', async () => {
    await rig.guard(authorizerWith());
    for (const behaviour of [() => failing('Unauthorized'), () => failing('boom'), () => null]) {
      rig.authorize = behaviour;
      assert.notEqual((await rig.call('again')).status, 200);
    }
    rig.authorize = () => allowing();
    assert.equal((await rig.call('again')).status, 200);
    assert.equal(rig.asked.length, 4);
  });

  test('answers that are none', async () => {
    await rig.guard(authorizerWith());
    const documents: unknown[] = [
      null,
      'allow',
      [],
      {},
      { principalId: 'p' },
      { principalId: 'p', policyDocument: 'Allow' },
      { principalId: 'p', policyDocument: JSON.stringify(policy(statement('Allow'))) },
      { principalId: { id: 1 }, policyDocument: policy(statement('Allow')) },
      { principalId: ['p'], policyDocument: policy(statement('Allow')) },
      { ...allowing(), isAuthorized: true },
      allowing({ usageIdentifierKey: {} }),
      allowing({ context: 'text' }),
      allowing({ context: [1] }),
      allowing({ context: { roles: ['a'] } }),
      allowing({ context: { user: { id: 1 } } }),
      allowing({ policyDocument: policy() }),
      allowing({ policyDocument: { Version: '2011-01-01', Statement: [statement('Allow')] } }),
      allowing({ policyDocument: policy(statement('allow')) }),
      allowing({ policyDocument: policy(statement('Allow|Deny')) }),
      allowing({ policyDocument: policy({ Effect: 'Allow', Action: '*' }) }),
      allowing({ policyDocument: policy({ Effect: 'Allow', Action: '*', Resource: [] }) }),
      allowing({ policyDocument: policy({ Effect: 'Allow', Resource: '*' }) }),
      allowing({ policyDocument: policy({ ...statement('Allow'), Principal: '*' }) }),
      allowing({ policyDocument: policy({ ...statement('Allow'), Resource: { a: 1 } }) }),
      allowing({ policyDocument: policy(statement('Allow', `${METHOD_ARN}/GET/${'x'.repeat(512)}`)) }),
      // None may be taken for an answer because it looks like one.
      { policyDocument: policy(statement('Allow')) },
      { principalId: null, policyDocument: policy(statement('Allow')) },
    ];
    for (const [index, document] of documents.entries()) {
      rig.authorize = () => document;
      assert.deepEqual(shown(await rig.call(`none ${index}`)), UNUSABLE, JSON.stringify(document));
    }
    rig.authorize = () => ({ payload: Buffer.from('{"principalId": "p", ') });
    assert.deepEqual(shown(await rig.call('half')), UNUSABLE);
    rig.authorize = () => ({ functionError: 'Unhandled', payload: Buffer.from(JSON.stringify(allowing())) });
    assert.deepEqual(
      shown(await rig.call('failed')),
      UNUSABLE,
      'a failure is no answer, whatever it looks like',
    );
  });

  test('who denies need not say whom', async () => {
    // As observed in https://loige.co/debugging-custom-apigateway-authorizers/
    await rig.guard(authorizerWith());
    rig.authorize = () => ({ policyDocument: policy(statement('Deny')) });
    assert.deepEqual(shown(await rig.call('nobody')), [403, 'AccessDeniedException', DENIED]);
    rig.authorize = () => ({ principalId: '', policyDocument: policy(statement('Allow')) });
    assert.equal((await rig.call('empty')).status, 200);
    rig.authorize = () => ({ principalId: 42, policyDocument: policy(statement('Allow')) });
    const { authorizer } = JSON.parse((await rig.call('number')).text).requestContext;
    assert.equal(authorizer.principalId, '42');
  });

  test('names in the context that mean something to JavaScript mean nothing here', async () => {
    await rig.guard(authorizerWith());
    rig.authorize = () => ({
      payload: Buffer.from(
        `{"principalId":"p","policyDocument":${JSON.stringify(policy(statement('Allow')))},` +
          '"context":{"__proto__":"x","constructor":"y","toString":1,"hasOwnProperty":false}}',
      ),
    });
    const { text } = await rig.call('names');
    assert.match(
      text,
      /"authorizer":\{"__proto__":"x","constructor":"y","toString":"1","hasOwnProperty":"false",/,
    );
    assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
  });

  test('policy bombs are refused, and what is not refused is linear', async () => {
    await rig.guard(authorizerWith());
    rig.authorize = () => allowing({ policyDocument: policy(...Array(10_000).fill(statement('Allow'))) });
    assert.deepEqual(shown(await rig.call('statements')), UNUSABLE);
    rig.authorize = () => allowing({ context: { text: 'x'.repeat(1_000_000) } });
    assert.deepEqual(shown(await rig.call('megabyte')), UNUSABLE);
    const bomb = `arn:aws:execute-api:*/${'*a'.repeat(240)}*b`;
    rig.authorize = () => allowing({ policyDocument: policy(...Array(200).fill(statement('Allow', bomb))) });
    const begun = performance.now();
    assert.equal((await rig.call('wildcards', `/${'a'.repeat(1_400)}`)).status, 403);
    assert.ok(performance.now() - begun < 2_000);
  });

  test('without the permission, or without the function', async () => {
    await rig.guard(authorizerWith());
    rig.permitted = false;
    assert.deepEqual(shown(await rig.call('forbidden')), UNUSABLE);
    rig.permitted = true;
    for (const [code, status] of [
      ['ResourceNotFoundException', 404],
      ['TooManyRequestsException', 429],
    ] as const) {
      rig.authorize = () => {
        throw new ServiceError(code, status, 'no');
      };
      assert.deepEqual(shown(await rig.call('gone')), UNUSABLE, code);
    }
  });

  test("the role of an authorizer's credentials invokes the function", async () => {
    await rig.guard(authorizerWith({ authorizerCredentials: 'arn:aws:iam::123456789012:role/missing' }));
    assert.deepEqual(shown(await rig.call('role')), UNUSABLE, 'there is no such role');
    assert.equal(rig.asked.length, 0);
  });

  test('gateway responses may show what the function says to those whom it denies', async () => {
    const responseTemplates = { 'application/json': '{"why":"$context.authorizer.why"}' };
    await rig.deploy({
      paths: { '/{proxy+}': [method('ANY', CUSTOM)] },
      deploymentId: 'shown',
      parts: {
        authorizers: [authorizerWith()],
        gatewayResponses: [{ responseType: 'ACCESS_DENIED', responseParameters: {}, responseTemplates }],
      },
    });
    rig.authorize = () => allowing({ policyDocument: policy(statement('Deny')), context: { why: 'unpaid' } });
    assert.equal((await rig.call('why')).text, '{"why":"unpaid"}');
  });
});

describe('what can not be served is never open', () => {
  const rig = new AuthorizerRig();
  before(() => rig.start());
  beforeEach(() => rig.reset());
  after(() => rig.stop());
  const CLOSED = [500, 'InternalServerErrorException', '{"message": "Internal server error"}'];

  for (const [what, authorizer] of [
    ['no such authorizer', authorizerWith({ id: 'other1' })],
    ['an authorizer of another kind', authorizerWith({ type: 'COGNITO_USER_POOLS' })],
    [
      'a URI that names no function',
      authorizerWith({ authorizerUri: 'arn:aws:apigateway:us-east-1:s3:path/x' }),
    ],
    ['an invalid expression', authorizerWith({ identityValidationExpression: '(' })],
    ['a token that is no header', authorizerWith({ identitySource: 'method.request.querystring.token' })],
    ['no token source', authorizerWith({ identitySource: '' })],
    [
      'two token sources',
      authorizerWith({ identitySource: 'method.request.header.A,method.request.header.B' }),
    ],
    ['a source that is none', authorizerWith({ type: 'REQUEST', identitySource: 'method.request.body.x' })],
    [
      'a role that is none',
      authorizerWith({ authorizerCredentials: 'arn:aws:iam::123456789012:user/alice' }),
    ],
    ["another account's role", authorizerWith({ authorizerCredentials: 'arn:aws:iam::999999999999:role/r' })],
  ] as const) {
    test(what, async () => {
      await rig.guard(authorizer);
      assert.deepEqual(shown(await rig.call('allow')), CLOSED);
      assert.equal(rig.invocations.length, 0);
    });
  }
});
