import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { ecKey, StandInIssuer, signed } from '../../src/identity/jwt/jwt.fixture.ts';
import { ACCOUNT, GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';

const SCOPE = 'orders/read';

function poolArn(id: string): string {
  return `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${id}`;
}

/** GET /profile wants an id token, GET /orders an access token with a scope. */
function shopDocument(arn: string): string {
  const operation = (scopes: readonly string[]) => ({
    get: {
      security: [{ pool: scopes }],
      responses: { '200': { description: 'who asks' } },
      'x-amazon-apigateway-integration': {
        type: 'mock',
        requestTemplates: { 'application/json': '{"statusCode":200}' },
        responses: {
          default: {
            statusCode: '200',
            responseTemplates: { 'application/json': '$context.authorizer.claims.sub' },
          },
        },
      },
    },
  });
  return JSON.stringify({
    openapi: '3.0.1',
    info: { title: 'shop', version: '1' },
    paths: { '/profile': operation([]), '/orders': operation([SCOPE]) },
    components: {
      securitySchemes: {
        pool: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'cognito_user_pools',
          'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [arn] },
        },
      },
    },
  });
}

/** How a deployed shop answers for a path and a token. */
async function deployShop(gateway: GatewayProcess, arn: string) {
  const { endpoint, rootKeys: credentials } = gateway;
  const client = new APIGateway({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  try {
    const { id: restApiId } = await client.importRestApi({ body: Buffer.from(shopDocument(arn)) });
    await client.createDeployment({ restApiId, stageName: 'prod' });
    return async (path: string, token: string): Promise<[number, string]> => {
      const url = `${endpoint}/_aws/execute-api/${restApiId}/prod/${path}`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      return [answer.status, await answer.text()];
    };
  } finally {
    client.destroy();
  }
}

test('an identity provider stands for a user pool', () =>
  withDirectory(async (directory) => {
    const key = ecKey('key1', 'prime256v1', 'ES256');
    const provider = await new StandInIssuer().start();
    try {
      provider.publish(key);
      const arn = poolArn(`${REGION}_Own`);
      const gateway = await GatewayProcess.start(directory, '--user-pool', `${arn}=${provider.url}`);
      const get = await deployShop(gateway, arn);
      const now = Math.floor(Date.now() / 1000);
      const token = (claims: object = {}) =>
        signed(key, { iss: provider.url, sub: 'ann', iat: now, exp: now + 60, ...claims });
      assert.deepEqual(await get('profile', await token()), [200, 'ann']);
      assert.deepEqual(await get('orders', await token({ scope: `openid ${SCOPE}` })), [200, 'ann']);
      assert.equal((await get('orders', await token({ scope: 'openid' })))[0], 403);
      assert.deepEqual(await get('orders', await token()), [401, '{"message":"Unauthorized"}']);
      const expired = '{"message":"The incoming token has expired"}';
      assert.deepEqual(await get('profile', await token({ exp: now - 1 })), [401, expired]);
      await gateway.stop();
    } finally {
      await provider.stop();
    }
  }));

test("a user of the gateway's own pool", () =>
  withDirectory(async (directory) => {
    const gateway = await GatewayProcess.start(directory);
    const { endpoint, rootKeys: credentials } = gateway;
    const pools = new CognitoIdentityProvider({ endpoint, region: REGION, credentials, maxAttempts: 1 });
    try {
      const { UserPool: { Id: UserPoolId = '', Arn = '' } = {} } = await pools.createUserPool({
        PoolName: 'shop',
      });
      const { UserPoolClient: { ClientId } = {} } = await pools.createUserPoolClient({
        UserPoolId,
        ClientName: 'web',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      });
      const Username = 'ann';
      const Password = 'Correct-Horse-7';
      await pools.adminCreateUser({ UserPoolId, Username, MessageAction: 'SUPPRESS' });
      await pools.adminSetUserPassword({ UserPoolId, Username, Password, Permanent: true });
      const { AuthenticationResult: { IdToken = '', AccessToken = '' } = {} } = await pools.initiateAuth({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      });
      const { UserAttributes = [] } = await pools.adminGetUser({ UserPoolId, Username });
      const sub = UserAttributes.find(({ Name }) => Name === 'sub')?.Value;
      const get = await deployShop(gateway, Arn);
      assert.deepEqual(await get('profile', IdToken), [200, sub]);
      assert.equal((await get('profile', AccessToken))[0], 401);
      // Signed in by the API, not at the hosted endpoints: the token has no scope but Cognito's own.
      assert.equal((await get('orders', AccessToken))[0], 403);
      await pools.deleteUserPool({ UserPoolId });
      assert.deepEqual(await get('profile', IdToken), [500, '{"message":null}']);
    } finally {
      pools.destroy();
      await gateway.stop();
    }
  }));
