import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { basic, claimsOf, HostedBench, poolRecord, SECRET, subOf } from './hosted.fixture.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

describe('refresh tokens', () => {
  const refresh = (refresh_token: string, more: Record<string, string> = {}) =>
    bench.token({ grant_type: 'refresh_token', client_id: 'public', refresh_token, ...more });
  const signedIn = async () =>
    String((await bench.exchange(await bench.newCode({ scope: 'openid email' }))).refresh_token);

  test('give new tokens with the same scopes', async () => {
    const answer = await refresh(await signedIn());
    assert.deepEqual(Object.keys(answer), ['status', 'id_token', 'access_token', 'expires_in', 'token_type']);
    assert.equal(claimsOf(answer.access_token).scope, 'openid email');
  });

  test('are not for other clients, nor to be made up', async () => {
    const token = await signedIn();
    await bench.addClient('third', {});
    for (const [text, more] of [
      [token, { client_id: 'third' }],
      [`${token}x`, {}],
      ['x', {}],
      ['..', {}],
    ] as const)
      assert.deepEqual(await refresh(text, more), { status: 400, error: 'invalid_grant' });
  });

  test('end when they are revoked', async () => {
    const token = await signedIn();
    const revoke = (form: Record<string, string>, headers = {}) =>
      bench.post('/oauth2/revoke', form, headers);
    const access = String((await refresh(token)).access_token);
    for (const [form, status, error] of [
      [{ token, client_id: 'nobody' }, 401, 'invalid_client'],
      [{ token, client_id: 'web' }, 401, 'invalid_client'],
      [{ client_id: 'public' }, 400, 'invalid_request'],
      [{ token: access, client_id: 'public' }, 400, 'unsupported_token_type'],
      [{ token, client_id: 'third' }, 400, 'invalid_request'],
    ] as const) {
      const response = await revoke(form);
      assert.deepEqual([response.status, response.body], [status, JSON.stringify({ error })]);
    }
    assert.equal((await refresh(token)).status, 200);
    const revoked = await revoke({ token, client_id: 'public' });
    assert.deepEqual([revoked.status, revoked.body], [200, '']);
    assert.equal((await revoke({ token, client_id: 'public' })).status, 200);
    assert.equal((await revoke({ token: 'made up', client_id: 'public' })).status, 200);
    assert.deepEqual(await refresh(token), { status: 400, error: 'invalid_grant' });
    const info = await bench.hosted.handle('my-app', {
      ...{ method: 'GET', path: '/oauth2/userInfo', query: '', base: '', secure: false, body: '' },
      headers: { authorization: `Bearer ${access}` },
    });
    assert.equal(info.status, 401);
  });

  test('of clients that do not let tokens be revoked', async () => {
    await bench.addClient('lasting', { enableTokenRevocation: false });
    const response = await bench.post('/oauth2/revoke', { token: 'x', client_id: 'lasting' });
    assert.deepEqual([response.status, response.body], [400, '{"error":"invalid_request"}']);
  });
});

describe('client credentials', () => {
  const machine = (more: Record<string, string> = {}) =>
    bench.token({ grant_type: 'client_credentials', ...more }, basic('machine', SECRET));

  test('give an access token for scopes of resource servers', async () => {
    const answer = await machine({ scope: 'links/read links/read' });
    assert.deepEqual(Object.keys(answer), ['status', 'access_token', 'expires_in', 'token_type']);
    const { scope, client_id, sub, token_use } = claimsOf(answer.access_token);
    assert.deepEqual([scope, client_id, sub, token_use], ['links/read', 'machine', 'machine', 'access']);
  });

  test('all that the client may and that there is, unless it asks for some', async () => {
    assert.equal(claimsOf((await machine()).access_token).scope, 'links/read links/write');
  });

  test('no others', async () => {
    for (const scope of ['links/admin', 'gone/read', 'openid', 'links/read links/admin', 'links/read%20'])
      assert.deepEqual(await machine({ scope }), { status: 400, error: 'invalid_scope' }, scope);
  });

  test('not for clients that may not', async () => {
    await bench.addClient('half', {
      secret: SECRET,
      oauthFlows: ['client_credentials'],
      oauthEnabled: false,
    });
    const ask = (form: Record<string, string>) => bench.token({ grant_type: 'client_credentials', ...form });
    assert.deepEqual(await ask({ client_id: 'web', client_secret: SECRET }), {
      ...{ status: 400, error: 'unauthorized_client' },
    });
    assert.deepEqual(await ask({ client_id: 'public' }), { status: 400, error: 'invalid_client' });
    assert.deepEqual(await ask({ client_id: 'half', client_secret: SECRET }), {
      ...{ status: 400, error: 'invalid_grant' },
    });
  });
});

describe('userInfo', () => {
  const info = (headers: Record<string, string>, method = 'GET', domain = 'my-app') =>
    bench.hosted.handle(domain, {
      ...{ method, path: '/oauth2/userInfo', query: '', base: '', secure: false, body: '', headers },
    });
  const tokenFor = async (scope: string) =>
    String((await bench.exchange(await bench.newCode({ scope }))).access_token);

  test('says what the scopes allow', async () => {
    const ann = { sub: subOf('ann'), username: 'ann' };
    const email = { email: 'ann@example.com', email_verified: 'true' };
    for (const [scope, expected] of [
      ['openid', { ...ann, ...email, name: 'ann' }],
      ['openid email', { ...ann, ...email }],
      ['openid profile', { ...ann, name: 'ann' }],
    ] as const) {
      const token = await tokenFor(scope);
      for (const method of ['GET', 'POST']) {
        const { status, body } = await info({ authorization: `Bearer ${token}` }, method);
        assert.deepEqual([status, JSON.parse(body)], [200, expected], scope);
      }
    }
  });

  test('not without a token of a user of this pool, with the scope openid', async () => {
    const admin = await tokenFor('aws.cognito.signin.user.admin');
    const machine = await bench.token({ grant_type: 'client_credentials' }, basic('machine', SECRET));
    const good = await tokenFor('openid');
    const { id_token } = await bench.exchange(await bench.newCode({ scope: 'openid' }));
    const [header = '', , signature = ''] = good.split('.');
    const forged = Buffer.from(JSON.stringify({ ...claimsOf(good), username: 'bob' })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [
      admin,
      String(machine.access_token),
      String(id_token),
      `${header}.${forged}.${signature}`,
      `${none}.${good.split('.')[1]}.`,
      'x',
    ]) {
      const response = await info({ authorization: `Bearer ${token}` });
      assert.equal(response.status, 401);
      assert.match(String(response.headers['www-authenticate']), /error="invalid_token"/);
    }
    for (const headers of [{}, basic('ann', 'x'), { authorization: 'Bearer' }])
      assert.equal((await info(headers)).status, 400);
    await bench.addPool(poolRecord('eu-west-1_Third', { domain: 'third' }));
    assert.equal((await info({ authorization: `Bearer ${good}` }, 'GET', 'third')).status, 401);
  });
});

test('domains, paths and methods that are not there', async () => {
  const ask = (domain: string, method: string, path: string) =>
    bench.hosted.handle(domain, { method, path, query: '', base: '', secure: false, body: '', headers: {} });
  await bench.addPool(poolRecord('eu-west-1_NoDomain'));
  assert.equal((await ask('nobody', 'GET', '/login')).status, 404);
  assert.equal((await ask('eu-west-1_NoDomain', 'GET', '/login')).status, 404);
  assert.equal((await ask(bench.pool.id, 'GET', '/error')).status, 400);
  assert.equal((await ask('my-app', 'GET', '/')).status, 404);
  assert.equal((await ask('my-app', 'GET', '/oauth2/token/')).status, 404);
  const wrong = await ask('my-app', 'GET', '/oauth2/token');
  assert.deepEqual([wrong.status, wrong.headers.allow], [405, 'POST']);
  const preflight = await ask('my-app', 'OPTIONS', '/oauth2/token');
  assert.deepEqual(
    [
      preflight.status,
      preflight.headers['access-control-allow-methods'],
      preflight.headers['access-control-allow-headers'],
    ],
    [200, 'POST', 'authorization, content-type'],
  );
  assert.equal((await ask('my-app', 'OPTIONS', '/login')).status, 405);
});
