import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  ecKey,
  ed25519Key,
  encoded,
  ISSUER,
  idClaims,
  keysOf,
  NOW,
  NOW_SECONDS,
  rawToken,
  refusalBy,
  rsaKey,
  signed,
  type TestKey,
} from './jwt.fixture.ts';
import { PUBLIC_KEY_ALGORITHMS, USER_POOL_ALGORITHMS } from './signature-algorithms.ts';
import type { Refusal } from './token-refused.ts';
import { TokenVerifier, type TrustedIssuer } from './token-verifier.ts';

const KEY = rsaKey('key1');
const OTHER = rsaKey('key2');
const POOL: TrustedIssuer = { issuer: ISSUER, keys: keysOf(KEY), algorithms: USER_POOL_ALGORITHMS };
const ONCE = { remember: 0, partition: '' };
const HEADER = { alg: 'RS256', kid: 'key1' };

function refusalOf(token: string, trusted = POOL): Refusal | undefined {
  return refusalBy(trusted, token);
}

describe('tokens of a user pool', () => {
  test('say what they say', async () => {
    const claims = idClaims({ 'cognito:groups': ['a', 'b'], __proto__x: 1 });
    const verified = await new TokenVerifier(() => NOW).verify(await signed(KEY, claims), [POOL], ONCE);
    assert.equal(verified.issuer, POOL);
    assert.deepEqual(Object.fromEntries(verified.claims), claims);
    assert.equal(verified.expiresAt, (NOW_SECONDS + 3600) * 1000);
  });

  test('of several pools each with its own keys', async () => {
    const second = { ...POOL, issuer: `${ISSUER}2`, keys: keysOf(OTHER) };
    const verify = async (key: TestKey, iss: string) =>
      new TokenVerifier(() => NOW).verify(await signed(key, idClaims({ iss })), [POOL, second], ONCE);
    assert.equal((await verify(KEY, ISSUER)).issuer, POOL);
    assert.equal((await verify(OTHER, `${ISSUER}2`)).issuer, second);
    await assert.rejects(verify(KEY, `${ISSUER}2`), { refusal: 'key' });
    await assert.rejects(verify(KEY, `${ISSUER}3`), { refusal: 'issuer' });
  });

  for (const [what, claims, refusal] of [
    ['the end is now', { exp: NOW_SECONDS }, 'expired'],
    ['the end is a fraction ahead', { exp: NOW / 1000 + 0.001 }, undefined],
    ['it ended long ago', { exp: 1 }, 'expired'],
    ['it never ends', { exp: undefined }, 'claims'],
    ['the end is text', { exp: String(NOW_SECONDS + 10) }, 'claims'],
    ['the end is null', { exp: null }, 'claims'],
    ['it begins a moment ahead', { nbf: NOW_SECONDS + 5 }, undefined],
    ['it begins later', { nbf: NOW_SECONDS + 60 }, 'not yet valid'],
    ['the beginning is text', { nbf: '0' }, 'claims'],
    ['it was issued in the future', { iat: NOW_SECONDS + 60 }, 'not yet valid'],
    ['it was never issued', { iat: undefined }, undefined],
    ['another issuer has the same keys', { iss: 'https://elsewhere.example' }, 'issuer'],
    ['the issuer differs by a slash', { iss: `${ISSUER}/` }, 'issuer'],
    ['there is no issuer', { iss: undefined }, 'issuer'],
    ['the issuer is a list', { iss: [ISSUER] }, 'issuer'],
  ] as const) {
    test(`when ${what}: ${refusal ?? 'good'}`, async () => {
      assert.equal(refusalOf(rawToken(KEY, HEADER, idClaims(claims))), refusal);
    });
  }

  test('a number too large for an end is none', () => {
    assert.equal(refusalOf(rawToken(KEY, HEADER, `{"iss":"${ISSUER}","exp":1e999}`)), 'claims');
  });

  test('a time is not told to whoever makes tokens up', () => {
    assert.equal(refusalOf(rawToken(OTHER, HEADER, idClaims({ exp: 1 }))), 'signature');
  });

  test('of claims that come twice the last one counts', () => {
    const payload = (first: number, second: number) =>
      `{"iss":"${ISSUER}","exp":${first},"exp":${second},"aud":"a"}`;
    assert.equal(refusalOf(rawToken(KEY, HEADER, payload(1, NOW_SECONDS + 9))), undefined);
    assert.equal(refusalOf(rawToken(KEY, HEADER, payload(NOW_SECONDS + 9, 1))), 'expired');
  });
});

describe('headers', () => {
  const good = idClaims();
  const spki = KEY.publicKey.export({ type: 'spki', format: 'pem' });

  test('none, and secrets, and everything that is not RS256 to the letter', () => {
    const unsigned = (alg: unknown) => `${encoded({ ...HEADER, alg })}.${encoded(good)}.`;
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      assert.equal(refusalOf(unsigned(alg)), 'malformed', alg);
      assert.equal(refusalOf(`${unsigned(alg)}AA`), 'algorithm', alg);
    }
    for (const alg of [
      'rs256',
      'RS256 ',
      'Rs256',
      'RS384',
      'PS256',
      'ES256',
      'EdDSA',
      'HS256',
      '__proto__',
    ]) {
      assert.equal(refusalOf(rawToken(KEY, { ...HEADER, alg }, good)), 'algorithm', alg);
    }
    for (const alg of [undefined, null, 1, ['RS256'], { toString: 'RS256' }]) {
      assert.equal(refusalOf(rawToken(KEY, { ...HEADER, alg }, good)), 'malformed');
    }
  });

  test('the public key is no secret to sign with', () => {
    for (const allowed of [USER_POOL_ALGORITHMS, PUBLIC_KEY_ALGORITHMS]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const text = `${encoded({ alg, kid: 'key1' })}.${encoded(good)}`;
        const signature = createHmac(`sha${alg.slice(2)}`, spki)
          .update(text)
          .digest('base64url');
        assert.equal(refusalOf(`${text}.${signature}`, { ...POOL, algorithms: allowed }), 'algorithm');
      }
    }
  });

  test('keys and addresses in a token count for nothing', () => {
    const own = {
      jwk: OTHER.publicKey.export({ format: 'jwk' }),
      jku: 'http://127.0.0.1:1/keys',
      x5u: 'http://127.0.0.1:1/cert',
      x5c: ['AAAA'],
    };
    assert.equal(refusalOf(rawToken(OTHER, { ...HEADER, ...own }, good)), 'signature');
    assert.equal(refusalOf(rawToken(OTHER, { ...HEADER, ...own, kid: 'key2' }, good)), 'key');
    assert.equal(refusalOf(rawToken(KEY, { ...HEADER, ...own }, good)), undefined);
  });

  test('what is critical is not understood', () => {
    assert.equal(refusalOf(rawToken(KEY, { ...HEADER, crit: ['exp'] }, good)), 'malformed');
    assert.equal(refusalOf(rawToken(KEY, { ...HEADER, crit: [] }, good)), 'malformed');
    assert.equal(refusalOf(rawToken(KEY, { ...HEADER, b64: false }, good)), 'malformed');
  });

  test('the key that is named, or the only one', () => {
    const { kid: _, ...nameless } = HEADER;
    assert.equal(refusalOf(rawToken(KEY, nameless, good)), undefined);
    assert.equal(refusalOf(rawToken(KEY, nameless, good), { ...POOL, keys: keysOf(KEY, OTHER) }), 'key');
    assert.equal(refusalOf(rawToken(KEY, { ...HEADER, kid: 'toString' }, good)), 'key');
    assert.equal(refusalOf(rawToken(KEY, { ...HEADER, kid: 7 }, good)), 'malformed');
  });
});

describe('other kinds of keys', () => {
  const keys = [
    rsaKey('PS256', 'PS256'),
    ecKey('ES256', 'prime256v1', 'ES256'),
    ecKey('ES384', 'secp384r1', 'ES384'),
    ecKey('ES512', 'secp521r1', 'ES512'),
    ed25519Key('EdDSA'),
  ];
  const anybody = { ...POOL, keys: keysOf(...keys), algorithms: PUBLIC_KEY_ALGORITHMS };

  for (const key of keys) {
    test(`${key.alg} where it is allowed`, async () => {
      const token = await signed(key, idClaims());
      assert.equal(refusalOf(token, anybody), undefined);
      assert.equal(refusalOf(token, { ...anybody, algorithms: USER_POOL_ALGORITHMS }), 'algorithm');
      assert.equal(refusalOf(`${token.slice(0, -4)}AAAA`, anybody), 'signature');
    });
  }

  test('a key verifies what its type can, whatever the token says', async () => {
    const [, payload, tail] = (await signed(keys[1] ?? KEY, idClaims())).split('.');
    for (const alg of ['ES384', 'RS256', 'EdDSA']) {
      assert.equal(refusalOf(`${encoded({ alg, kid: 'ES256' })}.${payload}.${tail}`, anybody), 'key');
    }
  });
});

describe('remembered tokens', () => {
  const HOUR = { remember: 3_600_000, partition: 'stage' };

  /** A pool that counts the questions about its keys. */
  function counting(): { pool: TrustedIssuer; asked: () => number } {
    const keys = keysOf(KEY);
    let asked = 0;
    const find: typeof keys.find = (...question) => {
      asked++;
      return keys.find(...question);
    };
    return { pool: { ...POOL, keys: { find } }, asked: () => asked };
  }

  test('are the same object until they end', async () => {
    let now = NOW;
    const { pool, asked } = counting();
    const verifier = new TokenVerifier(() => now);
    const token = await signed(KEY, idClaims({ exp: NOW_SECONDS + 100 }));
    const first = await verifier.verify(token, [pool], HOUR);
    now += 50_000;
    assert.equal(verifier.verify(token, [pool], HOUR), first);
    assert.equal(asked(), 1);
    now += 51_000;
    assert.throws(() => verifier.verify(token, [pool], HOUR), { refusal: 'expired' });
    assert.throws(() => verifier.verify(token, [pool], HOUR), { refusal: 'expired' });
  });

  test('for as long as was said, for that partition and those issuers', async () => {
    let now = NOW;
    const { pool, asked } = counting();
    const verifier = new TokenVerifier(() => now);
    const token = await signed(KEY, idClaims());
    const verify = (trusted: TrustedIssuer, remember: number, partition: string) =>
      verifier.verify(token, [trusted], { remember, partition });
    await verify(pool, 1_000, 'a');
    await verify(pool, 1_000, 'b');
    assert.equal(asked(), 2);
    now += 1_000;
    await verify(pool, 1_000, 'a');
    assert.equal(asked(), 3);
    await verify(pool, 0, 'a');
    assert.equal(asked(), 4);
    assert.throws(() => verify({ ...POOL, issuer: 'https://other.example' }, 1_000, 'a'), {
      refusal: 'issuer',
    });
    const again = counting();
    await verify(again.pool, 1_000, 'a');
    assert.equal(again.asked(), 1);
    now -= 10_000;
    await verify(again.pool, 1_000, 'a');
    assert.equal(again.asked(), 2);
  });
});

describe('an issuer that is set up anew', () => {
  const renewed = { ...OTHER, kid: 'key1' };

  function renewing(another: TestKey | undefined): TrustedIssuer {
    const findAnother = async () => another && (await keysOf(another).find('key1', 'RS256'));
    return { ...POOL, keys: { find: (...question) => keysOf(KEY).find(...question), findAnother } };
  }

  test('signs with another key of the same name', async () => {
    const token = await signed(renewed, idClaims());
    const verify = async (issuer: TrustedIssuer) =>
      new TokenVerifier(() => NOW).verify(token, [issuer], ONCE);
    assert.equal((await verify(renewing(renewed))).claims.get('iss'), ISSUER);
    await assert.rejects(verify(renewing(KEY)), { refusal: 'signature' });
    await assert.rejects(verify(renewing(undefined)), { refusal: 'signature' });
    await assert.rejects(verify(renewing({ ...ecKey('key1', 'prime256v1', 'ES256') })), {
      refusal: 'signature',
    });
  });
});

test('whole numbers that would be rounded are kept', async () => {
  const claims = `{"iss":"${ISSUER}","exp":${NOW_SECONDS + 9},"a":12345678901234567890,"b":{"c":[-98765432109876543]},"d":1.00000000000000001,"e":"12345678901234567890"}`;
  const verified = await new TokenVerifier(() => NOW).verify(rawToken(KEY, HEADER, claims), [POOL], ONCE);
  assert.equal(verified.claims.get('a'), 12345678901234567890n);
  assert.deepEqual(verified.claims.get('b'), { c: [-98765432109876543n] });
  assert.equal(verified.claims.get('d'), 1);
  assert.equal(verified.claims.get('e'), '12345678901234567890');
  assert.equal(refusalOf(rawToken(KEY, HEADER, `{"iss":"${ISSUER}","exp":12345678901234567890}`)), 'claims');
});
