import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { UserPoolError } from '../user-pool-error.ts';
import {
  type Browser,
  CALLBACK,
  CHALLENGE,
  claimsOf,
  HostedBench,
  location,
  PASSWORD,
  poolRecord,
  returned,
  VERIFIER,
} from './hosted.fixture.ts';
import type { HostedResponse } from './hosted-request.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

const asked = (more: Record<string, string> = {}) => ({
  ...{ response_type: 'code', client_id: 'public', redirect_uri: CALLBACK, state: 'st ate&1' },
  ...{ code_challenge: CHALLENGE, code_challenge_method: 'S256' },
  ...more,
});
const authorize = (more: Record<string, string> = {}, browser: Browser = bench.browser()) =>
  browser.get(`/oauth2/authorize?${new URLSearchParams(asked(more))}`);
const exchange = (code: string, more: Record<string, string> = {}) =>
  bench.token({
    ...{ grant_type: 'authorization_code', client_id: 'public', code, redirect_uri: CALLBACK },
    ...{ code_verifier: VERIFIER, ...more },
  });
const cookies = (response: HostedResponse) => [response.headers['set-cookie'] ?? []].flat();

test('sign-in by authorization code and PKCE', async () => {
  const browser = bench.browser();
  const signedIn = await browser.signIn(asked({ nonce: 'n-1', scope: 'openid email' }));
  assert.equal(signedIn.status, 302);
  assert.ok(location(signedIn).startsWith(`${CALLBACK}?code=`));
  const { code = '', state } = returned(signedIn);
  assert.equal(state, 'st ate&1');
  const answer = await exchange(code);
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.keys(answer), [
    ...['status', 'id_token', 'access_token', 'refresh_token', 'expires_in', 'token_type'],
  ]);
  assert.deepEqual([answer.expires_in, answer.token_type], [3600, 'Bearer']);
  const id = claimsOf(answer.id_token);
  assert.deepEqual(
    [id.nonce, id['cognito:username'], id.email, id.name],
    ['n-1', 'ann', 'ann@example.com', undefined],
  );
  assert.equal(claimsOf(answer.access_token).scope, 'openid email');
});

test('a browser that has signed in gets its next code at once, for an hour', async () => {
  const browser = bench.browser();
  await browser.signIn(asked());
  const again = await authorize({}, browser);
  assert.ok(location(again).startsWith(`${CALLBACK}?code=`));
  assert.ok(location(await authorize({ prompt: 'login' }, browser)).startsWith('/login?'));
  bench.now += 3600 * 1000 + 1;
  assert.ok(location(await authorize({}, browser)).startsWith('/login?'));
  assert.deepEqual(returned(await authorize({ prompt: 'none' }, browser)), {
    error: 'login_required',
    state: 'st ate&1',
  });
});

test('a sign-in ends when the user is disabled, or has another password', async () => {
  await bench.addUser('bob');
  const browser = bench.browser();
  await browser.signIn(asked(), 'bob');
  await bench.changeUser('bob', (user) => ({ ...user, enabled: false }));
  assert.ok(location(await authorize({}, browser)).startsWith('/login?'));
  await bench.changeUser('bob', (user) => ({ ...user, enabled: true }));
  assert.ok(location(await authorize({}, browser)).startsWith(CALLBACK));
  bench.now += 1000;
  const pool = { ...bench.pool, scope: { account: '123456789012', region: 'eu-west-1' } };
  const password = await bench.parts.signIn.passwordRecord(pool, 'bob', 'Another-Horse-8');
  await bench.changeUser('bob', (user) => ({ ...user, password }));
  assert.ok(location(await authorize({}, browser)).startsWith('/login?'));
});

test("another pool's session and another word in the cookie sign nobody in", async () => {
  const browser = bench.browser();
  await browser.signIn(asked());
  const session = browser.cookies.get('cognito') ?? '';
  for (const cookie of ['', 'x', session.slice(0, -1), `${session}x`, session.replace(/^./, 'z')]) {
    browser.cookies.set('cognito', cookie);
    assert.ok(location(await authorize({}, browser)).startsWith('/login?'), cookie);
  }
  const other = poolRecord('eu-west-1_Other', { domain: 'other' });
  await bench.addPool(other);
  await bench.addClient('elsewhere', { poolId: other.id });
  const query = new URLSearchParams(asked({ client_id: 'elsewhere' })).toString();
  const response = await bench.hosted.handle('other', {
    ...{ method: 'GET', path: '/oauth2/authorize', query, base: '', secure: true, body: '' },
    headers: { cookie: `cognito=${session}` },
  });
  assert.ok(location(response).startsWith('/login?'));
});

test('every sign-in gets a new session, whatever the browser had', async () => {
  const browser = bench.browser();
  browser.cookies.set('cognito', 'chosen-by-somebody-else');
  await browser.signIn(asked());
  const first = browser.cookies.get('cognito');
  await browser.signIn(asked({ prompt: 'login' }));
  assert.notEqual(first, 'chosen-by-somebody-else');
  assert.notEqual(browser.cookies.get('cognito'), first);
});

test('cookies are for this domain, for no script, and not for other sites', async () => {
  const browser = bench.browser();
  const page = await browser.get(location(await authorize()));
  const signedIn = await browser.submit(page, { username: 'ann', password: PASSWORD });
  for (const cookie of [...cookies(page), ...cookies(signedIn)])
    assert.match(cookie, /^[\w-]+=[\w-]{43,}; Path=\/; HttpOnly; SameSite=Lax(; Max-Age=3600)?; Secure$/);
  const byPath = await bench.hosted.handle('my-app', {
    ...{ method: 'GET', path: '/login', query: new URLSearchParams(asked()).toString(), body: '' },
    ...{ headers: {}, base: '/_aws/cognito-idp/my-app', secure: false },
  });
  assert.match(cookies(byPath)[0] ?? '', /Path=\/_aws\/cognito-idp\/my-app\/; HttpOnly; SameSite=Lax$/);
  assert.match(byPath.body, /action="\/_aws\/cognito-idp\/my-app\/login\?/);
});

test('the page needs nothing from elsewhere and runs no script', async () => {
  const page = await bench.browser().get(location(await authorize()));
  assert.equal(page.status, 200);
  const csp = String(page.headers['content-security-policy']);
  assert.match(
    csp,
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' https:; frame-ancestors 'none'; base-uri 'none'$/,
  );
  assert.equal(/<script|<link|<img|src=|@import|url\(/i.test(page.body), false);
  assert.deepEqual(
    [
      page.headers['x-frame-options'],
      page.headers['x-content-type-options'],
      page.headers['referrer-policy'],
    ],
    ['DENY', 'nosniff', 'same-origin'],
  );
  assert.match(String(page.headers['cache-control']), /no-store/);
  const style = page.body.split(/<\/?style>/)[1] ?? '';
  assert.ok(csp.includes(createHash('sha256').update(style).digest('base64')));
  const app = await bench.browser().get(location(await authorize({ redirect_uri: 'myapp://signed-in' })));
  assert.match(String(app.headers['content-security-policy']), /form-action 'self' https: myapp:;/);
});

describe('what an application may not ask for', () => {
  const refusals: [Record<string, string>, string][] = [
    [{ client_id: 'nobody' }, 'invalid_client'],
    [{ client_id: '' }, 'invalid_request'],
    [{ redirect_uri: 'https://evil.example.com/' }, 'redirect_mismatch'],
    // Nothing that begins alike, and nothing that is the same to a browser.
    [{ redirect_uri: `${CALLBACK}/` }, 'redirect_mismatch'],
    [{ redirect_uri: `${CALLBACK}?x=1` }, 'redirect_mismatch'],
    [{ redirect_uri: `${CALLBACK}#` }, 'redirect_mismatch'],
    [{ redirect_uri: CALLBACK.toUpperCase() }, 'redirect_mismatch'],
    [{ redirect_uri: `${CALLBACK}@evil.example.com` }, 'redirect_mismatch'],
    [{ redirect_uri: '//app.example.com/callback' }, 'redirect_mismatch'],
    [{ redirect_uri: `${CALLBACK}\r\nSet-Cookie: a=b` }, 'redirect_mismatch'],
    [{ client_id: 'machine', redirect_uri: CALLBACK }, 'redirect_mismatch'],
  ];
  for (const [more, error] of refusals)
    test(`${JSON.stringify(more)}: the user is told`, async () => {
      const response = await authorize(more);
      assert.equal(response.status, 302);
      const [path, query] = location(response).split('?');
      assert.equal(path, '/error');
      assert.equal(new URLSearchParams(query).get('error'), error);
      const page = await bench.browser().get(location(response));
      assert.equal(page.status, 400);
      assert.ok(page.body.includes(error));
    });

  const returns: [Record<string, string>, string][] = [
    [{ response_type: '' }, 'invalid_request'],
    [{ response_type: 'id_token' }, 'invalid_request'],
    [{ response_type: 'token' }, 'unauthorized_client'],
    [{ scope: 'openid phone' }, 'invalid_scope'],
    [{ scope: 'links/admin' }, 'invalid_scope'],
    [{ scope: 'email' }, 'invalid_scope'],
    [{ code_challenge_method: '' }, 'invalid_request'],
    [{ code_challenge: '' }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ nonce: 'n'.repeat(2049) }, 'invalid_request'],
    [{ identity_provider: 'Google' }, 'invalid_request'],
  ];
  for (const [more, error] of returns)
    test(`${JSON.stringify(more).slice(0, 60)}: the application is told`, async () => {
      const response = await authorize(more);
      assert.ok(location(response).startsWith(`${CALLBACK}`));
      assert.deepEqual(returned(response), { error, state: 'st ate&1' });
    });

  test('twice the same parameter', async () => {
    const query = `${new URLSearchParams(asked())}&redirect_uri=https%3A%2F%2Fevil.example.com`;
    const response = await bench.browser().get(`/oauth2/authorize?${query}`);
    assert.ok(location(response).startsWith('/error?error=invalid_request'));
  });

  test('a client without OAuth, or for other providers', async () => {
    await bench.addClient('off', { oauthEnabled: false });
    await bench.addClient('federated', { supportedIdentityProviders: ['Google'] });
    for (const client_id of ['off', 'federated'])
      assert.ok(location(await authorize({ client_id })).startsWith('/error?error=unauthorized_client'));
  });
});

test('what an address says does not become part of a page or a header', async () => {
  const evil = `"><script>alert(1)</script>'`;
  const hint = await bench
    .browser()
    .get(`/login?${new URLSearchParams(asked({ login_hint: evil, state: evil }))}`);
  assert.equal(hint.status, 200);
  assert.equal(hint.body.includes('<script'), false);
  assert.ok(hint.body.includes('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;"'));
  const error = await bench.browser().get(`/error?${new URLSearchParams({ error: evil, client_id: evil })}`);
  assert.equal(error.body.includes('script'), false);
  const client = await authorize({ client_id: `x\r\nSet-Cookie: a=b` });
  assert.equal(/[\r\n]/.test(location(client)), false);
  const browser = bench.browser();
  const signedIn = await browser.signIn(asked({ state: '\r\nSet-Cookie: a=b&code=forged' }));
  assert.equal(/[\r\n]/.test(location(signedIn)), false);
  assert.equal(new URL(location(signedIn)).searchParams.getAll('code').length, 1);
  const failed = await browser.submit(await browser.get(`/login?${new URLSearchParams(asked())}`), {
    ...{ username: evil, password: evil },
  });
  assert.equal(failed.body.includes('<script'), false);
});

describe('a form of another site', () => {
  const attempts: [
    string,
    (browser: Browser, token: string) => [Record<string, string>, Record<string, string>],
  ][] = [
    ['without a token', () => [{}, {}]],
    ['with another token', () => [{ _csrf: 'A'.repeat(43) }, {}]],
    [
      'without the cookie',
      (browser, token) => {
        browser.cookies.clear();
        return [{ _csrf: token }, {}];
      },
    ],
    [
      'with a cookie of its own choice',
      (browser) => {
        browser.cookies.set('XSRF-TOKEN', 'x');
        return [{ _csrf: 'x' }, {}];
      },
    ],
    ['from elsewhere', (_browser, token) => [{ _csrf: token }, { origin: 'https://evil.example.com' }]],
    ['from nowhere', (_browser, token) => [{ _csrf: token }, { origin: 'null' }]],
    ['as the browser says', (_browser, token) => [{ _csrf: token }, { 'sec-fetch-site': 'cross-site' }]],
    ['of a sister', (_browser, token) => [{ _csrf: token }, { 'sec-fetch-site': 'same-site' }]],
  ];
  for (const [name, attempt] of attempts)
    test(name, async () => {
      const browser = bench.browser();
      const address = location(await authorize());
      await browser.get(address);
      const [form, headers] = attempt(browser, browser.cookies.get('XSRF-TOKEN') ?? '');
      const response = await browser.post(address, { ...form, username: 'ann', password: PASSWORD }, headers);
      assert.equal(response.status, 403);
      assert.equal(browser.cookies.has('cognito'), false);
    });
});

describe('a sign-in that fails', () => {
  test('wrong passwords and unknown names look the same', async () => {
    const browser = bench.browser();
    const page = await browser.get(location(await authorize()));
    const wrong = await browser.submit(page, { username: 'ann', password: 'wrong' });
    const unknown = await browser.submit(page, { username: 'zoe', password: 'wrong' });
    assert.equal(wrong.status, 400);
    assert.ok(wrong.body.includes('Incorrect username or password.'));
    assert.equal(unknown.body.replaceAll('zoe', 'ann'), wrong.body);
    assert.equal(wrong.body.includes('wrong'), false);
    assert.equal(browser.cookies.has('cognito'), false);
  });

  test('names and passwords that are too long, or missing', async () => {
    const browser = bench.browser();
    const page = await browser.get(location(await authorize()));
    for (const fields of [
      { username: '', password: PASSWORD },
      { username: 'ann', password: 'x'.repeat(257) },
      { username: 'x'.repeat(2049), password: PASSWORD },
    ])
      assert.equal((await browser.submit(page, fields)).status, 400);
  });

  test('users who are not confirmed, or have to reset, learn why once they have shown the password', async () => {
    await bench.addUser('uma', { status: 'UNCONFIRMED' });
    await bench.addUser('rex', { status: 'RESET_REQUIRED' });
    await bench.addUser('dan', { enabled: false });
    for (const [username, notice] of [
      ['uma', 'Your account is not confirmed yet.'],
      ['rex', 'Your password has to be reset.'],
      ['dan', 'User is disabled.'],
    ] as const) {
      const response = await bench.browser().signIn(asked(), username);
      assert.equal(response.status, 400);
      assert.ok(response.body.includes(notice), username);
      assert.ok((await bench.browser().signIn(asked(), username, 'wrong')).body.includes('Incorrect'));
    }
  });

  test('guessing is slowed down', async () => {
    await bench.addUser('eve');
    const browser = bench.browser();
    const page = await browser.get(location(await authorize()));
    for (let attempt = 0; attempt < 5; attempt++)
      await browser.submit(page, { username: 'eve', password: 'wrong' });
    const locked = await browser.submit(page, { username: 'eve', password: PASSWORD });
    assert.ok(locked.body.includes('Password attempts exceeded'));
  });
});

describe('a password that an administrator chose', () => {
  test('is exchanged for another one', async () => {
    await bench.addUser('fay', { status: 'FORCE_CHANGE_PASSWORD' });
    const browser = bench.browser();
    const page = await browser.signIn(asked(), 'fay');
    assert.equal(page.status, 200);
    assert.ok(page.body.includes('Choose a new password'));
    assert.equal(browser.cookies.has('cognito'), false);
    const weak = await browser.submit(page, { new_password: 'weak' });
    assert.equal(weak.status, 400);
    assert.ok(weak.body.includes('Password did not conform with policy: Password not long enough'));
    // Each page is good once.
    assert.ok(location(await browser.submit(page, { new_password: 'Better-Horse-9' })).startsWith('/login?'));
    const changed = await browser.submit(weak, { new_password: 'Better-Horse-9' });
    const { code = '' } = returned(changed);
    assert.equal((await exchange(code)).status, 200);
    assert.ok(location(await authorize({}, browser)).startsWith(CALLBACK));
    const next = await bench.browser().signIn(asked(), 'fay', 'Better-Horse-9');
    assert.equal(next.status, 302);
  });

  test('is not asked for without it', async () => {
    const browser = bench.browser();
    const page = await browser.get(location(await authorize()));
    const response = await browser.submit(page, { change: 'x'.repeat(54), new_password: 'Better-Horse-9' });
    assert.ok(location(response).startsWith('/login?'));
    await bench.addUser('gil', { status: 'FORCE_CHANGE_PASSWORD' });
    const form = await browser.signIn(asked(), 'gil');
    const change = /name="change" value="([^"]*)"/.exec(form.body)?.[1] ?? '';
    await bench.addClient('third', {});
    const elsewhere = await browser.get(`/login?${new URLSearchParams(asked({ client_id: 'third' }))}`);
    const stolen = await browser.submit(elsewhere, { change, new_password: 'Better-Horse-9' });
    assert.ok(location(stolen).startsWith('/login?'));
  });
});

test('the implicit grant answers in the fragment, to clients that may', async () => {
  await bench.addClient('implicit', { oauthFlows: ['implicit'] });
  const request = { ...asked({ response_type: 'token', client_id: 'implicit' }) };
  const response = await bench.browser().signIn(request);
  assert.ok(location(response).startsWith(`${CALLBACK}#`));
  const { id_token, access_token, ...rest } = returned(response);
  assert.deepEqual(rest, { expires_in: '3600', token_type: 'Bearer', state: 'st ate&1' });
  assert.equal(claimsOf(access_token).client_id, 'implicit');
  assert.equal(claimsOf(id_token).aud, 'implicit');
  assert.deepEqual(returned(await authorize({ client_id: 'implicit' })), {
    ...{ error: 'unauthorized_client', state: 'st ate&1' },
  });
});

test('what triggers refuse is shown, or told to the application', async () => {
  const triggered = poolRecord('eu-west-1_Trigger', {
    domain: 'triggered',
    triggers: {
      postAuthentication: 'arn:aws:lambda:eu-west-1:123456789012:function:after',
      preTokenGeneration: { arn: 'arn:aws:lambda:eu-west-1:123456789012:function:claims', version: 'V1_0' },
    },
  });
  const other = await HostedBench.open();
  try {
    Object.assign(other.pool, { triggers: triggered.triggers });
    await other.addPool(other.pool);
    await other.addClient('public', { oauthFlows: ['implicit'] });
    const request = asked({ response_type: 'token' });
    const browser = other.browser();
    const called: string[] = [];
    other.trigger = async (_pool, _arn, trigger, event) => {
      called.push(trigger);
      return event;
    };
    assert.ok(location(await browser.signIn(request)).startsWith(`${CALLBACK}#`));
    assert.deepEqual(called, ['PostAuthentication', 'PreTokenGeneration']);
    other.trigger = async () => {
      throw new UserPoolError('UserLambdaValidationException', 'not <you>');
    };
    const silent = await browser.get(`/oauth2/authorize?${new URLSearchParams(request)}`);
    assert.deepEqual(returned(silent), {
      ...{ error: 'invalid_request', error_description: 'not <you>', state: 'st ate&1' },
    });
    const shown = await other.browser().signIn(request);
    assert.ok(shown.body.includes('not &lt;you&gt;'));
  } finally {
    await other.store.close();
  }
});

describe('sign-out', () => {
  const logout = (browser: Browser, parameters: Record<string, string>) =>
    browser.get(`/logout?${new URLSearchParams(parameters)}`);

  test("ends the session and leads to one of the client's sign-out URLs", async () => {
    const browser = bench.browser();
    await browser.signIn(asked());
    const session = browser.cookies.get('cognito') ?? '';
    const response = await logout(browser, {
      ...{ client_id: 'public', logout_uri: 'https://app.example.com/bye' },
    });
    assert.equal(location(response), 'https://app.example.com/bye');
    assert.equal(browser.cookies.has('cognito'), false);
    // The word itself is worth nothing any more.
    browser.cookies.set('cognito', session);
    assert.ok(location(await authorize({}, browser)).startsWith('/login?'));
  });

  test('or to the login page', async () => {
    const browser = bench.browser();
    await browser.signIn(asked());
    assert.ok(
      location(await logout(browser, asked())).startsWith('/login?response_type=code&client_id=public'),
    );
    assert.equal(browser.cookies.has('cognito'), false);
  });

  test('leads nowhere else', async () => {
    const browser = bench.browser();
    await browser.signIn(asked());
    for (const [parameters, error] of [
      [{ client_id: 'public', logout_uri: 'https://evil.example.com' }, 'redirect_mismatch'],
      [{ client_id: 'public', logout_uri: CALLBACK }, 'redirect_mismatch'],
      [{ client_id: 'public' }, 'invalid_request'],
      [{ ...asked(), redirect_uri: 'https://evil.example.com' }, 'invalid_request'],
      [{ logout_uri: 'https://app.example.com/bye' }, 'invalid_request'],
    ] as const) {
      assert.ok(location(await logout(browser, parameters)).startsWith(`/error?error=${error}`));
      assert.ok(browser.cookies.has('cognito'));
    }
  });
});
