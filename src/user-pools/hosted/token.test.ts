import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { poolUsers } from '../../definitions/user-pools.ts';
import {
  basic,
  CALLBACK,
  CHALLENGE,
  claimsOf,
  HostedBench,
  poolRecord,
  returned,
  SECRET,
  subOf,
  VERIFIER,
} from './hosted.fixture.ts';
import { authorizationCodes } from './sign-in-records.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

/** A code, as the login page's answer brings it to the application. */
async function newCode(more: Record<string, string> = {}, signIn = bench.browser()): Promise<string> {
  const response = await signIn.signIn({
    ...{ response_type: 'code', client_id: 'public', redirect_uri: CALLBACK },
    ...{ code_challenge: CHALLENGE, code_challenge_method: 'S256' },
    ...more,
  });
  return returned(response).code ?? assert.fail(response.body);
}
const withoutPkce = { code_challenge: '', code_challenge_method: '' };
const codeForm = (code: string, more: Record<string, string> = {}) => ({
  ...{ grant_type: 'authorization_code', client_id: 'public', code, redirect_uri: CALLBACK },
  ...{ code_verifier: VERIFIER, ...more },
});
const exchange = (code: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  bench.token(codeForm(code, more), headers);

describe('authorization codes', () => {
  test('are good once, for five minutes', async () => {
    const code = await newCode();
    bench.now += 5 * 60 * 1000;
    assert.equal((await exchange(code)).status, 200);
    assert.deepEqual(await exchange(code), { status: 400, error: 'invalid_grant' });
    const late = await newCode();
    bench.now += 5 * 60 * 1000 + 1;
    assert.deepEqual(await exchange(late), { status: 400, error: 'invalid_grant' });
  });

  test('go to one of many who come at once', async () => {
    const code = await newCode();
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  test('are used up by a wrong proof', async () => {
    for (const more of [
      { code_verifier: '' },
      { code_verifier: 'A'.repeat(43) },
      { code_verifier: CHALLENGE },
      { code_verifier: `${VERIFIER}x` },
      { code_verifier: VERIFIER.repeat(4) },
      { redirect_uri: 'myapp://signed-in' },
    ]) {
      const code = await newCode();
      const why = JSON.stringify(more);
      assert.deepEqual(await exchange(code, more), { status: 400, error: 'invalid_grant' }, why);
      assert.deepEqual(await exchange(code), { status: 400, error: 'invalid_grant' }, why);
    }
  });

  test('are not for other clients, nor for other pools', async () => {
    await bench.addClient('second', {});
    const code = await newCode();
    assert.deepEqual(await exchange(code, { client_id: 'second' }), { status: 400, error: 'invalid_grant' });
    const other = poolRecord('eu-west-1_Other', { domain: 'other' });
    await bench.addPool(other);
    await bench.addClient('elsewhere', { poolId: other.id });
    assert.deepEqual(await exchange(await newCode(), { client_id: 'elsewhere' }), {
      ...{ status: 400, error: 'invalid_client' },
    });
    const response = await bench.hosted.handle('other', {
      ...{ method: 'POST', path: '/oauth2/token', query: '', base: '', secure: false },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(codeForm(await newCode(), { client_id: 'elsewhere' })).toString(),
    });
    assert.equal(response.body, '{"error":"invalid_grant"}');
  });

  test('asked for without PKCE take no verifier', async () => {
    assert.equal((await exchange(await newCode(withoutPkce), { code_verifier: '' })).status, 200);
    // A code of an attacker's own request, put into the application's.
    assert.deepEqual(await exchange(await newCode(withoutPkce)), { status: 400, error: 'invalid_grant' });
  });

  test('do not outlive their users', async () => {
    await bench.addUser('bob');
    const response = await bench.browser().signIn(
      {
        ...{ response_type: 'code', client_id: 'public', redirect_uri: CALLBACK },
        ...{ code_challenge: CHALLENGE, code_challenge_method: 'S256' },
      },
      'bob',
    );
    await bench.changeUser('bob', (user) => ({ ...user, enabled: false }));
    assert.deepEqual(await exchange(returned(response).code ?? ''), { status: 400, error: 'invalid_grant' });
  });

  test('that nobody fetched are removed, and only their hashes are kept', async () => {
    bench.now += 24 * 3600 * 1000;
    for (let count = 0; count < 12; count++) await newCode();
    const codes = () => bench.store.collection(authorizationCodes).listAll();
    assert.ok((await codes()).length <= 20);
    bench.now += 3600 * 1000;
    const code = await newCode();
    for (let count = 0; count < 3; count++) await newCode();
    const kept = await codes();
    assert.equal(kept.length, 4);
    assert.equal(JSON.stringify(kept).includes(code.slice(11)), false);
  });

  test('made up are no codes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (code) => {
        const answer = await exchange(code);
        assert.deepEqual(answer, { status: 400, error: 'invalid_grant' });
      }),
      { numRuns: 50 },
    );
  });

  test('a redirect URI that the client does not have', async () => {
    const answer = await exchange(await newCode(), { redirect_uri: 'https://evil.example.com' });
    assert.deepEqual(answer, { status: 400, error: 'unauthorized_client' });
  });
});

describe('clients', () => {
  const web = { client_id: 'web' };

  test('show their secret in the header or in the form', async () => {
    const inForm = await exchange(await newCode(web), { ...web, client_secret: SECRET });
    assert.equal(inForm.status, 200);
    assert.equal((await exchange(await newCode(web), web, basic('web', SECRET))).status, 200);
    assert.equal((await exchange(await newCode(web), { client_id: '' }, basic('web', SECRET))).status, 200);
  });

  test('are refused without it, and the code stays good', async () => {
    const code = await newCode(web);
    const attempts: [Record<string, string>, Record<string, string>][] = [
      [web, {}],
      [{ ...web, client_secret: SECRET.slice(1) }, {}],
      [{ ...web, client_secret: `${SECRET}x` }, {}],
      [web, basic('web', '')],
      [web, basic('web', 'x')],
      [web, basic('nobody', SECRET)],
      [{ client_id: 'public' }, basic('web', SECRET)],
      [{ ...web, client_secret: SECRET }, basic('web', SECRET)],
      [web, { authorization: `Bearer ${SECRET}` }],
      [web, { authorization: 'Basic !!!' }],
      [web, { authorization: `Basic ${'A'.repeat(2000)}` }],
      [{ client_id: 'nobody' }, {}],
      [{ client_id: '__proto__' }, {}],
      [{ client_id: '' }, {}],
      // A public client has no secret to show.
      [{ client_id: 'public', client_secret: SECRET }, {}],
    ];
    for (const [more, headers] of attempts)
      assert.deepEqual(
        await exchange(code, more, headers),
        { status: 400, error: 'invalid_client' },
        JSON.stringify([more, headers]),
      );
    assert.equal((await exchange(code, web, basic('web', SECRET))).status, 200);
  });
});

describe('requests that are no token requests', () => {
  for (const [name, form, error] of [
    ['nothing', '', 'invalid_request'],
    ['no grant type', 'client_id=public', 'invalid_request'],
    ['an unknown grant type', 'grant_type=password&client_id=public', 'unsupported_grant_type'],
    ['a grant type of our own making', 'grant_type=__proto__&client_id=public', 'unsupported_grant_type'],
    ['twice the same', 'grant_type=refresh_token&grant_type=refresh_token', 'invalid_request'],
    ['no code', 'grant_type=authorization_code&client_id=public', 'invalid_request'],
    ['no redirect URI', 'grant_type=authorization_code&client_id=public&code=x', 'invalid_request'],
    ['no refresh token', 'grant_type=refresh_token&client_id=public', 'invalid_request'],
    ['too many', Array.from({ length: 51 }, (_, index) => `p${index}=1`).join('&'), 'invalid_request'],
  ] as const)
    test(name, async () => assert.deepEqual(await bench.token(form), { status: 400, error }));

  test('JSON', async () => {
    const answer = await bench.token('{"grant_type":"refresh_token"}', {
      'content-type': 'application/json',
    });
    assert.deepEqual(answer, { status: 400, error: 'invalid_request' });
  });
});

test('answers are not kept, and may be read by pages of other origins', async () => {
  const { headers } = await bench.post('/oauth2/token', {});
  assert.equal(headers['content-type'], 'application/json;charset=UTF-8');
  assert.match(String(headers['cache-control']), /no-store/);
  assert.equal(headers['access-control-allow-origin'], '*');
});

describe('refresh tokens', () => {
  const refresh = (refresh_token: string, more: Record<string, string> = {}) =>
    bench.token({ grant_type: 'refresh_token', client_id: 'public', refresh_token, ...more });
  const signedIn = async () =>
    String((await exchange(await newCode({ scope: 'openid email' }))).refresh_token);

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
  const tokenFor = async (scope: string) => String((await exchange(await newCode({ scope }))).access_token);

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
    const { id_token } = await exchange(await newCode({ scope: 'openid' }));
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

test('users are left as they were', async () => {
  const users = await bench.store.collection(poolUsers).listAll();
  assert.deepEqual(users.map(({ value }) => value.username).sort(), ['ann', 'bob']);
});
