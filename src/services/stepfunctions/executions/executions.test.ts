import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openSqliteStore } from '../../../store/sqlite-store.ts';
import type { Job, Outcome } from '../engine/workers.ts';
import { executions as records, runningExecutions, type StateMachineRecord } from '../records.ts';
import { Executions } from './executions.ts';

const SCOPE = { account: '123456789012', region: 'eu-west-1' };
const ADDRESS = { ...SCOPE, machineName: 'm', executionName: 'x' };
const DAY = 24 * 3_600_000;

const machine = (definition: object = {}): StateMachineRecord => ({
  name: 'm',
  arn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
  type: 'STANDARD',
  definition: JSON.stringify(definition),
  roleArn: 'role',
  createdAt: 0,
  updatedAt: 0,
  loggingLevel: 'OFF',
  includeExecutionData: false,
  tracing: false,
  tags: [],
});

/** Executions whose engine does what the test says. */
function fixture(t: TestContext) {
  const store = openSqliteStore(':memory:');
  const state = { now: 1_000 };
  const jobs: { job: Job; end: (outcome: Outcome) => void; aborted: boolean }[] = [];
  const make = () =>
    new Executions({
      store,
      clock: () => state.now,
      runTask: async () => 'null',
      workers: {
        run(_key, job) {
          let end: (outcome: Outcome) => void = () => {};
          const outcome = new Promise<Outcome>((resolve) => {
            end = resolve;
          });
          const entry = { job, end, aborted: false };
          jobs.push(entry);
          const abort = () => {
            entry.aborted = true;
            end({ kind: 'failed' });
          };
          return { outcome, abort };
        },
      },
    });
  const executions = make();
  t.after(async () => {
    await executions.close();
    await store.close();
  });
  const start = (input = '{}') =>
    executions.startStandard({ machine: machine(), scope: SCOPE, name: 'x', input });
  return { store, state, jobs, make, executions, start };
}

test('an execution is recorded before it is acknowledged, and its end with its history', async (t) => {
  const { executions, start, jobs, state } = fixture(t);
  const { arn } = await start('{"a":1}');
  assert.equal((await executions.get(ADDRESS))?.status, 'RUNNING');
  assert.deepEqual(jobs[0]?.job.context.Run, {
    Id: arn,
    Input: { a: 1 },
    Name: 'x',
    RoleArn: 'role',
    StartTime: '1970-01-01T00:00:01.000Z',
  });
  state.now = 2_000;
  jobs[0]?.end({ kind: 'succeeded', output: '5' });
  while ((await executions.get(ADDRESS))?.status === 'RUNNING') await new Promise(setImmediate);
  const ended = await executions.get(ADDRESS);
  assert.deepEqual([ended?.status, ended?.output, ended?.stoppedAt], ['SUCCEEDED', '5', 2_000]);
  const events = await executions.history(ADDRESS);
  assert.deepEqual(
    events?.map(({ type }) => type),
    ['ExecutionStarted', 'ExecutionSucceeded'],
  );
});

test('a name is used once; the same request again is the same execution while it runs', async (t) => {
  const { start, jobs } = fixture(t);
  const first = await start();
  assert.deepEqual(await start(), first);
  assert.equal(jobs.length, 1);
  await assert.rejects(start('{"other":1}'), { code: 'ExecutionAlreadyExists' });
});

test('what a killed process left running has failed, and says so', async (t) => {
  const { store, start, make, executions } = fixture(t);
  await start();
  // The first engine is never heard of again.
  const next = make();
  await next.resume();
  const found = await next.get(ADDRESS);
  assert.deepEqual([found?.status, found?.error], ['FAILED', 'States.Runtime']);
  assert.match(found?.cause ?? '', /gateway ended/);
  assert.deepEqual((await next.history(ADDRESS))?.at(-1)?.type, 'ExecutionFailed');
  assert.deepEqual(await store.collection(runningExecutions).listAll(), []);
  await next.close();
  await executions.close();
  assert.equal((await next.get(ADDRESS))?.status, 'FAILED');
});

test('TimeoutSeconds ends an execution', async (t) => {
  const { executions } = fixture(t);
  const { ended } = executions.startExpress({
    machine: { ...machine({ TimeoutSeconds: 0.01 }), type: 'EXPRESS' },
    scope: SCOPE,
    name: 'x',
    input: '{}',
  });
  assert.deepEqual(await ended, { status: 'TIMED_OUT', error: 'States.Timeout' });
});

test('a stopped execution is aborted, one of a deleted machine forgotten', async (t) => {
  const { store, executions, start, jobs } = fixture(t);
  await start();
  const stopped = await executions.stop(ADDRESS, { error: 'E' });
  assert.deepEqual([stopped?.status, stopped?.error, jobs[0]?.aborted], ['ABORTED', 'E', true]);
  await executions.forget(ADDRESS);
  assert.equal(await executions.get(ADDRESS), undefined);
  assert.deepEqual(await store.collection(records).listAll(), []);
});

test('there are at most a thousand executions at a time', async (t) => {
  const { executions } = fixture(t);
  const express = {
    machine: { ...machine(), type: 'EXPRESS' as const },
    scope: SCOPE,
    name: 'x',
    input: '{}',
  };
  for (let count = 0; count < 1000; count++) executions.startExpress(express);
  assert.throws(() => executions.startExpress(express), { code: 'ExecutionLimitExceeded' });
});

test('executions are kept for 90 days', async (t) => {
  const { executions, start, jobs, state } = fixture(t);
  await start();
  jobs[0]?.end({ kind: 'failed', error: 'E' });
  while ((await executions.get(ADDRESS))?.status === 'RUNNING') await new Promise(setImmediate);
  state.now += 89 * DAY;
  await executions.removeExpired();
  assert.ok(await executions.get(ADDRESS));
  state.now += 2 * DAY;
  await executions.removeExpired();
  assert.equal(await executions.get(ADDRESS), undefined);
  assert.equal(await executions.history(ADDRESS), undefined);
});
