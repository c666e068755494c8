import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressOf } from './address.ts';

const userPool = (host: string, path: string) => {
  const address = addressOf(host, path);
  return address.kind === 'user-pool' ? address.userPool : address.kind;
};

test('the documents below an issuer', () => {
  for (const host of ['127.0.0.1:4566', 'localhost', '[::1]:4566', 'cognito-idp.eu-west-1.amazonaws.com'])
    assert.deepEqual(userPool(host, '/eu-west-1_AbC123xyz/.well-known/jwks.json'), {
      poolId: 'eu-west-1_AbC123xyz',
      document: 'jwks.json',
    });
  assert.deepEqual(userPool('localhost', '/us-gov-west-1_a/.well-known/openid-configuration'), {
    poolId: 'us-gov-west-1_a',
    document: 'openid-configuration',
  });
});

test('the host of a domain', () => {
  assert.deepEqual(userPool('My-App.auth.eu-west-1.amazoncognito.com:443', '/oauth2/token'), {
    domain: 'my-app',
    base: '',
    path: '/oauth2/token',
  });
  assert.deepEqual(userPool('my-app.auth.eu-west-1.localhost', '/'), {
    domain: 'my-app',
    base: '',
    path: '/',
  });
});

test('the path of a domain', () => {
  assert.deepEqual(userPool('localhost', '/_aws/cognito-idp/my-app/oauth2/token'), {
    domain: 'my-app',
    base: '/_aws/cognito-idp/my-app',
    path: '/oauth2/token',
  });
  assert.deepEqual(userPool('localhost', '/_aws/cognito-idp/eu-west-1_AbC123xyz'), {
    domain: 'eu-west-1_AbC123xyz',
    base: '/_aws/cognito-idp/eu-west-1_AbC123xyz',
    path: '/',
  });
});

test('nothing else is taken for one', () => {
  for (const [host, path] of [
    // Buckets and keys of S3: by path, and by host.
    ['localhost', '/eu-west-1-bucket/.well-known/jwks.json'],
    ['localhost', '/bucket/eu-west-1_AbC/.well-known/jwks.json'],
    ['bucket.s3.eu-west-1.amazonaws.com', '/eu-west-1_AbC/.well-known/jwks.json'],
    ['s3.localhost.localstack.cloud', '/eu-west-1_AbC/.well-known/jwks.json'],
    ['localhost', '/eu-west-1_AbC/.well-known/jwks.json/'],
    ['localhost', '/eu-west-1_AbC/.well-known/other'],
    ['localhost', '/eu-west-1_AbC/x/.well-known/jwks.json'],
    ['localhost', '/eu-west-1_A%42C/.well-known/jwks.json'],
    ['localhost', '/.well-known/jwks.json'],
    // Machines that are called so.
    ['gateway.auth.example.com', '/'],
    ['auth.eu-west-1.example.com', '/'],
    ['gateway.auth.eu-west-1', '/'],
    ['cognito-idp.eu-west-1.amazonaws.com', '/'],
    // No pool is called so.
    ['localhost', '/_aws/cognito-idp/'],
    ['localhost', '/_aws/cognito-idp/a%0d%0ab/login'],
    ['localhost', '/_aws/cognito-idp/a;Domain=b/login'],
  ] as const)
    assert.equal(userPool(host, path), 'api-call', `${host}${path}`);
});

test("an API's own paths stay its own", () => {
  for (const [host, path] of [
    ['abc.execute-api.eu-west-1.amazonaws.com', '/eu-west-1_AbC/.well-known/jwks.json'],
    ['localhost', '/_aws/execute-api/abc/eu-west-1_AbC/.well-known/jwks.json'],
    ['localhost', '/restapis/abc/Prod/_user_request_/.well-known/jwks.json'],
  ] as const)
    assert.equal(userPool(host, path), 'invocation', `${host}${path}`);
});

test('a base is fit for headers, whatever the path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const address = addressOf('localhost', `/_aws/cognito-idp/${text}`);
      if (address.kind !== 'user-pool' || !('base' in address.userPool)) return;
      assert.match(address.userPool.base, /^\/_aws\/cognito-idp\/[0-9A-Za-z_-]+$/);
    }),
  );
});
