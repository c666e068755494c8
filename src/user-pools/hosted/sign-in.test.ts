import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  authorization,
  CALLBACK,
  claimsOf,
  HostedBench,
  location,
  PASSWORD,
  poolRecord,
  returned,
} from './hosted.fixture.ts';
import type { HostedResponse } from './hosted-request.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

const cookies = (response: HostedResponse) => [response.headers['set-cookie'] ?? []].flat();

test('sign-in by authorization code and PKCE', async () => {
  const browser = bench.browser();
  const signedIn = await browser.signIn(authorization({ nonce: 'n-1', scope: 'openid email' }));
  assert.equal(signedIn.status, 302);
  assert.ok(location(signedIn).startsWith(`${CALLBACK}?code=`));
  const { code = '', state } = returned(signedIn);
  assert.equal(state, 'st ate&1');
  const answer = await bench.exchange(code);
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
  await browser.signIn(authorization());
  const again = await bench.authorize({}, browser);
  assert.ok(location(again).startsWith(`${CALLBACK}?code=`));
  bench.now += 60_000;
  const { code = '' } = returned(await bench.authorize({}, browser));
  const { auth_time, iat } = claimsOf((await bench.exchange(code)).id_token);
  assert.equal(Number(iat) - Number(auth_time), 60);
  assert.ok(location(await bench.authorize({ prompt: 'login' }, browser)).startsWith('/login?'));
  bench.now += 3600 * 1000 + 1;
  assert.ok(location(await bench.authorize({}, browser)).startsWith('/login?'));
  assert.deepEqual(returned(await bench.authorize({ prompt: 'none' }, browser)), {
    error: 'login_required',
    state: 'st ate&1',
  });
});

test('a sign-in ends when the user is disabled, or has another password', async () => {
  await bench.addUser('bob');
  const browser = bench.browser();
  await browser.signIn(authorization(), 'bob');
  await bench.changeUser('bob', (user) => ({ ...user, enabled: false }));
  assert.ok(location(await bench.authorize({}, browser)).startsWith('/login?'));
  await bench.changeUser('bob', (user) => ({ ...user, enabled: true }));
  assert.ok(location(await bench.authorize({}, browser)).startsWith(CALLBACK));
  bench.now += 1000;
  const pool = { ...bench.pool, scope: { account: '123456789012', region: 'eu-west-1' } };
  const password = await bench.parts.signIn.passwordRecord(pool, 'bob', 'Another-Horse-8');
  await bench.changeUser('bob', (user) => ({ ...user, password }));
  assert.ok(location(await bench.authorize({}, browser)).startsWith('/login?'));
});

test("another pool's session and another word in the cookie sign nobody in", async () => {
  const browser = bench.browser();
  await browser.signIn(authorization());
  const session = browser.cookies.get('cognito') ?? '';
  for (const cookie of ['', 'x', session.slice(0, -1), `${session}x`, session.replace(/^./, 'z')]) {
    browser.cookies.set('cognito', cookie);
    assert.ok(location(await bench.authorize({}, browser)).startsWith('/login?'), cookie);
  }
  const other = poolRecord('eu-west-1_Other', { domain: 'other' });
  await bench.addPool(other);
  await bench.addClient('elsewhere', { poolId: other.id });
  const query = new URLSearchParams(authorization({ client_id: 'elsewhere' })).toString();
  const response = await bench.hosted.handle('other', {
    ...{ method: 'GET', path: '/oauth2/authorize', query, base: '', secure: true, body: '' },
    headers: { cookie: `cognito=${session}` },
  });
  assert.ok(location(response).startsWith('/login?'));
});

test('every sign-in gets a new session, whatever the browser had', async () => {
  const browser = bench.browser();
  browser.cookies.set('cognito', 'chosen-by-somebody-else');
  await browser.signIn(authorization());
  const first = browser.cookies.get('cognito');
  await browser.signIn(authorization({ prompt: 'login' }));
  assert.notEqual(first, 'chosen-by-somebody-else');
  assert.notEqual(browser.cookies.get('cognito'), first);
});

test('cookies are for this domain, for no script, and not for other sites', async () => {
  const browser = bench.browser();
  const page = await browser.get(location(await bench.authorize()));
  const signedIn = await browser.submit(page, { username: 'ann', password: PASSWORD });
  for (const cookie of [...cookies(page), ...cookies(signedIn)])
    assert.match(cookie, /^[\w-]+=[\w-]{43,}; Path=\/; HttpOnly; SameSite=Lax(; Max-Age=3600)?; Secure$/);
  const byPath = await bench.hosted.handle('my-app', {
    ...{ method: 'GET', path: '/login', query: new URLSearchParams(authorization()).toString(), body: '' },
    ...{ headers: {}, base: '/_aws/cognito-idp/my-app', secure: false },
  });
  assert.match(cookies(byPath)[0] ?? '', /Path=\/_aws\/cognito-idp\/my-app\/; HttpOnly; SameSite=Lax$/);
  assert.match(byPath.body, /action="\/_aws\/cognito-idp\/my-app\/login\?/);
});
