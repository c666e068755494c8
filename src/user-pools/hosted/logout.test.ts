import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { authorization, type Browser, CALLBACK, HostedBench, location } from './hosted.fixture.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

describe('sign-out', () => {
  const logout = (browser: Browser, parameters: Record<string, string>) =>
    browser.get(`/logout?${new URLSearchParams(parameters)}`);

  test("ends the session and leads to one of the client's sign-out URLs", async () => {
    const browser = bench.browser();
    await browser.signIn(authorization());
    const session = browser.cookies.get('cognito') ?? '';
    const response = await logout(browser, {
      ...{ client_id: 'public', logout_uri: 'https://app.example.com/bye' },
    });
    assert.equal(location(response), 'https://app.example.com/bye');
    assert.equal(browser.cookies.has('cognito'), false);
    // The word itself is worth nothing any more.
    browser.cookies.set('cognito', session);
    assert.ok(location(await bench.authorize({}, browser)).startsWith('/login?'));
  });

  test('or to the login page', async () => {
    const browser = bench.browser();
    await browser.signIn(authorization());
    assert.ok(
      location(await logout(browser, authorization())).startsWith(
        '/login?response_type=code&client_id=public',
      ),
    );
    assert.equal(browser.cookies.has('cognito'), false);
  });

  test('leads nowhere else', async () => {
    const browser = bench.browser();
    await browser.signIn(authorization());
    for (const [parameters, error] of [
      [{ client_id: 'public', logout_uri: 'https://evil.example.com' }, 'redirect_mismatch'],
      [{ client_id: 'public', logout_uri: CALLBACK }, 'redirect_mismatch'],
      [{ client_id: 'public' }, 'invalid_request'],
      [{ ...authorization(), redirect_uri: 'https://evil.example.com' }, 'invalid_request'],
      [{ logout_uri: 'https://app.example.com/bye' }, 'invalid_request'],
    ] as const) {
      assert.ok(location(await logout(browser, parameters)).startsWith(`/error?error=${error}`));
      assert.ok(browser.cookies.has('cognito'));
    }
  });
});
