import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ServiceError } from '../../protocols/service-error.ts';
import {
  authorization,
  HostedBench,
  location,
  PASSWORD,
  poolRecord,
  returned,
  subOf,
} from './hosted.fixture.ts';

let bench: HostedBench;
let called: unknown[] = [];
before(async () => {
  bench = await HostedBench.open();
  Object.assign(bench.pool, { autoVerifiedAttributes: ['email'] });
  await bench.addPool(bench.pool);
});
beforeEach(() => {
  called = [];
  bench.selfService = {
    async signUp({ client }, person) {
      called.push([client.id, person]);
      return { confirmed: false };
    },
    async confirm({ client }, username, code) {
      called.push([client.id, username, code]);
    },
  };
});
after(() => bench.store.close());

const query = (more: Record<string, string> = {}) => new URLSearchParams(authorization(more)).toString();

test('sign-up, confirmation and sign-in go from page to page, and back to the application', async () => {
  const browser = bench.browser();
  const login = await browser.get(`/login?${query()}`);
  assert.ok(login.body.includes('href="/signup?response_type=code&amp;client_id=public'));
  const page = await browser.get(`/signup?${query()}`);
  assert.deepEqual(
    [...page.body.matchAll(/<input id="([^"]+)" name="[^"]+" type="([^"]+)"/g)].map(([, ...field]) => field),
    [
      ['username', 'text'],
      ['attribute.email', 'email'],
      ['password', 'password'],
    ],
  );
  const signedUp = await browser.submit(page, {
    ...{ username: 'sam', password: PASSWORD, 'attribute.email': 'sam@example.com' },
    // Nobody is asked for this.
    'attribute.email_verified': 'true',
  });
  assert.deepEqual(called, [
    [
      'public',
      {
        username: 'sam',
        password: PASSWORD,
        attributes: [{ name: 'email', value: 'sam@example.com' }],
      },
    ],
  ]);
  assert.ok(location(signedUp).startsWith('/confirm?'));
  const confirmation = await browser.get(location(signedUp));
  assert.ok(confirmation.body.includes('value="sam"'));
  const confirmed = await browser.submit(confirmation, { username: 'sam', code: '123456' });
  assert.deepEqual(called.at(-1), ['public', 'sam', '123456']);
  assert.ok(location(confirmed).startsWith('/login?'));
  await bench.addUser('sam', { sub: subOf('sam') });
  const back = await browser.submit(await browser.get(location(confirmed)), {
    ...{ username: 'sam', password: PASSWORD },
  });
  assert.ok(returned(back).code);
});

test('a trigger confirms at once', async () => {
  bench.selfService = { ...bench.selfService, signUp: async () => ({ confirmed: true }) };
  const browser = bench.browser();
  const signedUp = await browser.submit(await browser.get(`/signup?${query()}`), {
    ...{ username: 'tim', password: PASSWORD, 'attribute.email': 'tim@example.com' },
  });
  assert.ok(location(signedUp).startsWith('/login?'));
});

test('what the API refuses is said on the page', async () => {
  const refuse = async () => {
    throw new ServiceError('UsernameExistsException', 400, 'User <already> exists');
  };
  bench.selfService = { signUp: refuse, confirm: refuse };
  for (const path of ['/signup', '/confirm']) {
    const browser = bench.browser();
    const response = await browser.submit(await browser.get(`${path}?${query()}`), { username: 'ann' });
    assert.equal(response.status, 400);
    assert.ok(response.body.includes('User &lt;already&gt; exists'));
  }
  bench.selfService = {
    ...bench.selfService,
    signUp: async () => {
      throw new ServiceError('InternalFailure', 500, 'inner');
    },
  };
  const browser = bench.browser();
  const page = await browser.get(`/signup?${query()}`);
  await assert.rejects(browser.submit(page, { username: 'ann' }), { code: 'InternalFailure' });
});

test('forms of other sites, and requests of strangers', async () => {
  for (const path of ['/signup', '/confirm']) {
    const browser = bench.browser();
    const address = `${path}?${query()}`;
    await browser.get(address);
    const response = await browser.post(address, { username: 'ann', password: PASSWORD, code: '1' });
    assert.equal(response.status, 403);
    const stranger = await browser.get(`${path}?${query({ redirect_uri: 'https://evil.example.com' })}`);
    assert.ok(location(stranger).startsWith('/error?error=redirect_mismatch'));
  }
  assert.deepEqual(called, []);
});

test('who has not confirmed is led there', async () => {
  await bench.addUser('una', { status: 'UNCONFIRMED' });
  const response = await bench.browser().signIn(authorization(), 'una');
  assert.match(response.body, /href="\/confirm\?[^"]*login_hint=una"/);
});

test('pools where administrators alone create users', async () => {
  const other = await HostedBench.open();
  try {
    Object.assign(other.pool, poolRecord(other.pool.id, { domain: 'my-app', adminCreateUserOnly: true }));
    await other.addPool(other.pool);
    const browser = other.browser();
    assert.equal((await browser.get(`/login?${query()}`)).body.includes('/signup'), false);
    for (const response of [
      await browser.get(`/signup?${query()}`),
      await browser.post(`/signup?${query()}`, {}),
    ])
      assert.ok(location(response).startsWith('/error?error=invalid_request'));
  } finally {
    await other.store.close();
  }
});

test('in pools where an address is the user name, it is asked for once', async () => {
  const other = await HostedBench.open();
  try {
    Object.assign(other.pool, {
      ...{ usernameAttributes: ['email'], aliasAttributes: [], autoVerifiedAttributes: ['email'] },
    });
    await other.addPool(other.pool);
    const page = await other.browser().get(`/signup?${query()}`);
    assert.ok(page.body.includes('<label for="username">Email</label>'));
    assert.equal(page.body.includes('attribute.email'), false);
  } finally {
    await other.store.close();
  }
});
