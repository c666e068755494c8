import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openSqliteStore } from '../../../store/sqlite-store.ts';
import { type DeliveryRecord, deliveries } from '../records.ts';
import { type Attempt, DeliveryQueue } from './delivery-queue.ts';

const SCOPE = { account: '123456789012', region: 'eu-west-1' };
const FAILED: Attempt = { kind: 'failed', code: 'INTERNAL_ERROR', message: 'no' };

/** A queue whose time and target the test decides. */
function fixture(t: TestContext, deliver: (delivery: DeliveryRecord) => Attempt | Promise<Attempt>) {
  const store = openSqliteStore(':memory:');
  const state = { now: 1_000_000, attempts: 0, buried: [] as string[] };
  const make = () =>
    new DeliveryQueue({
      store,
      clock: () => state.now,
      random: () => 1,
      targets: {
        deliver: async (_scope, delivery) => {
          state.attempts++;
          return deliver(delivery);
        },
        bury: async (_scope, _delivery, why) => {
          state.buried.push(why.code);
        },
      },
    });
  const queue = make();
  t.after(async () => {
    await queue.close();
    await store.close();
  });
  const add = (target: Partial<DeliveryRecord['target']> = {}) =>
    queue.add([
      {
        scope: SCOPE,
        delivery: { ruleArn: 'rule', target: { id: 't', arn: 'a', ...target }, payload: '{}' },
      },
    ]);
  const queued = async () => (await store.collection(deliveries).listAll()).map(({ value }) => value);
  /** Until nothing more happens at this time. */
  const settle = async (until: () => boolean | Promise<boolean>) => {
    while (!(await until())) await new Promise(setImmediate);
  };
  return { store, state, queue, make, add, queued, settle };
}

test('a delivery is durable before it is acknowledged, and gone when it is done', async (t) => {
  let finish: (attempt: Attempt) => void = () => {};
  const { add, queued, settle } = fixture(t, () => new Promise((resolve) => (finish = resolve)));
  await add();
  assert.equal((await queued()).length, 1);
  finish({ kind: 'done' });
  await settle(async () => (await queued()).length === 0);
});

test('failures are tried again, later and later, until the policy of the target ends it', async (t) => {
  const { state, queue, add, queued, settle } = fixture(t, () => FAILED);
  await add({ retryPolicy: { maximumRetryAttempts: 3 } });
  const delays: number[] = [];
  for (let failures = 1; failures <= 3; failures++) {
    await settle(async () => (await queued())[0]?.failures === failures);
    const [waiting] = await queued();
    delays.push((waiting?.notBefore ?? 0) - state.now);
    state.now = waiting?.notBefore ?? 0;
    await settle(() => {
      queue.poll();
      return state.attempts > failures;
    });
  }
  await settle(async () => (await queued()).length === 0);
  assert.deepEqual(delays, [1000, 2000, 4000]);
  assert.equal(state.attempts, 4);
  assert.deepEqual(state.buried, ['INTERNAL_ERROR']);
});

test('what is refused is not tried again', async (t) => {
  const refused: Attempt = { kind: 'refused', code: 'NO_PERMISSIONS', message: 'no' };
  const { state, add, queued, settle } = fixture(t, () => refused);
  await add();
  await settle(async () => (await queued()).length === 0);
  assert.deepEqual([state.attempts, state.buried], [1, ['NO_PERMISSIONS']]);
});

test('what an earlier process left is delivered', async (t) => {
  const { store, state, make, settle, queued } = fixture(t, () => ({ kind: 'done' }));
  const left: DeliveryRecord = {
    ruleArn: 'rule',
    target: { id: 't', arn: 'a' },
    payload: '{}',
    createdAt: 0,
    failures: 0,
    notBefore: 0,
  };
  await store.collection(deliveries).put(SCOPE, '0-x', left);
  const next = make();
  await next.resume();
  await settle(async () => (await queued()).length === 0);
  assert.equal(state.attempts, 1);
  await next.close();
});
