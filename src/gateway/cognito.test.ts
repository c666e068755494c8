import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Authorizer } from '../definitions/api-parts.ts';
import type { Method } from '../definitions/rest-api.ts';
import { keysOfProvider } from '../identity/jwt/discover-keys.ts';
import {
  accessClaims,
  ISSUER,
  idClaims,
  keysOf,
  NOW_SECONDS,
  rsaKey,
  StandInIssuer,
  signed,
  type TestKey,
} from '../identity/jwt/jwt.fixture.ts';
import { RemoteKeys } from '../identity/jwt/remote-keys.ts';
import { PUBLIC_KEY_ALGORITHMS, USER_POOL_ALGORITHMS } from '../identity/jwt/signature-algorithms.ts';
import type { UserPoolIssuer, UserPoolIssuers } from './authorizers/cognito-user-pools.ts';
import { type Answer, method, NOW, Rig } from './gateway.fixture.ts';

const arn = (id: string) => `arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_${id}`;
const KEY = rsaKey('key1');
const OTHER = rsaKey('key2');

/** Pools by ARN; what is asked anew each time is answered later. */
class StandInPools implements UserPoolIssuers {
  readonly pools = new Map<string, UserPoolIssuer | Promise<UserPoolIssuer | undefined>>();

  of(poolArn: string) {
    return this.pools.get(poolArn);
  }
}

function pool(id: string, key: TestKey): UserPoolIssuer {
  const issuer = `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_${id}`;
  return { kind: 'cognito', issuer, keys: keysOf(key), algorithms: USER_POOL_ALGORITHMS };
}

function authorizer(id: string, changes: Partial<Authorizer> = {}): Authorizer {
  return {
    id,
    name: id,
    type: 'COGNITO_USER_POOLS',
    providerARNs: [arn('Example01')],
    identitySource: 'method.request.header.Authorization',
    ...changes,
  };
}

function guarded(authorizerId: string, changes: Partial<Method> = {}): Method[] {
  return [method('GET', { authorizationType: 'COGNITO_USER_POOLS', authorizerId, ...changes })];
}

const bearing = (token: string, header = 'Authorization') => ({ headers: { [header]: `Bearer ${token}` } });

function assertRefused(answer: Answer, status: number, errorType: string, body: string): void {
  assert.deepEqual(
    [answer.status, answer.headers['x-amzn-errortype'], answer.text],
    [status, errorType, body],
  );
}

const assertUnauthorized = (answer: Answer) =>
  assertRefused(answer, 401, 'UnauthorizedException', '{"message":"Unauthorized"}');

describe('COGNITO_USER_POOLS', () => {
  const issuer = new StandInIssuer();
  const pools = new StandInPools();
  let now = NOW;
  const rig = new Rig({ userPools: pools, clock: () => now });
  const claimsSeen = async (path: string, sent: Parameters<Rig['send']>[1]) => {
    const answer = await rig.send(path, sent);
    assert.equal(answer.status, 200, answer.text);
    return JSON.parse(answer.text).requestContext.authorizer;
  };

  before(async () => {
    await Promise.all([rig.start(), issuer.start()]);
    pools.pools.set(arn('Example01'), pool('Example01', KEY));
    pools.pools.set(arn('Later'), Promise.resolve(pool('Later', OTHER)));
    pools.pools.set(arn('Gone'), Promise.resolve(undefined));
    pools.pools.set(arn('Own'), {
      kind: 'openid',
      issuer: issuer.url,
      keys: new RemoteKeys({ load: keysOfProvider(issuer.url), clock: () => now, times: { timeout: 100 } }),
      algorithms: PUBLIC_KEY_ALGORITHMS,
    });
    await rig.deploy({
      paths: {
        '/id': guarded('one'),
        '/scoped': guarded('one', { authorizationScopes: ['pets/read', 'pets/write'] }),
        '/both': guarded('both'),
        '/custom': guarded('custom'),
        '/clients': guarded('clients'),
        '/clients/scoped': guarded('clients', { authorizationScopes: ['pets/read'] }),
        '/variable': guarded('variable'),
        '/nobody': guarded('nobody'),
        '/own': guarded('own'),
        '/own/scoped': guarded('own', { authorizationScopes: ['pets/read'] }),
        '/fresh': guarded('fresh'),
        '/missing': guarded('none such'),
        '/other-type': guarded('lambda'),
        '/bad-expression': guarded('bad-expression'),
        '/mapped': guarded('one', {
          methodIntegration: {
            type: 'MOCK',
            passthroughBehavior: 'WHEN_NO_MATCH',
            timeoutInMillis: 29_000,
            cacheNamespace: 'none',
            cacheKeyParameters: [],
            requestTemplates: { 'application/json': '{"statusCode":200}' },
            integrationResponses: {
              '200': {
                statusCode: '200',
                responseTemplates: {
                  'application/json':
                    "$context.authorizer.claims.email|$context.authorizer.claims['cognito:groups']|$context.authorizer.claims.none",
                },
              },
            },
          },
        }),
      },
      parts: {
        authorizers: [
          authorizer('one'),
          authorizer('both', { providerARNs: [arn('Example01'), arn('Later'), arn('Gone')] }),
          authorizer('custom', { identitySource: 'method.request.header.X-Token' }),
          authorizer('clients', { identityValidationExpression: 'client[12]' }),
          authorizer('variable', {
            providerARNs: [`arn:aws:cognito-idp:us-east-1:123456789012:userpool/\${stageVariables.pool}`],
          }),
          authorizer('nobody', { providerARNs: [arn('Unknown')] }),
          authorizer('own', { providerARNs: [arn('Own')] }),
          authorizer('fresh', { authorizerResultTtlInSeconds: 0 }),
          authorizer('lambda', { type: 'TOKEN' }),
          authorizer('bad-expression', { identityValidationExpression: '(' }),
        ],
      },
      stage: { variables: { pool: 'us-east-1_Example01' } },
    });
  });
  after(() => Promise.all([rig.stop(), issuer.stop()]));

  test('the function is given the claims as text', async () => {
    const token = await signed(
      KEY,
      idClaims({
        'cognito:groups': ['a', 'b'],
        email_verified: true,
        'custom:score': 7.5,
        nothing: null,
        address: { formatted: 'x' },
        identities: [{ userId: '1' }, 7],
        nested: [['a'], 'b'],
      }),
    );
    assert.deepEqual(await claimsSeen('/id', bearing(token)), {
      claims: {
        sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        iss: ISSUER,
        aud: 'client1',
        token_use: 'id',
        auth_time: String(NOW_SECONDS - 60),
        iat: 'Fri Aug 02 23:33:43 UTC 2024',
        exp: 'Sat Aug 03 00:34:43 UTC 2024',
        'cognito:groups': 'a,b',
        email_verified: 'true',
        'custom:score': '7.5',
        address: '{"formatted":"x"}',
        identities: '{"userId":"1"},7',
        nested: 'a,b',
      },
    });
  });

  test('templates read them', async () => {
    const token = await signed(KEY, idClaims({ email: 'ann@example.com', 'cognito:groups': ['a', 'b'] }));
    assert.equal((await rig.send('/mapped', bearing(token))).text, 'ann@example.com|a,b|');
  });

  test('with Bearer and without, in whatever header was said', async () => {
    const token = await signed(KEY, idClaims());
    for (const value of [token, `Bearer ${token}`, `bearer  ${token}`]) {
      assert.equal((await rig.send('/id', { headers: { authorization: value } })).status, 200);
      assert.equal((await rig.send('/custom', { headers: { 'x-token': value } })).status, 200);
    }
    for (const value of [`Basic ${token}`, `Bearer${token}`, 'Bearer', '', ' ', `${token}, ${token}`]) {
      assertUnauthorized(await rig.send('/id', { headers: { authorization: value } }));
    }
    assertUnauthorized(await rig.send('/custom', bearing(token)));
    assertUnauthorized(await rig.send('/id'));
  });

  test('of two tokens the one that the function sees', async () => {
    const [good, bad] = [await signed(KEY, idClaims()), await signed(OTHER, idClaims())];
    const answer = await rig.send('/custom', { headers: { 'x-token': [bad, good] } });
    assert.equal(answer.status, 200);
    assert.equal(JSON.parse(answer.text).headers['x-token'], good);
    assertUnauthorized(await rig.send('/custom', { headers: { 'x-token': [good, bad] } }));
  });

  test('an id token without scopes, an access token with one of them', async () => {
    const idToken = await signed(KEY, idClaims());
    const reading = await signed(KEY, accessClaims('pets/read openid'));
    const nothing = await signed(KEY, accessClaims('openid pets/reading'));
    assertUnauthorized(await rig.send('/id', bearing(reading)));
    assertUnauthorized(await rig.send('/scoped', bearing(idToken)));
    assert.equal((await claimsSeen('/scoped', bearing(reading))).claims.scope, 'pets/read openid');
    const denied = await rig.send('/scoped', bearing(nothing));
    const message = 'User is not authorized to access this resource';
    assertRefused(denied, 403, 'AccessDeniedException', `{"message":"${message}"}`);
    for (const token_use of [undefined, 'Access', ['access'], 'refresh']) {
      assertUnauthorized(
        await rig.send('/scoped', bearing(await signed(KEY, accessClaims('pets/read', { token_use })))),
      );
    }
  });

  test('a token that has ended is told so, one that was made up is not', async () => {
    const expired = await rig.send('/id', bearing(await signed(KEY, idClaims({ exp: NOW_SECONDS - 1 }))));
    assertRefused(expired, 401, 'UnauthorizedException', '{"message":"The incoming token has expired"}');
    assertUnauthorized(await rig.send('/id', bearing(await signed(OTHER, idClaims({ exp: 1 })))));
  });

  test('a token that ends while it is remembered', async () => {
    const token = await signed(KEY, idClaims({ exp: NOW_SECONDS + 100 }));
    await claimsSeen('/id', bearing(token));
    now = NOW + 101_000;
    try {
      assert.match((await rig.send('/id', bearing(token))).text, /has expired/);
    } finally {
      now = NOW;
    }
  });

  test('of several pools, and of no other', async () => {
    const later = pool('Later', OTHER);
    await claimsSeen('/both', bearing(await signed(KEY, idClaims())));
    await claimsSeen('/both', bearing(await signed(OTHER, idClaims({ iss: later.issuer }))));
    assertUnauthorized(await rig.send('/both', bearing(await signed(KEY, idClaims({ iss: later.issuer })))));
    assertUnauthorized(await rig.send('/id', bearing(await signed(OTHER, idClaims({ iss: later.issuer })))));
    assertUnauthorized(await rig.send('/both', bearing(await signed(KEY, idClaims({ iss: undefined })))));
  });

  test('a token of another pool that one authorizer remembers is nothing to the next', async () => {
    const token = await signed(OTHER, idClaims({ iss: pool('Later', OTHER).issuer }));
    await claimsSeen('/both', bearing(token));
    assertUnauthorized(await rig.send('/id', bearing(token)));
  });

  test('the validation expression is for aud, as a whole', async () => {
    const withAudience = async (aud: unknown) =>
      (await rig.send('/clients', bearing(await signed(KEY, idClaims({ aud }))))).status;
    assert.deepEqual(
      await Promise.all(
        ['client1', ['x', 'client2'], 'client3', 'client11', ['x'], undefined, 7].map(withAudience),
      ),
      [200, 200, 401, 401, 401, 401, 401],
    );
    assertUnauthorized(
      await rig.send('/clients/scoped', bearing(await signed(KEY, accessClaims('pets/read')))),
    );
  });

  test("a pool's ARN may have stage variables", async () => {
    await claimsSeen('/variable', bearing(await signed(KEY, idClaims())));
  });

  test('a pool of which nobody said who signs for it: 500, and the log says what to do', async () => {
    const token = await signed(KEY, idClaims());
    const answer = await rig.send('/nobody', bearing(token));
    assertRefused(answer, 500, 'AuthorizerConfigurationException', '{"message":null}');
    await rig.send('/nobody', bearing(token));
    const told = rig.logged.filter((line) => line.includes(`${arn('Unknown')}, which is not here`));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /--user-pool ARN=ISSUER_URL/);
    assertUnauthorized(await rig.send('/nobody'));
  });

  test('what is configured wrongly is never open', async () => {
    const token = await signed(KEY, idClaims());
    for (const path of ['/missing', '/other-type', '/bad-expression']) {
      assert.equal((await rig.send(path, bearing(token))).status, 500, path);
    }
  });

  test('an identity provider that stands for a pool', async () => {
    issuer.publish(KEY);
    const claims = { iss: issuer.url, token_use: undefined };
    const identity = await signed(KEY, idClaims(claims));
    const reading = await signed(KEY, accessClaims('pets/read', claims));
    const listed = await signed(KEY, idClaims({ ...claims, scp: ['pets/read'] }));
    assert.equal((await claimsSeen('/own', bearing(identity))).claims.iss, issuer.url);
    await claimsSeen('/own/scoped', bearing(reading));
    await claimsSeen('/own/scoped', bearing(listed));
    assertUnauthorized(await rig.send('/own', bearing(reading)));
    assertUnauthorized(await rig.send('/own/scoped', bearing(identity)));
    assertUnauthorized(await rig.send('/own', bearing(await signed(OTHER, idClaims(claims)))));
    assertUnauthorized(await rig.send('/id', bearing(identity)));
  });

  test('one that changes its keys, and then hangs', async () => {
    issuer.publish(KEY, OTHER);
    const token = () =>
      signed(OTHER, idClaims({ iss: issuer.url, token_use: undefined, jti: crypto.randomUUID() }));
    now = NOW + 20_000;
    await claimsSeen('/own', bearing(await token()));
    issuer.answer = () => {};
    now = NOW + 3_000_000;
    await claimsSeen('/own', bearing(await token()));
    const unknown = { ...KEY, kid: 'unknown' };
    assertUnauthorized(await rig.send('/own', bearing(await signed(unknown, idClaims({ iss: issuer.url })))));
    now = NOW + 200_000_000;
    const late = { iss: issuer.url, exp: NOW_SECONDS + 300_000 };
    const answer = await rig.send('/own', bearing(await signed(OTHER, idClaims(late))));
    assertRefused(answer, 500, 'AuthorizerConfigurationException', '{"message":null}');
    now = NOW;
  });

  test('thousands of made-up keys ask the provider once', async () => {
    issuer.publish(KEY);
    now = NOW + 400_000_000;
    issuer.asked.length = 0;
    const claims = idClaims({ iss: issuer.url, exp: NOW_SECONDS + 1e6 });
    for (let batch = 0; batch < 20; batch++) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, async (_, index) =>
          rig.send('/own', bearing(await signed({ ...KEY, kid: `made up ${batch} ${index}` }, claims))),
        ),
      );
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]));
    }
    assert.deepEqual(issuer.asked, ['/.well-known/openid-configuration', '/keys']);
    now = NOW;
  });
});

describe('COGNITO_USER_POOLS and what else an API has', () => {
  const pools = new StandInPools();
  pools.pools.set(arn('Example01'), pool('Example01', KEY));

  async function withApi(
    deployed: Partial<Parameters<Rig['deploy']>[0]>,
    use: (rig: Rig) => Promise<void>,
  ): Promise<void> {
    const rig = await new Rig({ userPools: pools }).start();
    try {
      await rig.deploy({
        paths: { '/id': guarded('one') },
        parts: { authorizers: [authorizer('one')] },
        ...deployed,
      });
      await use(rig);
    } finally {
      await rig.stop();
    }
  }

  test('a resource policy must allow as well', async () => {
    const statement = (Effect: string, condition: object) => ({
      Effect,
      Principal: '*',
      Action: 'execute-api:Invoke',
      Resource: '*',
      Condition: { IpAddress: condition },
    });
    const policy = (Statement: object) => ({
      api: { policy: JSON.stringify({ Version: '2012-10-17', Statement }) },
    });
    const token = await signed(KEY, idClaims());
    const here = { 'aws:SourceIp': '203.0.113.0/24' };
    await withApi(policy(statement('Allow', here)), async (rig) => {
      assert.equal((await rig.send('/id', bearing(token))).status, 200);
      assertUnauthorized(await rig.send('/id'));
    });
    await withApi(policy(statement('Allow', { 'aws:SourceIp': '192.0.2.0/24' })), async (rig) => {
      assert.equal((await rig.send('/id', bearing(token))).status, 403);
      assertUnauthorized(await rig.send('/id'));
    });
  });

  test('its gateway responses', async () => {
    const gatewayResponses = [
      {
        responseType: 'UNAUTHORIZED',
        statusCode: '418',
        responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
        responseTemplates: { 'application/json': '{"why":$context.error.messageString}' },
      },
    ];
    await withApi({ parts: { authorizers: [authorizer('one')], gatewayResponses } }, async (rig) => {
      const missing = await rig.send('/id');
      assert.deepEqual([missing.status, missing.text], [418, '{"why":"Unauthorized"}']);
      assert.equal(missing.headers['access-control-allow-origin'], '*');
      const expired = await rig.send('/id', bearing(await signed(KEY, idClaims({ exp: 1 }))));
      assert.equal(expired.text, '{"why":"The incoming token has expired"}');
    });
  });
});
