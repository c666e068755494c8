import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { Lambda } from '@aws-sdk/client-lambda';
import {
  type AuthorizerStack,
  deployAuthorizer,
  type IdentityProvider,
  startIdentityProvider,
} from '../support/authorizer-example.ts';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';

const DENIED =
  '{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}';
const NOT_ALLOWED =
  '{"Message":"User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action"}';

/** examples/authorizer, deployed with the AWS SDK and called with tokens of its stand-in for a provider. */
describe('tokens of a third-party identity provider', () => {
  let gateway: GatewayProcess;
  let provider: IdentityProvider;
  let stack: AuthorizerStack;
  let release: () => void;
  let directory: Promise<void>;

  before(async () => {
    const ready = Promise.withResolvers<string>();
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    directory = withDirectory((path) => {
      ready.resolve(path);
      return done;
    });
    provider = await startIdentityProvider();
    gateway = await GatewayProcess.start(await ready.promise);
    stack = await deployAuthorizer(gateway, provider.issuer);
  });

  after(async () => {
    try {
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      provider?.close();
      release();
      await directory;
    }
  });

  const client = <Client>(Service: new (configuration: object) => Client) =>
    new Service({
      endpoint: gateway.endpoint,
      region: REGION,
      credentials: gateway.rootKeys,
      maxAttempts: 1,
    });
  const call = async (authorization: string | undefined, path = '/my-resource', method = 'GET') => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await fetch(stack.base + path, { method, headers });
    return {
      status: response.status,
      type: response.headers.get('x-amzn-errortype'),
      text: await response.text(),
    };
  };
  const bearer = (scopes: readonly string[], more: object = {}) =>
    `Bearer ${provider.issue('ada', scopes, more)}`;

  test('a token with the scope gets in', async () => {
    const { status, text } = await call(bearer(['email']));
    assert.deepEqual([status, text], [200, '{"statusCode": 200, "message": "Hello from API Gateway!"}']);
  });

  test('each method has its scope, and the kept policy knows them all', async () => {
    const token = bearer(['reports.read']);
    const statuses = [];
    for (const [path, method] of [
      ['/reports', 'GET'],
      ['/reports/sales', 'GET'],
      ['/reports/sales', 'PUT'],
      ['/my-resource', 'GET'],
    ] as const) {
      statuses.push((await call(token, path, method)).status);
    }
    assert.deepEqual(statuses, [200, 200, 403, 403]);
    const { text } = await call(token, '/reports');
    assert.deepEqual(JSON.parse(text), { reports: ['sales', 'costs'], for: 'ada', scopes: 'reports.read' });
    const { text: denial } = await call(token, '/my-resource');
    assert.equal(denial, NOT_ALLOWED);
  });

  test('tokens that open nothing, have expired, or are not for this API are denied', async () => {
    const past = Math.floor(Date.now() / 1000) - 10;
    const stranger = await startIdentityProvider();
    const forged = bearer(['email']).replace(/[^.]+$/, 'AAAA');
    const none = `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${bearer(['email']).split('.')[1]}.x`;
    const tokens = [
      bearer([]),
      bearer(['other']),
      bearer(['email'], { exp: past }),
      bearer(['email'], { aud: 'another-api' }),
      bearer(['email'], { iss: 'https://elsewhere.example.com' }),
      `Bearer ${stranger.issue('mallory', ['email'], { iss: provider.issuer })}`,
      forged,
      none,
    ];
    stranger.close();
    for (const token of tokens) {
      assert.deepEqual(await call(token), { status: 403, type: 'AccessDeniedException', text: DENIED });
    }
  });

  test('what does not look like a token is rejected at once', async () => {
    for (const authorization of [
      undefined,
      '',
      'Bearer ThisIsNotAJWT',
      bearer(['email']).slice(7),
      'Basic YTpi',
    ]) {
      assert.deepEqual(await call(authorization), {
        status: 401,
        type: 'UnauthorizedException',
        text: '{"message":"Unauthorized"}',
      });
    }
  });

  test('an answer is kept for a second, and not when the cache is flushed', async () => {
    const lambda = client(Lambda);
    const apigateway = client(APIGateway);
    const verifyWith = (ISSUER: string) =>
      lambda.updateFunctionConfiguration({
        FunctionName: stack.functionName,
        Environment: { Variables: { ISSUER, AUDIENCE: 'my-api' } },
      });
    let token = '';
    let kept = { status: 0, within: Number.POSITIVE_INFINITY };
    // A machine that is too busy to ask twice in a second is asked again.
    for (let attempt = 0; attempt < 10 && kept.within >= 1_000; attempt++) {
      await verifyWith(provider.issuer);
      token = bearer(['email'], { jti: attempt });
      const begun = performance.now();
      assert.equal((await call(token)).status, 200);
      // From now on the function knows no issuer.
      await verifyWith('http://127.0.0.1:9');
      kept = { status: (await call(token)).status, within: performance.now() - begun };
    }
    assert.equal(kept.status, 200);
    await apigateway.flushStageAuthorizersCache({ restApiId: stack.apiId, stageName: 'dev' });
    assert.equal((await call(token)).status, 403);
    await verifyWith(provider.issuer);
    await sleep(1_010);
    assert.equal((await call(token)).status, 200);
    lambda.destroy();
    apigateway.destroy();
  });

  test('a test invocation shows the policy, also of a token that is denied', async () => {
    const apigateway = client(APIGateway);
    const { apiId: restApiId, authorizerId } = stack;
    const ask = (authorization: string) =>
      apigateway.testInvokeAuthorizer({ restApiId, authorizerId, headers: { Authorization: authorization } });
    const { clientStatus, principalId, policy, log, latency } = await ask(bearer(['email', 'reports.write']));
    assert.deepEqual([clientStatus, principalId], [0, 'ada']);
    const arn = `arn:aws:execute-api:${REGION}:123456789012:${restApiId}/ESTestInvoke-stage`;
    assert.deepEqual(JSON.parse(policy ?? ''), {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: 'Allow',
          Resource: [`${arn}/GET/my-resource`, `${arn}/PUT/reports/*`],
        },
      ],
    });
    assert.match(log ?? '', / : Successfully completed authorizer execution\n$/);
    assert.ok((latency ?? -1) >= 0);
    assert.equal((await ask(bearer([]))).clientStatus, 0);
    assert.equal((await ask('no token')).clientStatus, 401);
    apigateway.destroy();
  });

  test('without its permission the authorizer lets nobody in', async () => {
    const lambda = client(Lambda);
    const { Policy } = await lambda.getPolicy({ FunctionName: stack.functionName });
    const [statement] = JSON.parse(Policy ?? '').Statement;
    await lambda.removePermission({ FunctionName: stack.functionName, StatementId: statement.Sid });
    assert.deepEqual(await call(bearer(['email'])), {
      status: 500,
      type: 'AuthorizerConfigurationException',
      text: '{"message":null}',
    });
    lambda.destroy();
  });
});
