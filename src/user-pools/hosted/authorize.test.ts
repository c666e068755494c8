import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { UserPoolError } from '../user-pool-error.ts';
import {
  authorization,
  CALLBACK,
  claimsOf,
  HostedBench,
  location,
  poolRecord,
  returned,
} from './hosted.fixture.ts';

let bench: HostedBench;
before(async () => {
  bench = await HostedBench.open();
});
after(() => bench.store.close());

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
      const response = await bench.authorize(more);
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
      const response = await bench.authorize(more);
      assert.ok(location(response).startsWith(`${CALLBACK}?error=`));
      assert.deepEqual(returned(response), { error, state: 'st ate&1' });
    });

  test('twice the same parameter', async () => {
    const query = `${new URLSearchParams(authorization())}&redirect_uri=https%3A%2F%2Fevil.example.com`;
    const response = await bench.browser().get(`/oauth2/authorize?${query}`);
    assert.ok(location(response).startsWith('/error?error=invalid_request'));
  });

  test('a client without OAuth, or for other providers', async () => {
    await bench.addClient('off', { oauthEnabled: false });
    await bench.addClient('federated', { supportedIdentityProviders: ['Google'] });
    for (const client_id of ['off', 'federated'])
      assert.ok(
        location(await bench.authorize({ client_id })).startsWith('/error?error=unauthorized_client'),
      );
  });
});

test('the implicit grant answers in the fragment, to clients that may', async () => {
  await bench.addClient('implicit', { oauthFlows: ['implicit'] });
  const request = { ...authorization({ response_type: 'token', client_id: 'implicit' }) };
  const response = await bench.browser().signIn(request);
  assert.ok(location(response).startsWith(`${CALLBACK}#`));
  const { id_token, access_token, ...rest } = returned(response);
  assert.deepEqual(rest, { expires_in: '3600', token_type: 'Bearer', state: 'st ate&1' });
  assert.equal(claimsOf(access_token).client_id, 'implicit');
  assert.equal(claimsOf(id_token).aud, 'implicit');
  assert.deepEqual(returned(await bench.authorize({ client_id: 'implicit' })), {
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
    const request = authorization({ response_type: 'token' });
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

test('what an address says does not become part of a page or a header', async () => {
  const evil = `"><script>alert(1)</script>'`;
  const hint = await bench
    .browser()
    .get(`/login?${new URLSearchParams(authorization({ login_hint: evil, state: evil }))}`);
  assert.equal(hint.status, 200);
  assert.equal(hint.body.includes('<script'), false);
  assert.ok(hint.body.includes('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;"'));
  const error = await bench.browser().get(`/error?${new URLSearchParams({ error: evil, client_id: evil })}`);
  assert.equal(error.body.includes('script'), false);
  const client = await bench.authorize({ client_id: `x\r\nSet-Cookie: a=b` });
  assert.equal(/[\r\n]/.test(location(client)), false);
  const browser = bench.browser();
  const signedIn = await browser.signIn(authorization({ state: '\r\nSet-Cookie: a=b&code=forged' }));
  assert.equal(/[\r\n]/.test(location(signedIn)), false);
  assert.equal(new URL(location(signedIn)).searchParams.getAll('code').length, 1);
  const failed = await browser.submit(await browser.get(`/login?${new URLSearchParams(authorization())}`), {
    ...{ username: evil, password: evil },
  });
  assert.equal(failed.body.includes('<script'), false);
});
