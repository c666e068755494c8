import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { srpVerifier } from '../../user-pools/srp.ts';
import { addUser, claimsOf, PASSWORD, poolOf, signIn, userPoolsFixture } from './cognito.fixture.ts';

const HOUR_MS = 3_600_000;

test('tokens last as long as their client says', async (t) => {
  const fixture = userPoolsFixture(t);
  const validity = {
    AccessTokenValidity: 5,
    IdTokenValidity: 2,
    RefreshTokenValidity: 60,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'hours', RefreshToken: 'minutes' },
  } as const;
  const { UserPoolId, ClientId } = await poolOf(fixture, {}, validity);
  await addUser(fixture, UserPoolId);
  const { AccessToken, IdToken, RefreshToken } = await signIn(fixture, ClientId);
  assert.equal(Number(claimsOf(IdToken).exp) - Number(claimsOf(IdToken).iat), 7200);
  fixture.time.now += 300_000 - 1;
  await fixture.anyone.GetUser({ AccessToken });
  fixture.time.now += 1_000;
  await assert.rejects(fixture.anyone.GetUser({ AccessToken }), {
    code: 'NotAuthorizedException',
    message: 'Access Token has expired',
  });
  fixture.time.now += HOUR_MS;
  const refresh = fixture.anyone.InitiateAuth({
    ClientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: RefreshToken },
  });
  await assert.rejects(refresh, { message: 'Refresh Token has expired' });
});

test('an access token must be signed by the key for access tokens, with RS256', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture);
  const other = await poolOf(fixture);
  await addUser(fixture, UserPoolId);
  const { AccessToken } = await signIn(fixture, ClientId);
  const claims = claimsOf(AccessToken);
  const pool = await fixture.userPools.pools.pool(UserPoolId);
  const otherPool = await fixture.userPools.pools.pool(other.UserPoolId);
  assert.ok(pool && otherPool);
  const keys = await fixture.userPools.keys.of(pool);
  const otherKeys = await fixture.userPools.keys.of(otherPool);
  const signedBy = (key: typeof keys.id, more: object = {}, alg = 'RS256') =>
    new SignJWT({ ...claims, ...more })
      .setProtectedHeader({ alg, kid: keys.access.kid })
      .sign(key.privateKey);
  const pem = keys.access.publicKey.export({ type: 'spki', format: 'pem' });
  const confused = [{ alg: 'HS256', kid: keys.access.kid }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const forged = [
    await signedBy(keys.id),
    await signedBy(otherKeys.access),
    await signedBy(keys.access, {}, 'PS256'),
    await signedBy(keys.access, { token_use: 'id' }),
    await signedBy(keys.access, { exp: undefined }),
    await signedBy(keys.access, { client_id: other.ClientId }),
    await signedBy(keys.access, { iss: `https://elsewhere/${other.UserPoolId}` }),
    await signedBy(keys.access, { username: 'bob', sub: undefined }),
    `${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`,
    `${confused}.`,
  ];
  await fixture.anyone.GetUser({ AccessToken: await signedBy(keys.access) });
  for (const [index, token] of forged.entries())
    await assert.rejects(fixture.anyone.GetUser({ AccessToken: token }), { statusCode: 400 }, String(index));
});

test('tokens of a deleted user are not good for another of the same name', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture);
  await addUser(fixture, UserPoolId);
  const { AccessToken, RefreshToken } = await signIn(fixture, ClientId);
  await fixture.admin.AdminDeleteUser({ UserPoolId, Username: 'ann' });
  await addUser(fixture, UserPoolId);
  await assert.rejects(fixture.anyone.GetUser({ AccessToken }), { code: 'UserNotFoundException' });
  const refresh = fixture.anyone.GetTokensFromRefreshToken({ ClientId, RefreshToken });
  await assert.rejects(refresh, { message: 'Invalid Refresh Token' });
});

test('a refresh token is for its client, letter by letter', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture);
  await addUser(fixture, UserPoolId);
  const { UserPoolClient } = await fixture.admin.CreateUserPoolClient({ UserPoolId, ClientName: 'other' });
  const { RefreshToken } = await signIn(fixture, ClientId);
  await fixture.anyone.GetTokensFromRefreshToken({ ClientId, RefreshToken });
  const wrong = [
    { ClientId: UserPoolClient?.ClientId, RefreshToken },
    ...[
      `${RefreshToken.slice(0, -2)}AA`,
      `${RefreshToken}A`,
      RefreshToken.slice(1),
      `A${RefreshToken.slice(1)}`,
    ].map((token) => ({ ClientId, RefreshToken: token })),
  ];
  for (const request of wrong)
    await assert.rejects(fixture.anyone.GetTokensFromRefreshToken(request), {
      message: 'Invalid Refresh Token',
    });
});

test('neither passwords nor tokens nor codes are in the store', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture);
  const texts: string[] = [];
  fixture.store.subscribe((event) => {
    void fixture.store
      .collection<unknown>({ name: event.collection, version: 1 })
      .get(event.scope, event.id)
      .then((stored) => texts.push(JSON.stringify(stored)));
  });
  const UserAttributes = [{ Name: 'email', Value: 'ann@example.com' }];
  await fixture.anyone.SignUp({ ClientId, Username: 'ann', Password: PASSWORD, UserAttributes });
  await fixture.admin.AdminConfirmSignUp({ UserPoolId, Username: 'ann' });
  const { RefreshToken } = await signIn(fixture, ClientId);
  await fixture.store.collection({ name: 'last', version: 1 }).put({ account: '1', region: 'r' }, 'x', {});
  const all = texts.join('\n');
  const code = /\d{6}/.exec(fixture.messages[0]?.message ?? '')?.[0] ?? 'no code';
  assert.ok(all.includes('srpVerifier'));
  for (const secret of [PASSWORD, RefreshToken, `"${code}"`, RefreshToken.slice(44)])
    assert.equal(all.includes(secret), false);
});

test('an SRP challenge can be answered once, in time, by its client', async (t) => {
  const fixture = userPoolsFixture(t);
  const { UserPoolId, ClientId } = await poolOf(fixture);
  await addUser(fixture, UserPoolId);
  const SRP_A = srpVerifier('any', 'number', 'will do').verifier;
  const begin = async () => {
    const { ChallengeParameters = {} } = await fixture.anyone.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: 'ann', SRP_A },
    });
    return ChallengeParameters;
  };
  const answer = (client: string, secretBlock: string) =>
    fixture.anyone.RespondToAuthChallenge({
      ClientId: client,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: {
        USERNAME: 'ann',
        PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
        PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString('base64'),
        TIMESTAMP: 'Sat Nov 21 00:00:00 UTC 2026',
      },
    });
  const { SECRET_BLOCK = '', SALT = '', SRP_B = '', USER_ID_FOR_SRP } = await begin();
  assert.match(SALT, /^[0-9a-f]{1,32}$/);
  assert.match(SRP_B, /^[0-9a-f]{700,768}$/);
  assert.equal(USER_ID_FOR_SRP, 'ann');
  for (const block of [SECRET_BLOCK, SECRET_BLOCK, 'AAAA', '', Buffer.alloc(10_000).toString('base64')])
    await assert.rejects(answer(ClientId, block || '-'), { message: 'Incorrect username or password.' });
  for (const bad of ['0', 'zz', 'f'.repeat(800)])
    await assert.rejects(
      fixture.anyone.InitiateAuth({
        ClientId,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: 'ann', SRP_A: bad },
      }),
      { code: 'InvalidParameterException' },
    );
});
