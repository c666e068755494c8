import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MemoryTokenBuckets } from './memory-token-buckets.ts';
import { type IpcChannel, IpcTokenSource, serveTokenLeases } from './token-lease-ipc.ts';

const WRITER = fileURLToPath(new URL('token-lease-ipc.test-writer.ts', import.meta.url));

interface Outcome {
  readonly admitted: number;
  readonly asked: number;
}

function isOutcome(message: unknown): message is Outcome {
  return typeof message === 'object' && message !== null && 'admitted' in message && 'asked' in message;
}

/** Runs a process that asks for tokens; gives what it got. */
async function consume(buckets: MemoryTokenBuckets, ...settings: number[]): Promise<Outcome> {
  const child = fork(WRITER, settings.map(String));
  serveTokenLeases(child, buckets);
  let outcome: Outcome | undefined;
  child.on('message', (message) => {
    if (isOutcome(message)) outcome = message;
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(code, 0);
  assert.ok(outcome);
  return outcome;
}

test('two processes get no more than one bucket has, and all of it', async () => {
  const buckets = new MemoryTokenBuckets(() => performance.now());
  const [rate, burst, milliseconds] = [2000, 100, 700];
  const begun = performance.now();
  const outcomes = await Promise.all([
    consume(buckets, rate, burst, rate, milliseconds),
    consume(buckets, rate, burst, rate, milliseconds),
  ]);
  const elapsed = performance.now() - begun;
  const admitted = outcomes.reduce((sum, each) => sum + each.admitted, 0);
  const asked = outcomes.reduce((sum, each) => sum + each.asked, 0);
  assert.ok(admitted <= burst + (rate * elapsed) / 1000 + 1, `${admitted} in ${elapsed} ms`);
  // While both run they are admitted the rate together; how long that is depends on when each started.
  assert.ok(admitted >= Math.min(asked, (rate * milliseconds) / 1000) * 0.9, `${admitted} of ${asked}`);
  assert.ok(outcomes.every((each) => each.admitted > 0));
});

/** Two ends in one process, whose messages go through JSON. */
function channelPair(): readonly [IpcChannel & EventEmitter, IpcChannel & EventEmitter] {
  const ends = [new EventEmitter(), new EventEmitter()] as const;
  const send = (to: EventEmitter) => (message: object) => {
    setImmediate(() => to.emit('message', JSON.parse(JSON.stringify(message))));
    return true;
  };
  return [Object.assign(ends[0], { send: send(ends[1]) }), Object.assign(ends[1], { send: send(ends[0]) })];
}

test('whoever waits when the other process goes away is told, and later ones at once', async () => {
  const [near, far] = channelPair();
  const source = new IpcTokenSource(near);
  const waiting = source.lease([{ key: 'a', rate: 1, burst: 1, wanted: 1 }]);
  near.emit('disconnect');
  await assert.rejects(waiting, /is gone/);
  await assert.rejects(source.lease([]), /is gone/);
  source.giveBack('a', 1);
  assert.equal(near.listenerCount('message'), 0);
  assert.equal(far.listenerCount('message'), 0);
});

test('messages of others pass by', async () => {
  const [near, far] = channelPair();
  let now = 0;
  const stop = serveTokenLeases(far, new MemoryTokenBuckets(() => now));
  const source = new IpcTokenSource(near);
  for (const message of [null, 1, 'lease', {}, { tokens: 1 }, { tokens: 'leased', id: 99, leases: [] }]) {
    far.emit('message', message);
    near.emit('message', message);
  }
  const request = { key: 'a', rate: 1, burst: 3, wanted: 2 };
  assert.deepEqual(await source.lease([request]), [{ granted: 2, nextIn: 0 }]);
  source.giveBack('a', 1);
  now = 1;
  assert.deepEqual(await source.lease([request]), [{ granted: 2, nextIn: 0 }]);
  const never = await source.lease([{ key: 'b', rate: 0, burst: 0, wanted: 1 }]);
  assert.deepEqual(never, [{ granted: 0, nextIn: Number.MAX_SAFE_INTEGER }]);
  stop();
  source.close();
});
