import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Authorizer } from '../definitions/api-parts.ts';
import type { Method, Stage } from '../definitions/rest-api.ts';
import type { Invocation } from '../lambda/invoker.ts';
import { ServiceError } from '../protocols/service-error.ts';
import {
  type Answer,
  API_ID,
  type Behaviour,
  lambdaUri,
  method,
  NOW,
  type Paths,
  Rig,
} from './gateway.fixture.ts';
import type { GatewayLimits } from './gateway.ts';
import { ClientGoneError } from './request/body.ts';

const AUTHORIZER_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:authorizer';
const METHOD_ARN = `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/stage`;
const CUSTOM: Partial<Method> = { authorizationType: 'CUSTOM', authorizerId: 'auth01' };

const DENIED =
  '{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}';
const NOT_ALLOWED =
  '{"Message":"User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action"}';

function token(changes: Partial<Authorizer> = {}): Authorizer {
  return {
    id: 'auth01',
    name: 'tokens',
    type: 'TOKEN',
    authType: 'custom',
    authorizerUri: lambdaUri(AUTHORIZER_ARN),
    identitySource: 'method.request.header.Authorization',
    authorizerResultTtlInSeconds: 300,
    ...changes,
  };
}

function statement(Effect: string, Resource: string | string[] = `${METHOD_ARN}/*`) {
  return { Action: 'execute-api:Invoke', Effect, Resource };
}

function policy(...Statement: object[]) {
  return { Version: '2012-10-17', Statement };
}

function allowing(more: object = {}) {
  return { principalId: 'user-1', policyDocument: policy(statement('Allow')), ...more };
}

function failing(errorMessage: string, functionError: 'Handled' | 'Unhandled' = 'Handled') {
  return { functionError, payload: Buffer.from(JSON.stringify({ errorMessage, errorType: 'Error' })) };
}

let now = NOW;
let rig: Rig;
let deployments = 0;
/** What the authorizer's function answers, and what it was asked. */
let authorize: Behaviour = () => allowing();
let asked: { event: Record<string, unknown>; invocation: Invocation }[] = [];

async function open(limits: Partial<GatewayLimits> = {}): Promise<void> {
  rig = new Rig({ clock: () => now, limits });
  rig.behaviour = (event, invocation) => {
    if (invocation.functionName !== 'authorizer') return { statusCode: 200, body: JSON.stringify(event) };
    asked.push({ event, invocation });
    return authorize(event, invocation);
  };
  await rig.start();
}

function deploy(
  authorizer: Authorizer,
  paths: Paths = { '/{proxy+}': [method('ANY', CUSTOM)] },
  more: { stage?: Partial<Stage>; policy?: string } = {},
) {
  return rig.deploy({
    paths,
    parts: { authorizers: [authorizer] },
    deploymentId: `dep${++deployments}`,
    stage: more.stage ?? {},
    api: more.policy === undefined ? {} : { policy: more.policy },
  });
}

const send = (authorization: string, path = '/pets/1') => rig.send(path, { headers: { authorization } });
const shown = ({ status, headers, text }: Answer) => [status, headers['x-amzn-errortype'], text];
const UNAUTHORIZED = [401, 'UnauthorizedException', '{"message":"Unauthorized"}'];
const UNUSABLE = [500, 'AuthorizerConfigurationException', '{"message":null}'];

beforeEach(() => {
  now = NOW;
  asked = [];
  authorize = () => allowing();
});

describe('a TOKEN authorizer', () => {
  before(() => open());
  after(() => rig.stop());

  test('is asked with the token and the ARN of the request, and its answer reaches the backend', async () => {
    await deploy(token());
    authorize = () =>
      allowing({ context: { stringKey: 'value', numberKey: 1, booleanKey: true, none: null } });
    const answer = await send('allow me');
    assert.equal(answer.status, 200);
    assert.deepEqual(asked[0]?.event, {
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
    await deploy(token({ id: 'auth01', name: 'permitted' }));
    rig.permissionQuestions.length = 0;
    await send('permitted');
    const arn = `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/authorizers/auth01`;
    assert.deepEqual(rig.permissionQuestions[0], { arn, account: '123456789012' });
  });

  test('a missing, empty or unlikely token is refused before any call', async () => {
    await deploy(token({ identityValidationExpression: '^Bearer [-0-9a-zA-z.]*$' }));
    assert.deepEqual(shown(await rig.send('/pets/1')), UNAUTHORIZED);
    for (const bad of ['', 'Bearer', 'bearer abc', 'Bearer abc def', ` ${'x'.repeat(8_000)}`]) {
      assert.deepEqual(shown(await send(bad)), UNAUTHORIZED, JSON.stringify(bad.slice(0, 20)));
    }
    assert.equal(asked.length, 0);
    assert.equal((await send('Bearer abc.def')).status, 200);
  });

  test('a token of 100 KB does not come so far', async () => {
    await deploy(token());
    const { status } = await send('x'.repeat(100_000)).catch(() => ({ status: 431 }));
    assert.equal(status, 431);
    assert.equal(asked.length, 0);
  });

  test('of two tokens that counts which the backend sees', async () => {
    await deploy(token());
    const answer = await rig.send('/pets/1', { headers: { authorization: ['first', 'second'] } });
    assert.equal(asked[0]?.event.authorizationToken, 'second');
    assert.equal(JSON.parse(answer.text).headers.Authorization, 'second');
  });

  test('odd bytes in a token are a token like others', async () => {
    await deploy(token());
    const odd = '\u00ff\u0080"\\{}\u00a0\t;,';
    assert.equal((await send(odd)).status, 200);
    assert.equal(asked[0]?.event.authorizationToken, odd);
  });

  test('the kept answer is asked for every route', async () => {
    await deploy(token());
    authorize = () =>
      allowing({
        policyDocument: policy(
          statement('Allow', `${METHOD_ARN}/GET/*`),
          statement('Deny', [`${METHOD_ARN}/*/secret`, `${METHOD_ARN}/*/secret/*`]),
        ),
      });
    const statuses = [];
    for (const path of ['/pets/1', '/pets/2', '/other']) statuses.push((await send('routes', path)).status);
    assert.deepEqual(statuses, [200, 200, 200]);
    assert.deepEqual(shown(await send('routes', '/secret/x')), [403, 'AccessDeniedException', DENIED]);
    assert.deepEqual(shown(await send('routes', '/secret')), [403, 'AccessDeniedException', DENIED]);
    const post = await rig.send('/pets/1', { method: 'POST', headers: { authorization: 'routes' } });
    assert.deepEqual(shown(post), [403, 'AccessDeniedException', NOT_ALLOWED]);
    assert.equal(asked.length, 1);
    const { authorizer } = JSON.parse((await send('routes')).text).requestContext;
    assert.equal(authorizer.integrationLatency, 0);
  });

  test('a path that is written differently slips past no denial', async () => {
    await deploy(token());
    authorize = () =>
      allowing({ policyDocument: policy(statement('Allow'), statement('Deny', `${METHOD_ARN}/*/admin`)) });
    for (const path of ['/admin', '/%61dmin', '//admin', '/admin/', '/admin//']) {
      assert.equal((await send('written', path)).status, 403, path);
    }
  });

  test('conditions of the policy are those of the request', async () => {
    await deploy(token());
    const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    authorize = () => allowing({ policyDocument: policy({ ...statement('Allow'), Condition }) });
    assert.equal((await send('address')).status, 200);
    const elsewhere = { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } };
    authorize = () => allowing({ policyDocument: policy({ ...statement('Allow'), Condition: elsewhere }) });
    assert.equal((await send('other address')).status, 403);
  });

  test('a function that knows nobody by the token says Unauthorized, and nothing else will do', async () => {
    await deploy(token());
    authorize = () => failing('Unauthorized');
    assert.deepEqual(shown(await send('unknown')), UNAUTHORIZED);
    for (const message of ['unauthorized', 'Unauthorized: expired', 'Error: Unauthorized', '']) {
      authorize = () => failing(message, 'Unhandled');
      assert.deepEqual(shown(await send('unknown')), UNUSABLE, message);
    }
    authorize = () => ({ errorMessage: 'Unauthorized' });
    assert.deepEqual(shown(await send('unknown')), UNUSABLE, 'returned, not failed');
  });

  test('a failure is not kept', async () => {
    await deploy(token());
    for (const behaviour of [() => failing('Unauthorized'), () => failing('boom'), () => null]) {
      authorize = behaviour;
      assert.notEqual((await send('again')).status, 200);
    }
    authorize = () => allowing();
    assert.equal((await send('again')).status, 200);
    assert.equal(asked.length, 4);
  });

  test('answers that are none', async () => {
    await deploy(token());
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
      authorize = () => document;
      assert.deepEqual(shown(await send(`none ${index}`)), UNUSABLE, JSON.stringify(document));
    }
    authorize = () => ({ payload: Buffer.from('{"principalId": "p", ') });
    assert.deepEqual(shown(await send('half')), UNUSABLE);
    authorize = () => ({ functionError: 'Unhandled', payload: Buffer.from(JSON.stringify(allowing())) });
    assert.deepEqual(shown(await send('failed')), UNUSABLE, 'a failure is no answer, whatever it looks like');
  });

  test('who denies need not say whom', async () => {
    // As observed in https://loige.co/debugging-custom-apigateway-authorizers/
    await deploy(token());
    authorize = () => ({ policyDocument: policy(statement('Deny')) });
    assert.deepEqual(shown(await send('nobody')), [403, 'AccessDeniedException', DENIED]);
    authorize = () => ({ principalId: '', policyDocument: policy(statement('Allow')) });
    assert.equal((await send('empty')).status, 200);
    authorize = () => ({ principalId: 42, policyDocument: policy(statement('Allow')) });
    const { authorizer } = JSON.parse((await send('number')).text).requestContext;
    assert.equal(authorizer.principalId, '42');
  });

  test('names in the context that mean something to JavaScript mean nothing here', async () => {
    await deploy(token());
    authorize = () => ({
      payload: Buffer.from(
        `{"principalId":"p","policyDocument":${JSON.stringify(policy(statement('Allow')))},` +
          '"context":{"__proto__":"x","constructor":"y","toString":1,"hasOwnProperty":false}}',
      ),
    });
    const { text } = await send('names');
    assert.match(
      text,
      /"authorizer":\{"__proto__":"x","constructor":"y","toString":"1","hasOwnProperty":"false",/,
    );
    assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
  });

  test('policy bombs are refused, and what is not refused is linear', async () => {
    await deploy(token());
    authorize = () => allowing({ policyDocument: policy(...Array(10_000).fill(statement('Allow'))) });
    assert.deepEqual(shown(await send('statements')), UNUSABLE);
    authorize = () => allowing({ context: { text: 'x'.repeat(1_000_000) } });
    assert.deepEqual(shown(await send('megabyte')), UNUSABLE);
    const bomb = `arn:aws:execute-api:*/${'*a'.repeat(240)}*b`;
    authorize = () => allowing({ policyDocument: policy(...Array(200).fill(statement('Allow', bomb))) });
    const begun = performance.now();
    assert.equal((await send('wildcards', `/${'a'.repeat(1_400)}`)).status, 403);
    assert.ok(performance.now() - begun < 2_000);
  });

  test('a method ARN over 1,600 bytes: 414', async () => {
    await deploy(token());
    const answer = await send('long', `/${'a'.repeat(1_600)}`);
    assert.deepEqual([answer.status, answer.text], [414, '{"message":"Request URI too long"}']);
    assert.equal(asked.length, 0);
  });

  test('without the permission, or without the function', async () => {
    await deploy(token());
    rig.permitted = false;
    assert.deepEqual(shown(await send('forbidden')), UNUSABLE);
    rig.permitted = true;
    for (const [code, status] of [
      ['ResourceNotFoundException', 404],
      ['TooManyRequestsException', 429],
    ] as const) {
      authorize = () => {
        throw new ServiceError(code, status, 'no');
      };
      assert.deepEqual(shown(await send('gone')), UNUSABLE, code);
    }
  });

  test("the role of an authorizer's credentials invokes the function", async () => {
    await deploy(token({ authorizerCredentials: 'arn:aws:iam::123456789012:role/missing' }));
    assert.deepEqual(shown(await send('role')), UNUSABLE, 'there is no such role');
    assert.equal(asked.length, 0);
  });

  test('scopes of the method are for other authorizers', async () => {
    await deploy(token(), {
      '/{proxy+}': [method('ANY', { ...CUSTOM, authorizationScopes: ['pets/read'] })],
    });
    assert.equal((await send('scopes')).status, 200);
  });

  test('gateway responses may show what the function says to those whom it denies', async () => {
    const responseTemplates = { 'application/json': '{"why":"$context.authorizer.why"}' };
    await rig.deploy({
      paths: { '/{proxy+}': [method('ANY', CUSTOM)] },
      deploymentId: `dep${++deployments}`,
      parts: {
        authorizers: [token()],
        gatewayResponses: [{ responseType: 'ACCESS_DENIED', responseParameters: {}, responseTemplates }],
      },
    });
    authorize = () => allowing({ policyDocument: policy(statement('Deny')), context: { why: 'unpaid' } });
    assert.equal((await send('why')).text, '{"why":"unpaid"}');
  });
});

describe("an authorizer together with the API's resource policy", () => {
  before(() => open());
  after(() => rig.stop());
  const resourcePolicy = (...statements: object[]) =>
    JSON.stringify(policy(...statements.map((each) => ({ Principal: '*', ...each }))));

  test('an explicit deny comes before the authorizer', async () => {
    await deploy(token(), undefined, { policy: resourcePolicy(statement('Deny', 'execute-api:/*')) });
    const answer = await send('any');
    assert.equal(answer.status, 403);
    assert.match(
      answer.text,
      /^\{"Message":"User: anonymous is not authorized .* with an explicit deny in a resource-based policy"\}$/,
    );
    assert.equal(asked.length, 0);
  });

  test('either may allow, and neither may deny', async () => {
    await deploy(token(), undefined, {
      policy: resourcePolicy(statement('Allow', 'execute-api:/stage/GET/open/*')),
    });
    authorize = () => allowing({ policyDocument: policy(statement('Allow', `${METHOD_ARN}/GET/mine`)) });
    assert.equal((await send('either', '/open/1')).status, 200);
    assert.equal((await send('either', '/mine')).status, 200);
    assert.deepEqual(shown(await send('either', '/other')), [403, 'AccessDeniedException', NOT_ALLOWED]);
    authorize = () => allowing({ policyDocument: policy(statement('Deny')) });
    assert.deepEqual(shown(await send('denied', '/open/1')), [403, 'AccessDeniedException', DENIED]);
  });
});

describe('a REQUEST authorizer', () => {
  before(() => open());
  after(() => rig.stop());
  const request = (changes: Partial<Authorizer> = {}) =>
    token({
      type: 'REQUEST',
      identitySource:
        'method.request.header.X-Tenant, method.request.querystring.key, stageVariables.table, context.httpMethod',
      ...changes,
    });
  const stage = { variables: { table: 'pets' } };
  const ask = (tenant: string, key: string, more: { path?: string; method?: string } = {}) =>
    rig.send(`${more.path ?? '/pets/1'}?key=${key}&other=1`, {
      method: more.method ?? 'GET',
      headers: { 'x-tenant': tenant },
    });

  test('is asked with the whole request', async () => {
    await deploy(request(), { '/{proxy+}': [method('ANY', CUSTOM)] }, { stage });
    const answer = await ask('t1', 'k1');
    assert.equal(answer.status, 200);
    const { headers, multiValueHeaders, requestContext, ...event } = JSON.parse(
      JSON.stringify(asked[0]?.event),
    );
    assert.deepEqual(event, {
      type: 'REQUEST',
      methodArn: `${METHOD_ARN}/GET/pets/1`,
      resource: '/{proxy+}',
      path: '/pets/1',
      httpMethod: 'GET',
      queryStringParameters: { key: 'k1', other: '1' },
      multiValueQueryStringParameters: { key: ['k1'], other: ['1'] },
      pathParameters: { proxy: 'pets/1' },
      stageVariables: { table: 'pets' },
    });
    assert.equal(headers['x-tenant'], 't1');
    assert.deepEqual(multiValueHeaders['x-tenant'], ['t1']);
    const { authorizer: _authorizer, ...backends } = JSON.parse(answer.text).requestContext;
    assert.deepEqual(requestContext, backends);
    assert.deepEqual(Object.keys(asked[0]?.event ?? {}).slice(0, 4), [
      'type',
      'methodArn',
      'resource',
      'path',
    ]);
  });

  test('what the request does not have is empty', async () => {
    await deploy(request({ identitySource: '', authorizerResultTtlInSeconds: 0 }), {
      '/': [method('GET', CUSTOM)],
    });
    assert.equal((await rig.send('/')).status, 200);
    const { queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables } =
      asked[0]?.event ?? {};
    assert.deepEqual(
      [queryStringParameters, multiValueQueryStringParameters, pathParameters, stageVariables],
      [{}, {}, {}, {}],
    );
  });

  test('every source must be there, and every one counts', async () => {
    await deploy(request(), undefined, { stage });
    const answers = [
      await rig.send('/pets/1?key=k'),
      await rig.send('/pets/1', { headers: { 'x-tenant': 't' } }),
      await ask('', 'k'),
      await ask('t', ''),
    ];
    for (const answer of answers) assert.deepEqual(shown(answer), UNAUTHORIZED);
    assert.equal(asked.length, 0);
    await ask('t2', 'k');
    await ask('t2', 'k', { path: '/others' });
    assert.equal(asked.length, 1);
    await ask('t3', 'k');
    await ask('t2', 'k2');
    await ask('t2', 'k', { method: 'POST' });
    assert.equal(asked.length, 4);
    await deploy(request(), undefined, { stage: { variables: { other: 'x' } } });
    assert.deepEqual(shown(await ask('t2', 'k')), UNAUTHORIZED, 'no stage variable');
  });

  test('sources can not be mistaken for each other', async () => {
    const identitySource = 'method.request.header.A,method.request.header.B';
    await deploy(request({ identitySource }), undefined, { stage });
    const pairs = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['a,b', 'c'],
      ['a', 'b,c'],
      ['a","b', 'c'],
      ['a', 'b","c'],
    ] as const;
    for (const [a, b] of pairs) await rig.send('/x', { headers: { a, b } });
    assert.equal(asked.length, pairs.length);
  });

  test('without a cache nothing is required, and every request asks', async () => {
    await deploy(request({ authorizerResultTtlInSeconds: 0 }));
    assert.equal((await rig.send('/pets/1')).status, 200);
    assert.equal((await ask('t', 'k')).status, 200);
    await Promise.all([ask('t', 'k'), ask('t', 'k')]);
    assert.equal(asked.length, 4);
  });

  test('an expression is for tokens alone', async () => {
    await deploy(request({ identityValidationExpression: 'nothing like it' }), undefined, { stage });
    assert.equal((await ask('t5', 'k5')).status, 200);
  });
});

describe('kept answers of Lambda authorizers', () => {
  before(() => open());
  after(() => rig.stop());

  test('live as long as they are said to', async () => {
    await deploy(token({ authorizerResultTtlInSeconds: 1 }));
    for (const [at, calls] of [
      [0, 1],
      [999, 1],
      [1_000, 2],
      [1_999, 2],
      [2_000, 3],
      // A clock that was set back: not longer.
      [-60_000, 4],
    ] as const) {
      now = NOW + at;
      assert.equal((await send('lives')).status, 200);
      assert.equal(asked.length, calls, `at ${at}`);
    }
  });

  test('are kept for five minutes where nothing is said', async () => {
    const { authorizerResultTtlInSeconds: _, ...silent } = token();
    await deploy(silent);
    await send('default');
    now += 299_999;
    await send('default');
    assert.equal(asked.length, 1);
    now += 1;
    await send('default');
    assert.equal(asked.length, 2);
  });

  test('a denial is kept, too', async () => {
    await deploy(token());
    authorize = () => allowing({ policyDocument: policy(statement('Deny')) });
    await send('kept denial');
    assert.equal((await send('kept denial')).status, 403);
    assert.equal(asked.length, 1);
  });

  test('outlive a deployment that changes nothing of the authorizer, but not one that does, nor a flush', async () => {
    await deploy(token());
    await send('outlives');
    await deploy(token());
    await send('outlives');
    assert.equal(asked.length, 1);
    await deploy(token({ authorizerUri: lambdaUri(`${AUTHORIZER_ARN}:live`) }));
    await send('outlives');
    assert.equal(asked.length, 2);
    await deploy(token(), undefined, { stage: { authorizerCacheGeneration: 1 } });
    await send('outlives');
    assert.equal(asked.length, 3);
  });

  test('concurrent requests of one caller ask once, and share a failure', async () => {
    await deploy(token());
    const { promise, resolve } = Promise.withResolvers<unknown>();
    authorize = () => promise;
    const answers = Array.from({ length: 20 }, (_, index) => send('together', `/pets/${index}`));
    while (asked.length === 0) await new Promise((done) => setImmediate(done));
    resolve(allowing());
    for (const { status } of await Promise.all(answers)) assert.equal(status, 200);
    assert.equal(asked.length, 1);
    const failure = Promise.withResolvers<unknown>();
    authorize = () => failure.promise;
    const others = Array.from({ length: 5 }, () => send('in vain'));
    while (asked.length === 1) await new Promise((done) => setImmediate(done));
    failure.resolve(failing('Unauthorized'));
    for (const answer of await Promise.all(others)) assert.deepEqual(shown(answer), UNAUTHORIZED);
    assert.equal(asked.length, 2);
  });

  test('a function that nobody waits for any longer is given up', async () => {
    await deploy(token());
    const { promise, resolve } = Promise.withResolvers<unknown>();
    authorize = (_event, invocation) => {
      invocation.signal?.addEventListener('abort', () => resolve(invocation.signal?.reason));
      return promise;
    };
    const path = `/${API_ID}/stage/pets/1`;
    const headers = { authorization: 'leaves' };
    const request = httpRequest({ host: '127.0.0.1', port: rig.port, path, headers }).end();
    request.on('error', () => {});
    while (asked.length === 0) await new Promise((done) => setImmediate(done));
    request.destroy();
    assert.ok((await promise) instanceof ClientGoneError);
  });
});

describe('an authorizer that hangs', () => {
  before(() => open({ authorizerTimeout: 50 }));
  after(() => rig.stop());
  let aborted = 0;
  const hanging: Behaviour = (_event, { signal }) =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        aborted++;
        reject(signal.reason);
      });
    });
  afterEach(() => {
    aborted = 0;
  });

  test('is given up after its time', async () => {
    await deploy(token());
    authorize = hanging;
    assert.deepEqual(shown(await send('hangs')), UNUSABLE);
    assert.equal(aborted, 1);
    authorize = () => allowing();
    assert.equal((await send('hangs')).status, 200);
  });
});

describe('what can not be served is never open', () => {
  before(() => open());
  after(() => rig.stop());
  const CLOSED = [500, 'InternalServerErrorException', '{"message": "Internal server error"}'];

  for (const [what, authorizer] of [
    ['no such authorizer', token({ id: 'other1' })],
    ['an authorizer of another kind', token({ type: 'COGNITO_USER_POOLS' })],
    ['a URI that names no function', token({ authorizerUri: 'arn:aws:apigateway:us-east-1:s3:path/x' })],
    ['an invalid expression', token({ identityValidationExpression: '(' })],
    ['a token that is no header', token({ identitySource: 'method.request.querystring.token' })],
    ['no token source', token({ identitySource: '' })],
    ['two token sources', token({ identitySource: 'method.request.header.A,method.request.header.B' })],
    ['a source that is none', token({ type: 'REQUEST', identitySource: 'method.request.body.x' })],
    ['a role that is none', token({ authorizerCredentials: 'arn:aws:iam::123456789012:user/alice' })],
    ["another account's role", token({ authorizerCredentials: 'arn:aws:iam::999999999999:role/r' })],
  ] as const) {
    test(what, async () => {
      await deploy(authorizer);
      assert.deepEqual(shown(await send('allow')), CLOSED);
      assert.equal(rig.invocations.length, 0);
    });
  }
});
