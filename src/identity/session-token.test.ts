import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { ROLE_SESSION, SIGNED_AT } from './authenticator.fixture.ts';
import { createSessionTokens } from './session-token.ts';

const clock = (): number => SIGNED_AT;

describe('session tokens', () => {
  it('say all that they were given, and nothing that was not', async () => {
    await using store = closing();
    const tokens = createSessionTokens(store, clock);
    const options = {
      policy: '{"Version":"2012-10-17"}',
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      tags: { __proto__x: 'a', team: 'ü' },
      transitiveTagKeys: ['team'],
      sourceIdentity: 'Alice',
      externalId: 'e',
    };
    for (const more of [options, {}]) {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await tokens.issueSession(
        ROLE_SESSION,
        { durationSeconds: 3600, ...more },
      );
      const reader = createSessionTokens(store, clock);
      const expiresAt = SIGNED_AT + 3_600_000;
      assert.equal(expiration.getTime(), expiresAt);
      assert.deepEqual(await reader.open(accessKeyId, sessionToken), {
        secretAccessKey,
        principal: ROLE_SESSION,
        session: { accessKeyId, issuedAt: SIGNED_AT, expiresAt, ...more },
      });
      assert.ok(!sessionToken.includes(secretAccessKey) && sessionToken.length < 2000);
    }
  });

  it('open only as they were issued', async () => {
    await using store = closing();
    const tokens = createSessionTokens(store, clock);
    const { accessKeyId, sessionToken } = await tokens.issueSession(ROLE_SESSION, { durationSeconds: 60 });
    const bytes = Buffer.from(sessionToken, 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const altered = Buffer.from(bytes);
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        assert.equal(await tokens.open(accessKeyId, altered.toString('base64')), undefined);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        assert.equal(await tokens.open(accessKeyId, bytes.subarray(0, length).toString('base64')), undefined);
      }),
    );
    assert.equal(await tokens.open('ASIAOTHER', sessionToken), undefined);
    assert.equal(await tokens.open(accessKeyId, ` ${sessionToken}`), undefined);
    assert.equal(await tokens.open(accessKeyId, bytes.toString('base64url')), undefined);
    assert.ok(await tokens.open(accessKeyId, sessionToken));
  });

  it('of another store do not open', async () => {
    await using store = closing();
    await using other = closing();
    const { accessKeyId, sessionToken } = await createSessionTokens(other, clock).issueSession(ROLE_SESSION, {
      durationSeconds: 60,
    });
    assert.equal(await createSessionTokens(store, clock).open(accessKeyId, sessionToken), undefined);
  });
});

function closing() {
  const store = openSqliteStore(':memory:');
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}
