import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lambdaFixture, SCOPE } from './lambda.fixture.ts';
import type { Lambda } from './lambda.ts';
import { functions } from './records.ts';

const PID = {
  'index.js': `exports.handler = async ({ wait }) => {
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    return process.pid;
  };`,
};

/** A killed process whose parent hasn't asked for its end yet is as good as gone. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    const state = process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
    return !/\) Z /.test(state);
  } catch {
    return false;
  }
};

/** Killed processes are gone soon, not at once. */
async function gone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200 && isAlive(pid); attempt++) await pause(10);
  return !isAlive(pid);
}

/** An environment is idle when its runtime asks for work again, soon after its answer. */
async function idle(lambda: Lambda, count: number): Promise<void> {
  for (let attempt = 0; attempt < 200 && lambda.environments().idle !== count; attempt++) await pause(5);
  assert.equal(lambda.environments().idle, count);
}

test('an environment serves one invocation after the other; more are started for those at the same time', async (t) => {
  const { define, call, lambda } = await lambdaFixture(t);
  await define('pid', PID);
  const first = (await call('pid')).payload;
  for (let again = 0; again < 20; again++) {
    await idle(lambda, 1);
    assert.equal((await call('pid')).payload, first);
  }
  assert.equal(lambda.environments().environments, 1);
  const together = await Promise.all([1, 2, 3].map(async () => (await call('pid', { wait: 1500 })).payload));
  assert.equal(new Set(together).size, 3);
  await idle(lambda, 3);
  assert.equal(lambda.environments().environments, 3);
});

test('waiting invocations take what becomes free first', async (t) => {
  const { define, call } = await lambdaFixture(t, { limits: { maximumEnvironments: 1 } });
  await define('pid', PID, { timeout: 60 });
  const results = await Promise.all([call('pid'), call('pid'), call('pid')]);
  assert.equal(new Set(results.map(({ payload }) => payload)).size, 1);
});

test('invocations are throttled when nothing becomes free in time', async (t) => {
  const { define, call, lambda } = await lambdaFixture(t, {
    limits: { maximumEnvironments: 1, maximumWait: 50 },
  });
  await define('pid', PID, { timeout: 60 });
  await call('pid');
  await idle(lambda, 1);
  const long = call('pid', { wait: 2000 });
  await assert.rejects(call('pid'), {
    code: 'TooManyRequestsException',
    statusCode: 429,
    message: 'Rate Exceeded.',
    members: { Type: 'User', Reason: 'ConcurrentInvocationLimitExceeded' },
  });
  assert.equal((await long).error, false);
});

test('an idle environment of another function makes room', async (t) => {
  const { define, call, lambda } = await lambdaFixture(t, { limits: { maximumEnvironments: 1 } });
  await define('one', PID);
  await define('two', PID);
  const one = Number((await call('one')).payload);
  await idle(lambda, 1);
  assert.notEqual((await call('two')).payload, one);
  assert.ok(await gone(one));
  await idle(lambda, 1);
  assert.equal(lambda.environments().environments, 1);
});

test('reserved concurrency is enforced, zero stops a function', async (t) => {
  const { define, call } = await lambdaFixture(t);
  await define('one', PID, {}, { reservedConcurrency: 1 });
  await define('none', PID, {}, { reservedConcurrency: 0 });
  const reason = { Type: 'User', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' };
  const running = call('one', { wait: 100 });
  await assert.rejects(call('one'), { code: 'TooManyRequestsException', members: reason });
  await running;
  assert.equal((await call('one')).error, false);
  await assert.rejects(call('none'), { code: 'TooManyRequestsException', members: reason });
});

test('what reserved concurrency leaves is shared by the other functions', async (t) => {
  const limits = { accountConcurrency: 3, minimumUnreservedConcurrency: 1 };
  const { define, call } = await lambdaFixture(t, { limits });
  await define('reserved', PID, {}, { reservedConcurrency: 2 });
  await define('other', PID);
  const running = call('other', { wait: 150 });
  await assert.rejects(call('other'), {
    members: { Type: 'User', Reason: 'ConcurrentInvocationLimitExceeded' },
  });
  assert.equal((await call('reserved')).error, false);
  assert.equal((await running).error, false);
});

test('a function that takes too long is killed with everything it started', async (t) => {
  const { define, call } = await lambdaFixture(t);
  await define(
    'slow',
    {
      'index.js': `exports.handler = async () => {
        const { spawn } = require('node:child_process');
        const { pid } = spawn('/bin/sleep', ['600'], { stdio: 'inherit' });
        const escaped = spawn('/bin/sleep', ['600'], { stdio: 'ignore', detached: true });
        console.log('pids', process.pid, pid, escaped.pid);
        for (;;);
      };`,
    },
    { timeout: 1 },
  );
  const { error, payload, log } = await call('slow');
  assert.equal(error, true);
  const { errorType, errorMessage } = payload as Record<string, string>;
  assert.equal(errorType, 'Sandbox.Timedout');
  assert.match(errorMessage ?? '', /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
  assert.match(log, /Task timed out after 1\.00 seconds\n[\s\S]*REPORT .*\tStatus: timeout/);
  const [, own, child, escaped] = /pids (\d+) (\d+) (\d+)/.exec(log) ?? [];
  assert.ok(await gone(Number(own)));
  assert.ok(await gone(Number(child)));
  if (process.platform === 'linux') assert.ok(await gone(Number(escaped)), 'in a session of its own');
});

test('what functions started has ended when the gateway stops', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const { define, call, lambda } = await lambdaFixture(t);
  await define('parent', {
    'index.js': `exports.handler = async () => require('node:child_process')
      .spawn('/bin/sh', ['-c', 'sleep 600 & sleep 600'], { stdio: 'ignore', detached: true }).pid;`,
  });
  const pids = await Promise.all([1, 2, 3].map(async () => Number((await call('parent')).payload)));
  assert.ok(pids.every(isAlive));
  await lambda.close();
  assert.deepEqual(await Promise.all(pids.map(gone)), [true, true, true]);
});

test('idle environments end, by the clock', async (t) => {
  let now = Date.now();
  const { define, call, lambda } = await lambdaFixture(t, {
    clock: () => now,
    limits: { idleTimeout: 60_000 },
  });
  await define('pid', PID);
  const pid = Number((await call('pid')).payload);
  await idle(lambda, 1);
  now += 59_000;
  lambda.reapIdle();
  assert.ok(isAlive(pid));
  now += 1000;
  lambda.reapIdle();
  assert.ok(await gone(pid));
  assert.notEqual((await call('pid')).payload, pid);
});

test('environments are renewed before their credentials end, and when the function changes or goes', async (t) => {
  let now = Date.now();
  let issued = 0;
  const { define, call, store } = await lambdaFixture(t, {
    clock: () => now,
    issueRoleSession: async () => ({
      accessKeyId: `ASIA${++issued}`,
      secretAccessKey: '',
      sessionToken: '',
      expiresAt: now + 600_000,
    }),
  });
  await define('key', {
    'index.js': `exports.handler = async () => [process.pid, process.env.AWS_ACCESS_KEY_ID];`,
  });
  const use = async () => (await call('key')).payload as [number, string];
  const [first, key] = await use();
  assert.equal(key, 'ASIA1');
  now += 500_000;
  assert.deepEqual(await use(), [first, 'ASIA1']);
  now += 50_000;
  const [second, newKey] = await use();
  assert.equal(newKey, 'ASIA2');
  assert.ok(await gone(first));

  await define('key', { 'index.js': `exports.handler = async () => [process.pid, 'new code'];` });
  const [third, text] = await use();
  assert.equal(text, 'new code');
  assert.ok(await gone(second));
  await store.collection(functions).delete(SCOPE, 'key');
  assert.ok(await gone(third));
  await assert.rejects(call('key'), {
    code: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:key',
  });
});

test('a role that cannot be assumed is an error of the invocation', async (t) => {
  const { define, call } = await lambdaFixture(t, {
    issueRoleSession: async () => {
      throw new Error('there is no such role');
    },
  });
  await define('pid', PID);
  await assert.rejects(call('pid'), {
    code: 'AccessDeniedException',
    statusCode: 403,
    message: 'The role defined for the function cannot be assumed by Lambda.',
  });
});

test('versions and weighted aliases run what they name', async (t) => {
  let chance = 0;
  const { define, store, lambda } = await lambdaFixture(t, { random: () => chance });
  const old = await define('v', { 'index.js': `exports.handler = async () => 'one';` });
  await define('v', {
    'index.js': `exports.handler = async (e, c) => 'two ' + c.functionVersion + c.invokedFunctionArn.slice(-5);`,
  });
  await store.collection(functions).update(SCOPE, 'v', (record) => ({
    ...record,
    versions: { '1': { ...old.latest, version: '1' }, '2': { ...record.latest, version: '2' } },
    aliases: {
      live: {
        name: 'live',
        functionVersion: '1',
        description: '',
        additionalVersionWeights: { '2': 0.2 },
        revisionId: '',
      },
    },
  }));
  const invoke = async (qualifier: string) => {
    const invocation = { ...SCOPE, functionName: 'v', qualifier, payload: Buffer.alloc(0) };
    const { payload, executedVersion } = await lambda.invoker.invoke({
      ...invocation,
      type: 'RequestResponse',
    });
    return [Buffer.from(payload).toString(), executedVersion];
  };
  assert.deepEqual(await invoke('1'), ['"one"', '1']);
  chance = 0.2;
  assert.deepEqual(await invoke('live'), ['"one"', '1']);
  chance = 0.19;
  assert.deepEqual(await invoke('live'), ['"two 2:live"', '2']);
  await assert.rejects(invoke('3'), {
    message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:v:3',
  });
});

test('payloads beyond the limits are refused', async (t) => {
  const { define, lambda } = await lambdaFixture(t, { limits: { requestPayload: 100, eventPayload: 50 } });
  await define('pid', PID);
  const invoke = (size: number, type: 'Event' | 'RequestResponse') =>
    lambda.invoker.invoke({ ...SCOPE, functionName: 'pid', payload: Buffer.alloc(size), type });
  await assert.rejects(invoke(101, 'RequestResponse'), {
    statusCode: 413,
    message: 'Request must be smaller than 100 bytes for the InvokeFunction operation',
  });
  await assert.rejects(invoke(51, 'Event'), {
    statusCode: 413,
    message: '51 byte payload is too large for the Event invocation type (limit 50 bytes)',
  });
});

test('closing kills what runs and waits for its end', async (t) => {
  const { define, lambda, call } = await lambdaFixture(t, { limits: { maximumEnvironments: 2 } });
  await define('pid', PID);
  const first = Number((await call('pid')).payload);
  const running = call('pid', { wait: 60_000 });
  const starting = call('pid', { wait: 60_000 });
  const waiting = call('pid');
  const outcomes = Promise.allSettled([running, starting, waiting]);
  await lambda.close();
  assert.equal(isAlive(first), false);
  assert.deepEqual(lambda.environments(), { environments: 0, idle: 0 });
  for (const outcome of await outcomes) {
    if (outcome.status === 'fulfilled') assert.equal(outcome.value.error, true);
    else assert.equal(outcome.reason.code, 'ServiceException');
  }
});

test('functions do not outlive a gateway that is killed', async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'alicorn-killed-'));
  t.after(() => rm(directory, { recursive: true }));
  const script = fileURLToPath(new URL('./killed-gateway.fixture.ts', import.meta.url));
  const gateway = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(gateway.stdout, 'data');
  const [, own, child, escaped] = /pids (\d+) (\d+) (\d+)/.exec(String(text)) ?? [];
  assert.ok(isAlive(Number(own)) && isAlive(Number(child)) && isAlive(Number(escaped)));
  gateway.kill('SIGKILL');
  assert.ok(await gone(Number(own)), 'busy as it is');
  assert.ok(await gone(Number(child)), 'and what it started');
  if (process.platform === 'linux') assert.ok(await gone(Number(escaped)), 'in a session of its own');
});
