import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ADMITTED, type TokenBucket, type TokenBuckets } from './token-buckets.ts';

/** What the suite needs of an engine. */
export interface TokenBucketsRig {
  readonly buckets: TokenBuckets;
  /** Lets `ms` go by. */
  advance(ms: number): void;
}

const bucket = (rate: number, burst: number, key = 'a'): TokenBucket => ({ key, rate, burst });

/** How many of `count` calls in a row are admitted. */
async function admitted(
  buckets: TokenBuckets,
  wanted: readonly TokenBucket[],
  count: number,
): Promise<number> {
  let admissions = 0;
  for (let call = 0; call < count; call++) if ((await buckets.take(wanted)) === ADMITTED) admissions++;
  return admissions;
}

/** The suite that every engine of {@link TokenBuckets} passes. @param open gives one without entries */
export function tokenBucketsContract(name: string, open: () => TokenBucketsRig): void {
  describe(`token buckets contract: ${name}`, () => {
    it('begins with the burst and goes on with the rate', async () => {
      const { buckets, advance } = open();
      const wanted = [bucket(10, 5)];
      assert.equal(await admitted(buckets, wanted, 20), 5);
      advance(99);
      assert.equal(await admitted(buckets, wanted, 20), 0);
      advance(1);
      assert.equal(await admitted(buckets, wanted, 20), 1);
      advance(250);
      assert.equal(await admitted(buckets, wanted, 20), 2);
      advance(50);
      assert.equal(await admitted(buckets, wanted, 20), 1, 'halves of tokens are kept');
      advance(3_600_000);
      assert.equal(await admitted(buckets, wanted, 20), 5, 'no more than the burst is saved up');
    });

    it('takes from all buckets or from none, and says which was the first without', async () => {
      const { buckets } = open();
      const plenty = bucket(1, 100, 'plenty');
      const scarce = bucket(1, 2, 'scarce');
      assert.equal(await admitted(buckets, [plenty, scarce], 10), 2);
      assert.equal(await buckets.take([plenty, scarce]), 1);
      assert.equal(await buckets.take([scarce, plenty]), 0);
      assert.equal(await admitted(buckets, [plenty], 200), 98);
    });

    it('admits nothing at rate or burst 0, and everything where nothing is asked', async () => {
      const { buckets, advance } = open();
      for (const none of [bucket(0, 5), bucket(5, 0), bucket(0, 0)]) {
        assert.equal(await buckets.take([none]), 0);
        advance(10_000);
        assert.equal(await buckets.take([none]), 0);
      }
      assert.equal(await buckets.take([]), ADMITTED);
    });

    it('keeps what a bucket lacks when its settings change', async () => {
      const { buckets, advance } = open();
      assert.equal(await admitted(buckets, [bucket(1, 10)], 10), 10);
      assert.equal(await buckets.take([bucket(100, 10)]), 0);
      advance(50);
      assert.equal(await admitted(buckets, [bucket(100, 10)], 10), 5);
      assert.equal(await admitted(buckets, [bucket(100, 12)], 10), 2, 'a greater burst is there at once');
    });

    it('has tokens again that were given back', async () => {
      const { buckets, advance } = open();
      const wanted = [bucket(1, 3)];
      assert.equal(await admitted(buckets, wanted, 5), 3);
      buckets.giveBack('a', 2);
      buckets.giveBack('unknown', 2);
      assert.equal(await admitted(buckets, wanted, 5), 2);
      advance(1000);
      assert.equal(await admitted(buckets, wanted, 5), 1);
    });

    it('does not mix up buckets', async () => {
      const { buckets } = open();
      assert.equal(await admitted(buckets, [bucket(1, 1, 'x')], 3), 1);
      assert.equal(await admitted(buckets, [bucket(1, 1, 'y')], 3), 1);
    });

    it('keeps its promise whatever comes when', async () => {
      const settings = fc.record({
        rate: fc.double({ min: 0.1, max: 20_000, noNaN: true }),
        burst: fc.integer({ min: 1, max: 500 }),
        pauses: fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { maxLength: 300 }),
      });
      await fc.assert(
        fc.asyncProperty(settings, async ({ rate, burst, pauses }) => {
          const { buckets, advance } = open();
          const wanted = [bucket(rate, burst)];
          let elapsed = 0;
          let admissions = 0;
          for (const pause of pauses) {
            advance(pause);
            elapsed += pause;
            admissions += await admitted(buckets, wanted, 3);
          }
          const promised = burst + (elapsed / 1000) * rate;
          assert.ok(admissions <= promised + 1e-3, `${admissions} of ${promised}`);
          const demand = pauses.length * 3;
          // Demand that came while the bucket was full is lost, so a lower bound holds only where it never was.
          if (admissions < demand)
            assert.ok(admissions >= Math.min(burst, demand), `${admissions} of ${burst}`);
        }),
      );
    });
  });
}
