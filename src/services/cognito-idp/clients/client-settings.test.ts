import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poolOf, userPoolsFixture } from '../cognito.fixture.ts';
import type { CognitoOperations } from '../operations.ts';

type Settings = Partial<CognitoOperations['CreateUserPoolClient']['input']>;

async function creating(t: Parameters<typeof userPoolsFixture>[0]) {
  const fixture = userPoolsFixture(t);
  const { UserPoolId } = await poolOf(fixture);
  return async (settings: Settings) => {
    const made = await fixture.admin.CreateUserPoolClient({ UserPoolId, ClientName: 'one', ...settings });
    return made.UserPoolClient ?? {};
  };
}

test('what is not given has its default', async (t) => {
  const create = await creating(t);
  const client = await create({});
  assert.match(client.ClientId ?? '', /^[a-z0-9]{26}$/);
  assert.equal(client.ClientSecret, undefined);
  assert.deepEqual(client.ExplicitAuthFlows, [
    'ALLOW_REFRESH_TOKEN_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_CUSTOM_AUTH',
  ]);
  assert.deepEqual(
    [client.RefreshTokenValidity, client.AccessTokenValidity, client.TokenValidityUnits],
    [30, undefined, undefined],
  );
  assert.deepEqual([client.AuthSessionValidity, client.EnableTokenRevocation], [3, true]);
});

test('older names of flows leave SRP and refreshing on, and do not go with the newer ones', async (t) => {
  const create = await creating(t);
  const client = await create({ ExplicitAuthFlows: ['USER_PASSWORD_AUTH'] });
  assert.deepEqual(client.ExplicitAuthFlows, [
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH',
  ]);
  await assert.rejects(create({ ExplicitAuthFlows: ['USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'] }), {
    code: 'InvalidParameterException',
  });
});

test('validity within its bounds, in the unit given', async (t) => {
  const create = await creating(t);
  const client = await create({ AccessTokenValidity: 24, RefreshTokenValidity: 0 });
  assert.deepEqual([client.AccessTokenValidity, client.RefreshTokenValidity], [24, 30]);
  assert.deepEqual(client.TokenValidityUnits, { AccessToken: 'hours' });
  const wrong: Settings[] = [
    { AccessTokenValidity: 25 },
    { IdTokenValidity: 299, TokenValidityUnits: { IdToken: 'seconds' } },
    { RefreshTokenValidity: 59, TokenValidityUnits: { RefreshToken: 'minutes' } },
    { RefreshTokenValidity: 3651 },
  ];
  for (const settings of wrong) await assert.rejects(create(settings), { code: 'InvalidParameterException' });
});

test('OAuth settings that can not work are refused', async (t) => {
  const create = await creating(t);
  const oauth: Settings = {
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid'],
    CallbackURLs: ['https://app.example.com/', 'http://localhost:3000/cb', 'myapp://cb'],
  };
  await create(oauth);
  const wrong: [Settings, string][] = [
    [{ AllowedOAuthScopes: [] }, 'InvalidParameterException'],
    [{ AllowedOAuthScopes: ['openid', 'links/read'] }, 'ScopeDoesNotExistException'],
    [{ AllowedOAuthFlows: ['client_credentials'] }, 'InvalidOAuthFlowException'],
    [
      { AllowedOAuthFlows: ['client_credentials', 'code'], GenerateSecret: true },
      'InvalidOAuthFlowException',
    ],
    [{ DefaultRedirectURI: 'https://other.example.com/' }, 'InvalidParameterException'],
    [{ SupportedIdentityProviders: ['Google'] }, 'InvalidParameterException'],
  ];
  const urls = [
    'http://app.example.com/',
    'https://app.example.com/#a',
    'javascript:alert(1)',
    'app.example.com',
  ];
  for (const url of urls) wrong.push([{ CallbackURLs: [url] }, 'InvalidParameterException']);
  for (const [settings, code] of wrong)
    await assert.rejects(create({ ...oauth, ...settings }), { code }, JSON.stringify(settings));
});

test('attributes that the pool does not have can be neither read nor written', async (t) => {
  const create = await creating(t);
  await create({ ReadAttributes: ['email', 'email_verified'], WriteAttributes: ['email'] });
  for (const settings of [{ ReadAttributes: ['custom:x'] }, { WriteAttributes: ['email_verified'] }])
    await assert.rejects(create(settings), /^ServiceError: Invalid (read|write) attributes specified/);
});
