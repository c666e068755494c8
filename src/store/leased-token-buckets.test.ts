import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeasedTokenBuckets } from './leased-token-buckets.ts';
import { MemoryTokenBuckets } from './memory-token-buckets.ts';
import { ADMITTED, type TokenBucket } from './token-buckets.ts';
import { tokenBucketsContract } from './token-buckets-contract.ts';
import type { TokenSource } from './token-lease.ts';

/** A source in this process, whose answers come in a later turn as another process's do. */
function sourceOf(buckets: MemoryTokenBuckets): TokenSource & { messages: number } {
  return {
    messages: 0,
    async lease(requests) {
      this.messages++;
      await Promise.resolve();
      return requests.map(({ wanted, ...bucket }) => buckets.takeUpTo(bucket, wanted));
    },
    giveBack: (key, tokens) => buckets.giveBack(key, tokens),
  };
}

function openRig() {
  let now = 1000;
  const clock = () => now;
  const advance = (ms: number) => {
    now += ms;
  };
  const memory = new MemoryTokenBuckets(clock);
  const source = sourceOf(memory);
  const process = () => new LeasedTokenBuckets(source, clock);
  return { source, process, advance };
}

tokenBucketsContract('leased', () => {
  const { process, advance } = openRig();
  return { buckets: process(), advance };
});

for (const rate of [10, 1000, 10_000]) {
  test(`two processes admit what is promised at ${rate} a second, to 1% in ten seconds`, async () => {
    const { process, advance } = openRig();
    const processes = [process(), process()];
    // A bucket that holds less than a turn's tokens can't keep up with its rate.
    const burst = Math.max(5, rate / 10);
    const wanted: TokenBucket[] = [{ key: 'a', rate, burst }];
    let admitted = 0;
    const waiting: Promise<void>[] = [];
    const note = (result: number) => {
      if (result === ADMITTED) admitted++;
    };
    const call = (buckets: LeasedTokenBuckets, calls: number) => {
      for (let count = 0; count < calls; count++) {
        const result = buckets.take(wanted);
        if (typeof result === 'number') note(result);
        else waiting.push(result.then(note));
      }
    };
    // Each is asked for as much as is promised to both; one of them three times as often as the other.
    for (let ms = 0; ms < 10_000; ms++) {
      advance(1);
      const calls = Math.ceil(rate / 1000);
      const [first, second] = processes;
      if (first) call(first, calls);
      if (second && ms % 3 === 0) call(second, calls);
      if (waiting.length > 0) await Promise.all(waiting.splice(0));
    }
    const promised = rate * 10 + burst;
    assert.ok(admitted <= promised + 1, `${admitted} of ${promised}`);
    assert.ok(admitted >= promised * 0.99 - 1, `${admitted} of ${promised}`);
  });
}

test('a bucket known to be empty is not asked for again', async () => {
  const { process, source, advance } = openRig();
  const buckets = process();
  const wanted = [{ key: 'a', rate: 1, burst: 1 }];
  assert.equal(await buckets.take(wanted), ADMITTED);
  assert.equal(await buckets.take(wanted), 0);
  const messages = source.messages;
  for (let call = 0; call < 1000; call++) assert.equal(buckets.take(wanted), 0, 'at once');
  assert.equal(source.messages, messages);
  advance(1000);
  assert.equal(await buckets.take(wanted), ADMITTED);
});

test('calls of one turn are one message', async () => {
  const { process, source } = openRig();
  const buckets = process();
  const results = await Promise.all(
    Array.from({ length: 100 }, () =>
      buckets.take([
        { key: 'a', rate: 1, burst: 60 },
        { key: 'b', rate: 1, burst: 500 },
      ]),
    ),
  );
  assert.equal(results.filter((result) => result === ADMITTED).length, 60);
  assert.equal(results.filter((result) => result === 0).length, 40);
  assert.ok(source.messages <= 2, String(source.messages));
});

test('what is not used goes back', async () => {
  const { process } = openRig();
  const first = process();
  const second = process();
  const scarce = { key: 'a', rate: 1, burst: 2 };
  assert.equal(await first.take([scarce, { key: 'none', rate: 0, burst: 0 }]), 1);
  first.close();
  assert.equal(await second.take([scarce]), ADMITTED);
  assert.equal(await second.take([scarce]), ADMITTED);
  assert.equal(await second.take([scarce]), 0);
});
