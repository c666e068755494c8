import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { idClaims, signed } from '../identity/jwt/jwt.fixture.ts';
import {
  arn,
  assertUnauthorized,
  authorizer,
  bearing,
  guarded,
  KEY,
  pool,
  StandInPools,
} from './cognito.fixture.ts';
import { Rig } from './gateway.fixture.ts';

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
