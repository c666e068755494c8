import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessClaims, ISSUER, idClaims, NOW_SECONDS, signed } from '../identity/jwt/jwt.fixture.ts';
import { NOW } from './api-records.fixture.ts';
import {
  arn,
  assertRefused,
  assertUnauthorized,
  authorizer,
  authorizerSeen,
  bearing,
  guarded,
  KEY,
  OTHER,
  pool,
  StandInPools,
} from './cognito.fixture.ts';
import { Rig } from './gateway.fixture.ts';

describe('COGNITO_USER_POOLS', () => {
  const pools = new StandInPools();
  let now = NOW;
  const rig = new Rig({ userPools: pools, clock: () => now });
  let withdrawn = false;
  const claimsSeen = (path: string, sent: Parameters<Rig['send']>[1]) => authorizerSeen(rig, path, sent);

  before(async () => {
    await rig.start();
    const first = pool('Example01', KEY);
    const find: typeof first.keys.find = (...question) =>
      withdrawn ? undefined : first.keys.find(...question);
    pools.pools.set(arn('Example01'), { ...first, keys: { find } });
    pools.pools.set(arn('Later'), Promise.resolve(pool('Later', OTHER)));
    pools.pools.set(arn('Gone'), Promise.resolve(undefined));
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
          authorizer('fresh', { authorizerResultTtlInSeconds: 0 }),
          authorizer('lambda', { type: 'TOKEN' }),
          authorizer('bad-expression', { identityValidationExpression: '(' }),
        ],
      },
      stage: { variables: { pool: 'us-east-1_Example01' } },
    });
  });
  after(() => rig.stop());

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

  test('a key that is withdrawn counts when the result is no longer kept', async () => {
    const sent = bearing(await signed(KEY, idClaims()));
    await Promise.all(['/id', '/fresh'].map((path) => claimsSeen(path, sent)));
    withdrawn = true;
    try {
      now = NOW + 299_000;
      await claimsSeen('/id', sent);
      assertUnauthorized(await rig.send('/fresh', sent));
      now = NOW + 300_000;
      assertUnauthorized(await rig.send('/id', sent));
    } finally {
      withdrawn = false;
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
});
