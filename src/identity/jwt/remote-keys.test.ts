import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import { keysAt, keysOfProvider } from './discover-keys.ts';
import { ecKey, jwkOf, NOW, StandInIssuer, type TestKey } from './jwt.fixture.ts';
import { KeySet, readKeySet, verificationKey } from './key-set.ts';
import { RemoteKeys, type RemoteKeysOptions } from './remote-keys.ts';

const key = (kid: string): TestKey => ecKey(kid, 'prime256v1', 'ES256');
const [A, B] = [key('a'), key('b')];
const setOf = (...keys: TestKey[]) =>
  new KeySet(keys.map(({ kid, publicKey }) => verificationKey(kid, publicKey)));

describe('when an issuer is asked', () => {
  let now = NOW;
  let asked = 0;
  let load: () => Promise<KeySet>;
  const failures: string[] = [];

  beforeEach(() => {
    now = NOW;
    asked = 0;
    failures.length = 0;
    load = async () => setOf(A);
  });

  function remote(times: RemoteKeysOptions['times'] = {}): RemoteKeys {
    return new RemoteKeys({
      clock: () => now,
      onFailure: (reason) => failures.push(reason),
      load: () => {
        asked++;
        return load();
      },
      times: { pause: 10_000, refreshAfter: 60_000, discardAfter: 600_000, ...times },
    });
  }

  test('once for all who wait, and then not for a key that is known', async () => {
    const keys = remote();
    const found = await Promise.all(Array.from({ length: 100 }, () => keys.find('a', 'ES256')));
    assert.equal(new Set(found).size, 1);
    assert.equal(keys.find('a', 'ES256'), found[0]);
    assert.equal(asked, 1);
  });

  test('thousands of unknown keys cost a question in each pause', async () => {
    const keys = remote();
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 2_000; index++) {
        assert.equal(await keys.find(`made up ${round} ${index}`, 'ES256'), undefined);
      }
      assert.equal(asked, round + 1);
      now += 10_000;
    }
  });

  test('a new key is found after the pause', async () => {
    const keys = remote();
    await keys.find('a', 'ES256');
    load = async () => setOf(A, B);
    assert.equal(await keys.find('b', 'ES256'), undefined);
    now += 10_000;
    assert.equal((await keys.find('b', 'ES256'))?.kid, 'b');
    load = async () => setOf(B);
    now += 60_000;
    assert.notEqual(keys.find('a', 'ES256'), undefined, 'used while the new ones are fetched');
    await new Promise(setImmediate);
    assert.equal(await keys.find('a', 'ES256'), undefined, 'withdrawn');
  });

  test('old keys are used while the issuer fails, until they are too old', async () => {
    const keys = remote();
    await keys.find('a', 'ES256');
    load = () => Promise.reject(new Error('down'));
    now += 599_000;
    assert.equal((await keys.find('a', 'ES256'))?.kid, 'a');
    await new Promise(setImmediate);
    now += 10_000;
    await assert.rejects(async () => keys.find('a', 'ES256'), { name: 'KeysUnavailable', message: 'down' });
    assert.deepEqual(failures, ['down', 'down']);
    load = async () => setOf(A);
    await assert.rejects(async () => keys.find('a', 'ES256'), { name: 'KeysUnavailable' }, 'in the pause');
    now += 10_000;
    assert.equal((await keys.find('a', 'ES256'))?.kid, 'a');
  });

  test('a silent issuer holds up nobody whose key is known', async () => {
    const keys = remote();
    const known = await keys.find('a', 'ES256');
    const silent = Promise.withResolvers<KeySet>();
    load = () => silent.promise;
    now += 60_000;
    assert.equal(keys.find('a', 'ES256'), known);
    const unknown = keys.find('b', 'ES256');
    assert.equal(keys.find('a', 'ES256'), known);
    silent.resolve(setOf(A, B));
    assert.equal((await unknown)?.kid, 'b');
    assert.equal(asked, 2);
  });

  test('another key of the same name is found after the pause, and seldom looked for', async () => {
    const keys = remote();
    const old = await keys.find('a', 'ES256');
    assert.ok(old);
    const renewed = { ...B, kid: 'a' };
    load = async () => setOf(renewed);
    assert.equal(await keys.findAnother(old, 'a', 'ES256'), undefined);
    now += 10_000;
    const found = await keys.findAnother(old, 'a', 'ES256');
    assert.ok(found);
    assert.ok(found.key.equals(B.publicKey));
    for (let index = 0; index < 1_000; index++) {
      assert.equal(await keys.findAnother(found, 'a', 'ES256'), undefined);
    }
    assert.equal(asked, 2);
    load = () => Promise.reject(new Error('down'));
    now += 10_000;
    assert.equal(await keys.findAnother(found, 'a', 'ES256'), undefined);
  });

  test('a clock that goes back stops nothing', async () => {
    const keys = remote();
    await keys.find('a', 'ES256');
    now -= 86_400_000;
    assert.equal((await keys.find('a', 'ES256'))?.kid, 'a');
    assert.equal(asked, 2);
    assert.notEqual(keys.find('a', 'ES256') instanceof Promise, true);
    assert.equal(asked, 2);
  });
});

describe('what an issuer answers', () => {
  const issuer = new StandInIssuer();
  const elsewhere = new StandInIssuer();
  const signal = () => AbortSignal.timeout(2_000);
  before(() => Promise.all([issuer.start(), elsewhere.start()]));
  after(() => Promise.all([issuer.stop(), elsewhere.stop()]));
  beforeEach(() => {
    issuer.asked.length = 0;
    elsewhere.asked.length = 0;
  });

  const answering = (reply: (response: ServerResponse) => void) => {
    issuer.answer = (_, response) => reply(response);
    return keysAt(new URL(`${issuer.url}/keys`))(signal());
  };
  const json = (value: unknown) => (response: ServerResponse) => {
    response.end(JSON.stringify(value));
  };

  test('its configuration leads to its keys', async () => {
    issuer.publish(A, B);
    const keys = await keysOfProvider(issuer.url)(signal());
    assert.equal(keys.size, 2);
    assert.deepEqual(issuer.asked, ['/.well-known/openid-configuration', '/keys']);
  });

  test('without a configuration they are in the place of all', async () => {
    issuer.answer = ({ url }, response) =>
      url === '/pool/.well-known/jwks.json'
        ? json({ keys: [jwkOf(A)] })(response)
        : response.writeHead(404).end();
    assert.equal((await keysOfProvider(`${issuer.url}/pool`)(signal())).size, 1);
  });

  test('a configuration of somebody else, or with keys at a place that nobody vouches for', async () => {
    const refused = (document: unknown) => {
      issuer.answer = (_, response) => json(document)(response);
      return assert.rejects(keysOfProvider(issuer.url)(signal()), Error);
    };
    await refused({ issuer: 'https://elsewhere.example', jwks_uri: `${issuer.url}/keys` });
    await refused({ issuer: `${issuer.url}/`, jwks_uri: `${issuer.url}/keys` });
    for (const jwks_uri of ['http://192.0.2.1/keys', 'file:///etc/passwd', 'keys', 7, undefined]) {
      await refused({ issuer: issuer.url, jwks_uri });
    }
    await refused('junk');
    assert.equal(issuer.asked.length, 8);
  });

  test('junk, errors, and sets without a key that verifies', async () => {
    await assert.rejects(
      answering((response) => response.end('<html>')),
      /no JSON/,
    );
    await assert.rejects(
      answering((response) => response.writeHead(500).end('{"keys":[]}')),
      /answers 500/,
    );
    for (const document of [
      null,
      [],
      {},
      { keys: {} },
      { keys: [] },
      { keys: [null, 1, [], {}] },
      { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'a' }] },
      { keys: [{ ...jwkOf(A), use: 'enc' }] },
      { keys: [{ ...jwkOf(A), key_ops: ['encrypt'] }] },
      { keys: [{ ...jwkOf(A), alg: 'HS256' }] },
      { keys: [{ ...jwkOf(A), x: 'AAAA' }] },
      { keys: [{ ...jwkOf(A), kid: 1 }] },
      { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] },
      { keys: [{ kty: '__proto__' }] },
    ]) {
      await assert.rejects(answering(json(document)), /has no key/, JSON.stringify(document));
    }
    assert.equal(readKeySet({ keys: [{ kty: 'X' }, jwkOf(A)] })?.size, 1, 'others are passed over');
  });

  test('ten megabytes are not read', async () => {
    let sent = 0;
    const stream = (response: ServerResponse, headers: Record<string, string>) => {
      response.writeHead(200, headers);
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const more = () => {
        while (sent < 10_485_760) {
          sent += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    };
    await assert.rejects(
      answering((response) => stream(response, {})),
      /more than/,
    );
    assert.ok(sent < 10_485_760, `${sent} bytes were sent`);
    await assert.rejects(
      answering((response) => response.writeHead(200, { 'content-length': '10485760' }).write(' ')),
      /more than/,
    );
  });

  test('a redirect within the issuer is followed, one to elsewhere never', async () => {
    elsewhere.publish(A);
    issuer.answer = ({ url }, response) =>
      url === '/keys'
        ? response.writeHead(302, { location: '/moved' }).end()
        : json({ keys: [jwkOf(A)] })(response);
    assert.equal((await keysAt(new URL(`${issuer.url}/keys`))(signal())).size, 1);
    const to = (location: string) => answering((response) => response.writeHead(307, { location }).end());
    await assert.rejects(to(`${elsewhere.url}/keys`), /redirects elsewhere/);
    await assert.rejects(to('http://[bad'), /redirects elsewhere/);
    assert.deepEqual(elsewhere.asked, []);
    await assert.rejects(to('/keys'), /redirects too often/);
  });

  test('one that hangs is left after a while', async () => {
    issuer.answer = () => {};
    const failures: string[] = [];
    const keys = new RemoteKeys({
      load: keysOfProvider(issuer.url),
      clock: Date.now,
      onFailure: (reason) => failures.push(reason),
      times: { timeout: 50 },
    });
    await assert.rejects(async () => keys.find('a', 'ES256'), { name: 'KeysUnavailable' });
    await assert.rejects(async () => keys.find('a', 'ES256'), { name: 'KeysUnavailable' });
    assert.equal(failures.length, 1);
    assert.match(failures[0] ?? '', /timeout/);
  });

  test('nobody listens there', async () => {
    const gone = await new StandInIssuer().start();
    const address = new URL(gone.url);
    await gone.stop();
    const keys = new RemoteKeys({ load: keysAt(address), clock: () => NOW });
    await assert.rejects(async () => keys.find('a', 'ES256'), /ECONNREFUSED/);
  });
});
