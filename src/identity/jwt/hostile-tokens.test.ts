import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  accessClaims,
  encoded,
  ISSUER,
  idClaims,
  keysOf,
  NOW,
  rawToken,
  refusalBy,
  rsaKey,
  signed,
} from './jwt.fixture.ts';
import { USER_POOL_ALGORITHMS } from './signature-algorithms.ts';
import { TokenRefused } from './token-refused.ts';
import { TokenVerifier, type TrustedIssuer } from './token-verifier.ts';

const KEY = rsaKey('key1');
const POOL: TrustedIssuer = { issuer: ISSUER, keys: keysOf(KEY), algorithms: USER_POOL_ALGORITHMS };
const ONCE = { remember: 0, partition: '' };
const HEADER = { alg: 'RS256', kid: 'key1' };
const refusalOf = (token: string) => refusalBy(POOL, token);

describe('hostile text', () => {
  test('a changed character anywhere is refused', async () => {
    const token = await signed(KEY, accessClaims('pets/read'));
    const verifier = new TokenVerifier(() => NOW);
    await verifier.verify(token, [POOL], { remember: 1e6, partition: '' });
    for (let at = 0; at < token.length; at++) {
      for (const other of ['A', 'B', 'w', '-', '.', '=', '\n', 'é']) {
        if (token[at] === other) continue;
        const changed = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
        assert.throws(
          () => verifier.verify(changed, [POOL], { remember: 1e6, partition: '' }),
          TokenRefused,
          `${other} at ${at}`,
        );
      }
      assert.throws(() => verifier.verify(token.slice(0, at), [POOL], ONCE), TokenRefused);
    }
  });

  test('any text and any JSON is a refusal and nothing else', () => {
    const part = fc.oneof(
      fc.string().map(encoded),
      fc.json().map(encoded),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.record({ alg: fc.jsonValue(), kid: fc.jsonValue() }).map(encoded),
      fc.constant(encoded(HEADER)),
      fc.constant(encoded(idClaims())),
    );
    const tokens = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(tokens, (token) => {
        assert.notEqual(refusalOf(token), undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  test('deep and large ones are not looked at', () => {
    const deep = `{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`;
    assert.equal(refusalOf(rawToken(KEY, HEADER, deep)), 'malformed');
    const large = rawToken(KEY, HEADER, idClaims({ pad: 'x'.repeat(8_000) }));
    assert.equal(refusalOf(large), 'malformed');
    assert.equal(refusalOf('a'.repeat(10_000_000)), 'malformed');
    assert.equal(refusalOf(rawToken(KEY, HEADER, Buffer.from([0xff, 0xfe]).toString('latin1'))), 'malformed');
    for (const payload of ['[]', 'null', '1', '"a"', '']) {
      assert.equal(refusalOf(rawToken(KEY, HEADER, payload)), 'malformed', payload);
    }
  });
});
