import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { API_ID, method } from './api-records.fixture.ts';
import {
  AuthorizerRig,
  allowing,
  authorizerWith,
  CUSTOM,
  DENIED,
  METHOD_ARN,
  NOT_ALLOWED,
  policy,
  shown,
  statement,
  UNAUTHORIZED,
} from './lambda-authorizers.fixture.ts';

describe('a TOKEN authorizer', () => {
  const rig = new AuthorizerRig();
  before(() => rig.start());
  beforeEach(() => rig.reset());
  after(() => rig.stop());

  test('is asked with the token and the ARN of the request, and its answer reaches the backend', async () => {
    await rig.guard(authorizerWith());
    rig.authorize = () =>
      allowing({ context: { stringKey: 'value', numberKey: 1, booleanKey: true, none: null } });
    const answer = await rig.call('allow me');
    assert.equal(answer.status, 200);
    assert.deepEqual(rig.asked[0]?.event, {
      type: 'TOKEN',
      methodArn: `${METHOD_ARN}/GET/pets/1`,
      authorizationToken: 'allow me',
    });
    const { authorizer } = JSON.parse(answer.text).requestContext;
    const { integrationLatency, ...rest } = authorizer;
    assert.equal(typeof integrationLatency, 'number');
    assert.deepEqual(rest, { principalId: 'user-1', stringKey: 'value', numberKey: '1', booleanKey: 'true' });
  });

  test('is invoked on behalf of the authorizer, with a permission of its own', async () => {
    await rig.guard(authorizerWith({ id: 'auth01', name: 'permitted' }));
    rig.permissionQuestions.length = 0;
    await rig.call('permitted');
    const arn = `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/authorizers/auth01`;
    assert.deepEqual(rig.permissionQuestions[0], { arn, account: '123456789012' });
  });

  test('a missing, empty or unlikely token is refused before any call', async () => {
    await rig.guard(authorizerWith({ identityValidationExpression: '^Bearer [-0-9a-zA-z.]*$' }));
    assert.deepEqual(shown(await rig.send('/pets/1')), UNAUTHORIZED);
    for (const bad of ['', 'Bearer', 'bearer abc', 'Bearer abc def', ` ${'x'.repeat(8_000)}`]) {
      assert.deepEqual(shown(await rig.call(bad)), UNAUTHORIZED, JSON.stringify(bad.slice(0, 20)));
    }
    assert.equal(rig.asked.length, 0);
    assert.equal((await rig.call('Bearer abc.def')).status, 200);
  });

  test('a token of 100 KB does not come so far', async () => {
    await rig.guard(authorizerWith());
    const { status } = await rig.call('x'.repeat(100_000)).catch(() => ({ status: 431 }));
    assert.equal(status, 431);
    assert.equal(rig.asked.length, 0);
  });

  test('of two tokens that counts which the backend sees', async () => {
    await rig.guard(authorizerWith());
    const answer = await rig.send('/pets/1', { headers: { authorization: ['first', 'second'] } });
    assert.equal(rig.asked[0]?.event.authorizationToken, 'second');
    assert.equal(JSON.parse(answer.text).headers.Authorization, 'second');
  });

  test('odd bytes in a token are a token like others', async () => {
    await rig.guard(authorizerWith());
    const odd = '\u00ff\u0080"\\{}\u00a0\t;,';
    assert.equal((await rig.call(odd)).status, 200);
    assert.equal(rig.asked[0]?.event.authorizationToken, odd);
  });

  test('the kept answer is asked for every route', async () => {
    await rig.guard(authorizerWith());
    rig.authorize = () =>
      allowing({
        policyDocument: policy(
          statement('Allow', `${METHOD_ARN}/GET/*`),
          statement('Deny', [`${METHOD_ARN}/*/secret`, `${METHOD_ARN}/*/secret/*`]),
        ),
      });
    const statuses = [];
    for (const path of ['/pets/1', '/pets/2', '/other'])
      statuses.push((await rig.call('routes', path)).status);
    assert.deepEqual(statuses, [200, 200, 200]);
    assert.deepEqual(shown(await rig.call('routes', '/secret/x')), [403, 'AccessDeniedException', DENIED]);
    assert.deepEqual(shown(await rig.call('routes', '/secret')), [403, 'AccessDeniedException', DENIED]);
    const post = await rig.send('/pets/1', { method: 'POST', headers: { authorization: 'routes' } });
    assert.deepEqual(shown(post), [403, 'AccessDeniedException', NOT_ALLOWED]);
    assert.equal(rig.asked.length, 1);
    const { authorizer } = JSON.parse((await rig.call('routes')).text).requestContext;
    assert.equal(authorizer.integrationLatency, 0);
  });

  test('a path that is written differently slips past no denial', async () => {
    await rig.guard(authorizerWith());
    rig.authorize = () =>
      allowing({ policyDocument: policy(statement('Allow'), statement('Deny', `${METHOD_ARN}/*/admin`)) });
    for (const path of ['/admin', '/%61dmin', '//admin', '/admin/', '/admin//']) {
      assert.equal((await rig.call('written', path)).status, 403, path);
    }
  });

  test('conditions of the policy are those of the request', async () => {
    await rig.guard(authorizerWith());
    const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    rig.authorize = () => allowing({ policyDocument: policy({ ...statement('Allow'), Condition }) });
    assert.equal((await rig.call('address')).status, 200);
    const elsewhere = { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } };
    rig.authorize = () =>
      allowing({ policyDocument: policy({ ...statement('Allow'), Condition: elsewhere }) });
    assert.equal((await rig.call('other address')).status, 403);
  });

  test('a method ARN over 1,600 bytes: 414', async () => {
    await rig.guard(authorizerWith());
    const answer = await rig.call('long', `/${'a'.repeat(1_600)}`);
    assert.deepEqual([answer.status, answer.text], [414, '{"message":"Request URI too long"}']);
    assert.equal(rig.asked.length, 0);
  });

  test('scopes of the method are for other authorizers', async () => {
    await rig.guard(authorizerWith(), {
      '/{proxy+}': [method('ANY', { ...CUSTOM, authorizationScopes: ['pets/read'] })],
    });
    assert.equal((await rig.call('scopes')).status, 200);
  });
});

describe("an authorizer together with the API's resource policy", () => {
  const rig = new AuthorizerRig();
  before(() => rig.start());
  beforeEach(() => rig.reset());
  after(() => rig.stop());
  const resourcePolicy = (...statements: object[]) =>
    JSON.stringify(policy(...statements.map((each) => ({ Principal: '*', ...each }))));

  test('an explicit deny comes before the authorizer', async () => {
    await rig.guard(authorizerWith(), undefined, {
      policy: resourcePolicy(statement('Deny', 'execute-api:/*')),
    });
    const answer = await rig.call('any');
    assert.equal(answer.status, 403);
    assert.match(
      answer.text,
      /^\{"Message":"User: anonymous is not authorized .* with an explicit deny in a resource-based policy"\}$/,
    );
    assert.equal(rig.asked.length, 0);
  });

  test('either may allow, and neither may deny', async () => {
    await rig.guard(authorizerWith(), undefined, {
      policy: resourcePolicy(statement('Allow', 'execute-api:/stage/GET/open/*')),
    });
    rig.authorize = () => allowing({ policyDocument: policy(statement('Allow', `${METHOD_ARN}/GET/mine`)) });
    assert.equal((await rig.call('either', '/open/1')).status, 200);
    assert.equal((await rig.call('either', '/mine')).status, 200);
    assert.deepEqual(shown(await rig.call('either', '/other')), [403, 'AccessDeniedException', NOT_ALLOWED]);
    rig.authorize = () => allowing({ policyDocument: policy(statement('Deny')) });
    assert.deepEqual(shown(await rig.call('denied', '/open/1')), [403, 'AccessDeniedException', DENIED]);
  });
});
