import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { GLOBAL_REGION } from '../store/store.ts';
import type { Authenticator } from './authenticator.ts';
import { recordLastUse } from './last-used.ts';
import type { Caller } from './principal.ts';
import { accessKeys, type RoleRecord, roles } from './records.ts';

const SCOPE = { account: '123456789012', region: GLOBAL_REGION };
const REQUEST = { method: 'GET', path: '/', query: '', headers: {}, rawHeaders: [], body: new Uint8Array() };
const USER: Caller = {
  principal: {
    type: 'User',
    account: SCOPE.account,
    arn: 'arn:aws:iam::123456789012:user/u',
    userId: 'AIDAX',
    userName: 'u',
  },
  session: { accessKeyId: 'AKIAX' },
};
const ROLE: Caller = {
  principal: {
    type: 'AssumedRole',
    account: SCOPE.account,
    arn: 'arn:aws:sts::123456789012:assumed-role/Rider/s',
    userId: 'AROAX:s',
    roleArn: 'arn:aws:iam::123456789012:role/Rider',
    roleName: 'Rider',
    sessionName: 's',
  },
  session: { accessKeyId: 'ASIAX' },
};
const RIDER: RoleRecord = {
  name: 'Rider',
  path: '/',
  arn: 'arn:aws:iam::123456789012:role/Rider',
  id: 'AROAX',
  createdAt: 0,
  inlinePolicies: {},
  attachedPolicies: [],
  assumeRolePolicyDocument: '{}',
  maxSessionDuration: 3600,
  tags: [],
};

function setup() {
  const store = openSqliteStore(':memory:');
  let now = 1_000_000;
  let caller: Caller | undefined = USER;
  const inner: Authenticator = {
    authenticate: async () =>
      caller
        ? { ok: true, caller, signedHeaders: [] }
        : { ok: false, failure: { kind: 'missing', code: '', message: '' } },
  };
  const authenticator = recordLastUse(inner, { store, clock: () => now });
  return {
    store,
    pass: (ms: number) => {
      now += ms;
    },
    call: async (next: Caller | undefined, service = 'lambda') => {
      caller = next;
      const answer = await authenticator.authenticate(REQUEST, { service, region: 'eu-west-1' });
      await authenticator.settled();
      return answer;
    },
  };
}

test('an access key: the first use, then at most once in a quarter of an hour', async () => {
  const { store, pass, call } = setup();
  const keys = store.collection(accessKeys);
  const record = {
    accessKeyId: 'AKIAX',
    secretAccessKey: 's',
    userName: 'u',
    status: 'Active',
    createdAt: 0,
  } as const;
  await keys.put(SCOPE, 'AKIAX', record);
  await call(undefined);
  assert.equal((await keys.get(SCOPE, 'AKIAX'))?.value.lastUsed, undefined);
  await call(USER);
  const first = { at: 1_000_000, service: 'lambda', region: 'eu-west-1' };
  assert.deepEqual((await keys.get(SCOPE, 'AKIAX'))?.value, { ...record, lastUsed: first });
  pass(60_000);
  await call(USER, 'iam');
  assert.deepEqual((await keys.get(SCOPE, 'AKIAX'))?.value.lastUsed, first);
  pass(15 * 60_000);
  await call(USER, 'iam');
  assert.deepEqual((await keys.get(SCOPE, 'AKIAX'))?.value.lastUsed, {
    at: 1_960_000,
    service: 'iam',
    region: 'eu-west-1',
  });
  await store.close();
});

test('a role, by any of its sessions; one that is gone meanwhile fails nothing', async () => {
  const { store, call } = setup();
  await store.collection(roles).put(SCOPE, 'rider', RIDER);
  await call(ROLE);
  const { lastUsedAt, lastUsedRegion } = (await store.collection(roles).get(SCOPE, 'rider'))?.value ?? {};
  assert.deepEqual([lastUsedAt, lastUsedRegion], [1_000_000, 'eu-west-1']);
  const answer = await call(USER);
  assert.equal(answer.ok, true);
  await store.close();
  assert.equal((await call({ ...USER, session: { accessKeyId: 'AKIAY' } })).ok, true);
});
