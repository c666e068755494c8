import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openIdConfiguration } from './discovery.ts';
import { basic, HostedBench, SECRET } from './hosted.fixture.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

test('the keys verify the tokens', async () => {
  const { status, headers, body } = await bench.hosted.discovery(bench.pool.id, 'jwks.json');
  assert.equal(status, 200);
  assert.deepEqual(
    [headers['content-type'], headers['cache-control'], headers['access-control-allow-origin']],
    ['application/json', 'public, max-age=86400', '*'],
  );
  const { keys } = JSON.parse(body);
  assert.equal(keys.length, 2);
  for (const key of keys) assert.deepEqual(Object.keys(key), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  const { access_token } = await bench.token({ grant_type: 'client_credentials' }, basic('machine', SECRET));
  const [header = '', payload = '', signature = ''] = String(access_token).split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const jwk = keys.find((key: { kid: string }) => key.kid === kid);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const signed = Buffer.from(`${header}.${payload}`);
  assert.ok(verify('sha256', signed, key, Buffer.from(signature, 'base64url')));
});

test('a configuration has the members that Cognito sends, in its order', async () => {
  const { body } = await bench.hosted.discovery(bench.pool.id, 'openid-configuration');
  const hosted = 'http://127.0.0.1:4566/_aws/cognito-idp/my-app';
  const issuer = 'http://127.0.0.1:4566/eu-west-1_AbCd12345';
  assert.equal(
    body,
    JSON.stringify({
      authorization_endpoint: `${hosted}/oauth2/authorize`,
      end_session_endpoint: `${hosted}/logout`,
      id_token_signing_alg_values_supported: ['RS256'],
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ['code', 'token'],
      revocation_endpoint: `${hosted}/oauth2/revoke`,
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      subject_types_supported: ['public'],
      token_endpoint: `${hosted}/oauth2/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      userinfo_endpoint: `${hosted}/oauth2/userInfo`,
    }),
  );
});

test('beside an issuer with a host of its own, the domain has one too', () => {
  const of = (issuer: string) => Object(openIdConfiguration({ domain: 'my-app' }, issuer)).token_endpoint;
  assert.equal(
    of('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC'),
    'https://my-app.auth.eu-west-1.amazoncognito.com/oauth2/token',
  );
  assert.equal(
    of('http://cognito-idp.eu-west-1.localhost:4566/eu-west-1_AbC'),
    'http://my-app.auth.eu-west-1.localhost:4566/oauth2/token',
  );
});

test('of a pool without a domain', () => {
  const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FDyGrrjP6';
  const { authorization_endpoint, end_session_endpoint, userinfo_endpoint } = Object(
    openIdConfiguration({}, issuer),
  );
  assert.deepEqual(
    [authorization_endpoint, end_session_endpoint, userinfo_endpoint],
    [`${issuer}/authorize`, `${issuer}/logout`, `${issuer}/userInfo`],
  );
});

test('a pool that is not there', async () => {
  const { status, body, headers } = await bench.hosted.discovery('eu-west-1_None', 'jwks.json');
  assert.equal(status, 400);
  assert.equal(headers['cache-control'], 'no-store');
  assert.deepEqual(JSON.parse(body), {
    code: 'ResourceNotFoundException',
    message: 'User pool eu-west-1_None does not exist.',
    type: 'client',
  });
});
