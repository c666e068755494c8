import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { type Attempt, EventQueue, events, type QueuedEvent } from './event-queue.ts';
import { lambdaFixture, SCOPE } from './lambda.fixture.ts';
import { defaultLimits } from './limits.ts';

const MINUTE = 60_000;

/** A queue whose attempts the test answers, one after the other. */
function scripted(store = openSqliteStore(':memory:'), limits = {}) {
  const state = { now: Date.UTC(2026, 0, 1) };
  const attempts: { at: number; event: QueuedEvent }[] = [];
  const outcomes: Attempt[] = [];
  let ended: (() => void) | undefined;
  const queue = new EventQueue(
    store,
    async (_scope, event) => {
      attempts.push({ at: state.now, event });
      return outcomes.shift() ?? 'done';
    },
    { ...defaultLimits(), ...limits },
    () => state.now,
  );
  const unsubscribe = store.subscribe((event) => {
    if (event.collection === events.name) ended?.();
  });
  /** Waits for the next write of the store, the end of an attempt. */
  const settled = () => new Promise<void>((resolve) => (ended = () => setImmediate(resolve)));
  const add = async (payload = '{}') => {
    const event = { functionName: 'f', requestId: randomUUID() };
    await queue.add(SCOPE, event, Buffer.from(payload));
  };
  const left = async () => (await store.collection(events).listAll()).map(({ value }) => value);
  return { queue, store, state, attempts, outcomes, settled, add, left, unsubscribe };
}

test('an event is tried three times, one and two minutes apart', async () => {
  const { queue, state, attempts, outcomes, settled, add, left } = scripted();
  outcomes.push('failed', 'failed', 'failed');
  const start = state.now;
  await add('{"a":1}');
  await settled();
  assert.equal((await left())[0]?.failures, 1);
  state.now = start + MINUTE - 1;
  queue.poll();
  assert.equal(attempts.length, 1);
  state.now = start + MINUTE;
  queue.poll();
  await settled();
  state.now = start + 3 * MINUTE;
  queue.poll();
  await settled();
  assert.deepEqual(
    attempts.map(({ at }) => at - start),
    [0, MINUTE, 3 * MINUTE],
  );
  assert.equal(Buffer.from(attempts[2]?.event.payload ?? '', 'base64').toString(), '{"a":1}');
  assert.deepEqual(await left(), []);
  await queue.close();
});

test('what could not run is tried again, ever later, for six hours', async () => {
  const { queue, state, attempts, outcomes, settled, add, left } = scripted();
  const start = state.now;
  outcomes.push(...Array.from({ length: 200 }, () => 'deferred' as const));
  await add();
  await settled();
  for (let next = (await left())[0]; next; next = (await left())[0]) {
    state.now = next.notBefore;
    queue.poll();
    await settled();
  }
  const delays = attempts.slice(1).map(({ at }, index) => (at - (attempts[index]?.at ?? 0)) / 1000);
  assert.deepEqual(delays.slice(0, 11), [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  const last = attempts.at(-1);
  assert.ok(last && last.at - start <= 6 * 60 * MINUTE && last.at - start > 5.9 * 60 * MINUTE);
  await queue.close();
});

test('events of an earlier process are taken up; those under way at the end too', async () => {
  const store = openSqliteStore(':memory:');
  const first = scripted(store);
  first.outcomes.push('failed');
  await first.add('"kept"');
  await first.settled();
  await first.queue.close();
  await assert.rejects(first.add(), { code: 'TooManyRequestsException' });
  first.unsubscribe();

  const second = scripted(store);
  second.state.now += MINUTE;
  await second.queue.resume();
  await second.settled();
  assert.equal(second.attempts[0]?.event.failures, 1);
  assert.deepEqual(await second.left(), []);
  await second.queue.close();
  await store.close();
});

test('the queue is bounded', async () => {
  const { queue, add, outcomes, settled } = scripted(undefined, { maximumQueuedEvents: 2 });
  outcomes.push('deferred', 'deferred');
  await add();
  await settled();
  await add();
  await settled();
  await assert.rejects(add(), { code: 'TooManyRequestsException', statusCode: 429 });
  await queue.close();
});

test('an Event invocation is durable when it is answered, and runs under its request id', async (t) => {
  const { define, lambda, store, logLines } = await lambdaFixture(t);
  await define('later', {
    'index.js': `exports.handler = async (event) => { console.log('got', event.n); };`,
  });
  const requestId = randomUUID();
  const finished = new Promise<void>((resolve) => {
    store.subscribe((event) => {
      if (event.collection === events.name && event.deleted) resolve();
    });
  });
  const invocation = { ...SCOPE, functionName: 'later', payload: Buffer.from('{"n":7}'), requestId };
  const result = await lambda.invoker.invoke({ ...invocation, type: 'Event' });
  assert.equal(result.payload.length, 0);
  assert.equal((await store.collection(events).listAll()).length, 1);
  await finished;
  assert.ok(logLines.some((line) => line.includes(requestId) && line.endsWith('got 7')));
});

test('events of a function that is gone are dropped', async (t) => {
  const { lambda, store } = await lambdaFixture(t);
  const finished = new Promise<void>((resolve) => {
    store.subscribe((event) => {
      if (event.deleted) resolve();
    });
  });
  await store.collection(events).put(SCOPE, '1', {
    functionName: 'gone',
    payload: '',
    requestId: randomUUID(),
    enqueuedAt: 0,
    failures: 0,
    deferrals: 0,
    notBefore: 0,
  });
  await lambda.resume();
  await finished;
});
