import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { CollectionDefinition, Store } from '../store/store.ts';
import {
  ACCOUNT,
  ALICE,
  Bench,
  KEY,
  ROLE,
  ROLE_SESSION,
  SCOPE,
  SIGNED_AT,
  signed,
} from './authenticator.fixture.ts';
import { accessKeys, roles, users } from './records.ts';
import { ensureRootKey } from './root-key.ts';
import { createSessionTokens } from './session-token.ts';

describe('credentials', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(() => bench.close());

  it('knows the root by its key, which is made once', async () => {
    const [root, again] = await Promise.all([
      ensureRootKey(bench.store, ACCOUNT, () => bench.now),
      ensureRootKey(bench.store, ACCOUNT, () => bench.now),
    ]);
    assert.deepEqual(root, again);
    assert.deepEqual(await ensureRootKey(bench.store, ACCOUNT, () => bench.now + 1), root);
    assert.match(root.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
    assert.equal(await bench.answer(signed(root)), `accepted arn:aws:iam::${ACCOUNT}:root`);
    await bench.store.collection(accessKeys).delete(SCOPE, root.accessKeyId);
    const next = await ensureRootKey(bench.store, ACCOUNT, () => bench.now);
    assert.notEqual(next.accessKeyId, root.accessKeyId);
  });

  describe('with long-term keys', () => {
    const unknown = '403 UnrecognizedClientException: The security token included in the request is invalid.';

    it('refuses a key nobody has', async () => {
      assert.equal(await bench.answer(signed({ ...KEY, accessKeyId: 'AKIANOBODY' })), unknown);
      const long = await bench.answer(signed({ ...KEY, accessKeyId: 'A'.repeat(1000) }));
      assert.equal(long, unknown);
    });

    it('counts a deactivated, changed or deleted key at once', async () => {
      const keys = bench.store.collection(accessKeys);
      assert.equal(await bench.answer(signed()), `accepted ${ALICE.arn}`);
      await keys.put(SCOPE, KEY.accessKeyId, { ...KEY, status: 'Inactive' });
      assert.equal(await bench.answer(signed()), unknown);
      await keys.put(SCOPE, KEY.accessKeyId, KEY);
      assert.equal(await bench.answer(signed()), `accepted ${ALICE.arn}`);
      await keys.delete(SCOPE, KEY.accessKeyId);
      assert.equal(await bench.answer(signed()), unknown);
    });

    it('counts a renamed or deleted user at once', async () => {
      assert.equal(await bench.answer(signed()), `accepted ${ALICE.arn}`);
      const moved = { ...ALICE, arn: `arn:aws:iam::${ACCOUNT}:user/team/Alice` };
      await bench.store.collection(users).put(SCOPE, 'alice', moved);
      assert.equal(await bench.answer(signed()), `accepted ${moved.arn}`);
      await bench.store.collection(users).delete(SCOPE, 'alice');
      assert.equal(await bench.answer(signed()), unknown);
    });

    it('remembers a key until then, without asking the store', async () => {
      let reads = 0;
      const { store } = bench;
      const counting: Store = {
        blobs: store.blobs,
        collection<T>(definition: CollectionDefinition<T>) {
          reads++;
          return store.collection(definition);
        },
        commit: (changes) => store.commit(changes),
        subscribe: (listener) => store.subscribe(listener),
        close: () => store.close(),
      };
      bench = await Bench.open(counting);
      reads = 0;
      await bench.authenticate(signed());
      assert.equal(reads, 2);
      await bench.authenticate(signed());
      assert.equal(reads, 2);
    });
  });

  describe('with temporary credentials', () => {
    const invalid = '403 UnrecognizedClientException: The security token included in the request is invalid';

    it('knows the session and what it was given', async () => {
      const session = await bench.tokens.issueSession(ROLE_SESSION, {
        durationSeconds: 900,
        policy: '{}',
        tags: { team: 'horn' },
      });
      assert.match(session.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
      assert.equal(session.expiration.getTime(), SIGNED_AT + 900_000);
      const result = await bench.authenticate(signed(session));
      assert.ok(result.ok);
      assert.deepEqual(result.caller, {
        principal: ROLE_SESSION,
        session: {
          accessKeyId: session.accessKeyId,
          issuedAt: SIGNED_AT,
          expiresAt: SIGNED_AT + 900_000,
          policy: '{}',
          tags: { team: 'horn' },
        },
      });
      assert.ok((await bench.authenticate(signed(session, { form: 'query' }))).ok);
      assert.ok((await bench.authenticate(signed(session, { signSessionToken: false }))).ok);
    });

    it('opens tokens of another process on the same store', async () => {
      const other = createSessionTokens(bench.store, () => bench.now);
      const [session] = await Promise.all([
        other.issueSession(ROLE_SESSION, { durationSeconds: 900 }),
        bench.tokens.issueSession(ROLE_SESSION, { durationSeconds: 900 }),
      ]);
      assert.ok((await bench.authenticate(signed(session))).ok);
    });

    it('refuses a token that is absent, altered, of another key, or with a long-term key', async () => {
      const session = await bench.tokens.issueSession(ROLE_SESSION, { durationSeconds: 900 });
      const other = await bench.tokens.issueSession(ROLE_SESSION, { durationSeconds: 900 });
      const altered = `${session.sessionToken.slice(0, -6)}AAAAAA`;
      assert.equal(await bench.answer(signed({ ...session, sessionToken: undefined })), `${invalid}.`);
      assert.equal(await bench.answer(signed({ ...session, sessionToken: altered })), invalid);
      assert.equal(await bench.answer(signed({ ...session, sessionToken: '' })), invalid);
      assert.equal(await bench.answer(signed({ ...session, sessionToken: 'é'.repeat(20) })), invalid);
      assert.equal(await bench.answer(signed({ ...session, sessionToken: 'A'.repeat(20_000) })), invalid);
      assert.equal(
        await bench.answer(signed({ ...session, sessionToken: `${session.sessionToken}=` })),
        invalid,
      );
      assert.equal(await bench.answer(signed({ ...session, sessionToken: other.sessionToken })), invalid);
      assert.equal(await bench.answer(signed({ ...KEY, sessionToken: session.sessionToken })), invalid);
      await bench.authenticate(signed(other));
      assert.equal(await bench.answer(signed({ ...session, sessionToken: other.sessionToken })), invalid);
    });

    it('ends them when they expire', async () => {
      const session = await bench.tokens.issueSession(ROLE_SESSION, { durationSeconds: 60 });
      bench.now += 59_999;
      assert.ok((await bench.authenticate(signed(session))).ok);
      bench.now += 1;
      const text = 'The security token included in the request is expired';
      assert.equal(await bench.answer(signed(session)), `403 ExpiredTokenException: ${text}`);
      assert.equal(await bench.answer(signed(session), 'awsQuery'), `403 ExpiredToken: ${text}`);
      assert.equal(await bench.answer(signed(session), 'awsJson1_1'), `400 ExpiredTokenException: ${text}`);
    });

    it('ends them when the role or user is gone, though another of that name comes', async () => {
      const session = await bench.tokens.issueSession(ROLE_SESSION, { durationSeconds: 900 });
      assert.ok((await bench.authenticate(signed(session))).ok);
      await bench.store.collection(roles).put(SCOPE, 'unicorn', { ...ROLE, id: 'AROAOTHER' });
      assert.equal(await bench.answer(signed(session)), invalid);
      await bench.store.collection(roles).delete(SCOPE, 'unicorn');
      assert.equal(await bench.answer(signed(session)), invalid);

      const alice = {
        type: 'User',
        account: ACCOUNT,
        arn: ALICE.arn,
        userId: ALICE.id,
        userName: 'Alice',
      } as const;
      const own = await bench.tokens.issueSession(alice, { durationSeconds: 900 });
      assert.ok((await bench.authenticate(signed(own))).ok);
      await bench.store.collection(users).delete(SCOPE, 'alice');
      assert.equal(await bench.answer(signed(own)), invalid);
    });
  });
});
