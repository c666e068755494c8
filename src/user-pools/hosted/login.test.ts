import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  authorization,
  type Browser,
  CALLBACK,
  HostedBench,
  location,
  PASSWORD,
  returned,
} from './hosted.fixture.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

test('the page needs nothing from elsewhere and runs no script', async () => {
  const page = await bench.browser().get(location(await bench.authorize()));
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
  const app = await bench
    .browser()
    .get(location(await bench.authorize({ redirect_uri: 'myapp://signed-in' })));
  assert.match(String(app.headers['content-security-policy']), /form-action 'self' https: myapp:;/);
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
      const address = location(await bench.authorize());
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
    const page = await browser.get(location(await bench.authorize()));
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
    const page = await browser.get(location(await bench.authorize()));
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
      const response = await bench.browser().signIn(authorization(), username);
      assert.equal(response.status, 400);
      assert.ok(response.body.includes(notice), username);
      assert.ok(
        (await bench.browser().signIn(authorization(), username, 'wrong')).body.includes('Incorrect'),
      );
    }
  });

  test('guessing is slowed down', async () => {
    await bench.addUser('eve');
    const browser = bench.browser();
    const page = await browser.get(location(await bench.authorize()));
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
    const page = await browser.signIn(authorization(), 'fay');
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
    assert.equal((await bench.exchange(code)).status, 200);
    assert.ok(location(await bench.authorize({}, browser)).startsWith(CALLBACK));
    const next = await bench.browser().signIn(authorization(), 'fay', 'Better-Horse-9');
    assert.equal(next.status, 302);
  });

  test('is not asked for without it', async () => {
    const browser = bench.browser();
    const page = await browser.get(location(await bench.authorize()));
    const response = await browser.submit(page, { change: 'x'.repeat(54), new_password: 'Better-Horse-9' });
    assert.ok(location(response).startsWith('/login?'));
    await bench.addUser('gil', { status: 'FORCE_CHANGE_PASSWORD' });
    const form = await browser.signIn(authorization(), 'gil');
    const change = /name="change" value="([^"]*)"/.exec(form.body)?.[1] ?? '';
    await bench.addClient('third', {});
    const elsewhere = await browser.get(
      `/login?${new URLSearchParams(authorization({ client_id: 'third' }))}`,
    );
    const stolen = await browser.submit(elsewhere, { change, new_password: 'Better-Horse-9' });
    assert.ok(location(stolen).startsWith('/login?'));
  });
});
