import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Group, newGroup, type PoolTarget, wantedStarts } from './environment-group.ts';

const TARGET: PoolTarget = {
  account: '123456789012',
  region: 'eu-west-1',
  functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
  configuration: {
    functionName: 'f',
    version: '$LATEST',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    role: 'arn:aws:iam::123456789012:role/r',
    description: '',
    timeout: 3,
    memorySize: 128,
    architectures: ['x86_64'],
    codeBlob: '',
    codeSha256: '',
    codeSize: 0,
    lastModified: 0,
    revisionId: '',
  },
};

/** @param waited how long each waiter has waited, in ms, the longest first */
function groupWith(measured: Partial<Group>, waited: readonly number[]): Group {
  const now = performance.now();
  const group = Object.assign(newGroup(TARGET), measured);
  for (const ms of waited) {
    const timer = setTimeout(() => {}, 0);
    clearTimeout(timer);
    group.waiting.push({
      request: {
        requestId: 'r',
        payload: new Uint8Array(),
        invokedFunctionArn: TARGET.functionArn,
        logTail: false,
      },
      resolve: () => {},
      reject: () => {},
      since: now - ms,
      timer,
    });
  }
  return group;
}

test('short invocations share environments instead of starting one each', () => {
  // One environment that answers in 1 ms serves fifty in the time that a start takes.
  const busy = { serving: 1, busyTime: 1, startTime: 10_000 };
  assert.equal(wantedStarts(groupWith(busy, Array(20).fill(0))), 0);
});

test('long invocations get environments of their own', () => {
  const busy = { serving: 1, busyTime: 20_000, startTime: 10_000 };
  assert.equal(wantedStarts(groupWith(busy, Array(20).fill(0))), 20);
});

test('no invocation waits longer than a start takes without one', () => {
  const busy = { serving: 1, busyTime: 1, startTime: 10_000 };
  assert.equal(wantedStarts(groupWith(busy, [30_000, 20_000, 0, 0])), 2);
  assert.equal(wantedStarts(groupWith(busy, [30_000, 20_000])), 2);
});

test('the first invocations get an environment each', () => {
  assert.equal(wantedStarts(groupWith({}, [0, 0, 0])), 3);
});
