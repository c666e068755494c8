import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { basic, CHALLENGE, codeForm, HostedBench, poolRecord, SECRET, VERIFIER } from './hosted.fixture.ts';
import { authorizationCodes } from './sign-in-records.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

const withoutPkce = { code_challenge: '', code_challenge_method: '' };

describe('authorization codes', () => {
  test('are good once, for five minutes', async () => {
    const code = await bench.newCode();
    bench.now += 5 * 60 * 1000;
    assert.equal((await bench.exchange(code)).status, 200);
    assert.deepEqual(await bench.exchange(code), { status: 400, error: 'invalid_grant' });
    const late = await bench.newCode();
    bench.now += 5 * 60 * 1000 + 1;
    assert.deepEqual(await bench.exchange(late), { status: 400, error: 'invalid_grant' });
  });

  test('go to one of many who come at once', async () => {
    const code = await bench.newCode();
    const answers = await Promise.all(Array.from({ length: 20 }, () => bench.exchange(code)));
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
      const code = await bench.newCode();
      const why = JSON.stringify(more);
      assert.deepEqual(await bench.exchange(code, more), { status: 400, error: 'invalid_grant' }, why);
      assert.deepEqual(await bench.exchange(code), { status: 400, error: 'invalid_grant' }, why);
    }
  });

  test('are not for other clients, nor for other pools', async () => {
    await bench.addClient('second', {});
    const code = await bench.newCode();
    assert.deepEqual(await bench.exchange(code, { client_id: 'second' }), {
      status: 400,
      error: 'invalid_grant',
    });
    const other = poolRecord('eu-west-1_Other', { domain: 'other' });
    await bench.addPool(other);
    await bench.addClient('elsewhere', { poolId: other.id });
    assert.deepEqual(await bench.exchange(await bench.newCode(), { client_id: 'elsewhere' }), {
      ...{ status: 400, error: 'invalid_client' },
    });
    const response = await bench.hosted.handle('other', {
      ...{ method: 'POST', path: '/oauth2/token', query: '', base: '', secure: false },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(codeForm(await bench.newCode(), { client_id: 'elsewhere' })).toString(),
    });
    assert.equal(response.body, '{"error":"invalid_grant"}');
  });

  test('asked for without PKCE take no verifier', async () => {
    assert.equal((await bench.exchange(await bench.newCode(withoutPkce), { code_verifier: '' })).status, 200);
    // A code of an attacker's own request, put into the application's.
    assert.deepEqual(await bench.exchange(await bench.newCode(withoutPkce)), {
      status: 400,
      error: 'invalid_grant',
    });
  });

  test('do not outlive their users', async () => {
    await bench.addUser('bob');
    const code = await bench.newCode({}, 'bob');
    await bench.changeUser('bob', (user) => ({ ...user, enabled: false }));
    assert.deepEqual(await bench.exchange(code), {
      status: 400,
      error: 'invalid_grant',
    });
  });

  test('that nobody fetched are removed, and only their hashes are kept', async () => {
    bench.now += 24 * 3600 * 1000;
    for (let count = 0; count < 12; count++) await bench.newCode();
    const codes = () => bench.store.collection(authorizationCodes).listAll();
    assert.ok((await codes()).length <= 20);
    bench.now += 3600 * 1000;
    const code = await bench.newCode();
    for (let count = 0; count < 3; count++) await bench.newCode();
    const kept = await codes();
    assert.equal(kept.length, 4);
    assert.equal(JSON.stringify(kept).includes(code.slice(11)), false);
  });

  test('made up are no codes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (code) => {
        const answer = await bench.exchange(code);
        assert.deepEqual(answer, { status: 400, error: 'invalid_grant' });
      }),
      { numRuns: 50 },
    );
  });

  test('a redirect URI that the client does not have', async () => {
    const answer = await bench.exchange(await bench.newCode(), { redirect_uri: 'https://evil.example.com' });
    assert.deepEqual(answer, { status: 400, error: 'unauthorized_client' });
  });
});

describe('clients', () => {
  const web = { client_id: 'web' };

  test('show their secret in the header or in the form', async () => {
    const inForm = await bench.exchange(await bench.newCode(web), { ...web, client_secret: SECRET });
    assert.equal(inForm.status, 200);
    assert.equal((await bench.exchange(await bench.newCode(web), web, basic('web', SECRET))).status, 200);
    assert.equal(
      (await bench.exchange(await bench.newCode(web), { client_id: '' }, basic('web', SECRET))).status,
      200,
    );
  });

  test('are refused without it, and the code stays good', async () => {
    const code = await bench.newCode(web);
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
        await bench.exchange(code, more, headers),
        { status: 400, error: 'invalid_client' },
        JSON.stringify([more, headers]),
      );
    assert.equal((await bench.exchange(code, web, basic('web', SECRET))).status, 200);
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
