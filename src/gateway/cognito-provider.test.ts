import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { keysOfProvider } from '../identity/jwt/discover-keys.ts';
import { accessClaims, idClaims, NOW_SECONDS, StandInIssuer, signed } from '../identity/jwt/jwt.fixture.ts';
import { RemoteKeys } from '../identity/jwt/remote-keys.ts';
import { PUBLIC_KEY_ALGORITHMS } from '../identity/jwt/signature-algorithms.ts';
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

describe('COGNITO_USER_POOLS with an own identity provider', () => {
  const issuer = new StandInIssuer();
  const pools = new StandInPools();
  let now = NOW;
  const rig = new Rig({ userPools: pools, clock: () => now });
  const claimsSeen = (path: string, sent: Parameters<Rig['send']>[1]) => authorizerSeen(rig, path, sent);

  before(async () => {
    await Promise.all([rig.start(), issuer.start()]);
    pools.pools.set(arn('Example01'), pool('Example01', KEY));
    pools.pools.set(arn('Own'), {
      kind: 'openid',
      issuer: issuer.url,
      keys: new RemoteKeys({ load: keysOfProvider(issuer.url), clock: () => now, times: { timeout: 100 } }),
      algorithms: PUBLIC_KEY_ALGORITHMS,
    });
    await rig.deploy({
      paths: {
        '/id': guarded('one'),
        '/own': guarded('own'),
        '/own/scoped': guarded('own', { authorizationScopes: ['pets/read'] }),
      },
      parts: { authorizers: [authorizer('one'), authorizer('own', { providerARNs: [arn('Own')] })] },
    });
  });
  after(() => Promise.all([rig.stop(), issuer.stop()]));

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
