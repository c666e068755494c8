import { ADMITTED, type TokenBucket, type TokenBuckets } from './token-buckets.ts';
import type { Lease } from './token-lease.ts';

/**
 * What a bucket lacks, as the time when it will be full again: one number says how many tokens there are at any time, so
 * nothing has to be done while time goes by.
 */
interface Entry {
  /** ms of the clock. */
  fullAt: number;
  /** ms in which a token is gained. */
  interval: number;
}

/** Entries looked at in each call, to forget the full ones: two keep up with any number of calls that make one each. */
const SWEPT_PER_TAKE = 2;
/** Parts of a ms that additions of fractions may be wrong by: a token that is due is not withheld for them. */
const TOLERANCE = 1e-6;

/**
 * Token buckets of one process. A bucket that is full takes no memory: it is forgotten soon after it has filled up, by
 * the calls that follow.
 */
export class MemoryTokenBuckets implements TokenBuckets {
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  #sweep = this.#entries.entries();

  /** @param now ms that never go back, with fractions: `performance.now` */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Buckets that were not full when they were last looked at. */
  get size(): number {
    return this.#entries.size;
  }

  take(buckets: readonly TokenBucket[]): number {
    const now = this.#now();
    this.#forgetFull(now);
    for (let index = 0; index < buckets.length; index++) {
      const bucket = buckets[index];
      if (bucket && this.#dueIn(bucket, now) > 0) return index;
    }
    for (const bucket of buckets) this.#use(bucket, 1, now);
    return ADMITTED;
  }

  /** Takes as many tokens as there are, up to those wanted, for a process that hands them out itself. */
  takeUpTo(bucket: TokenBucket, wanted: number): Lease {
    const now = this.#now();
    this.#forgetFull(now);
    const dueIn = this.#dueIn(bucket, now);
    if (dueIn > 0) return { granted: 0, nextIn: dueIn };
    const interval = 1000 / bucket.rate;
    const entry = this.#entries.get(bucket.key);
    const lacking = entry ? Math.max(0, entry.fullAt - now) : 0;
    const there = Math.floor(bucket.burst - (lacking - TOLERANCE) / interval);
    const granted = Math.min(wanted, there);
    this.#use(bucket, granted, now);
    return { granted, nextIn: granted < wanted ? this.#dueIn(bucket, now) : 0 };
  }

  giveBack(key: string, tokens: number): void {
    const entry = this.#entries.get(key);
    if (entry) entry.fullAt -= tokens * entry.interval;
  }

  /** ms until the bucket has a token; 0 when it has one. */
  #dueIn({ key, rate, burst }: TokenBucket, now: number): number {
    if (rate <= 0 || burst < 1) return Number.POSITIVE_INFINITY;
    const entry = this.#entries.get(key);
    if (!entry) return 0;
    const interval = 1000 / rate;
    if (entry.interval !== interval) changeInterval(entry, interval, now);
    const due = entry.fullAt - now + interval - burst * interval;
    return due <= TOLERANCE ? 0 : due;
  }

  #use({ key, rate }: TokenBucket, tokens: number, now: number): void {
    const interval = 1000 / rate;
    const entry = this.#entries.get(key);
    if (entry) entry.fullAt = Math.max(entry.fullAt, now) + tokens * interval;
    else this.#entries.set(key, { fullAt: now + tokens * interval, interval });
  }

  #forgetFull(now: number): void {
    for (let count = 0; count < SWEPT_PER_TAKE; count++) {
      const next = this.#sweep.next();
      if (next.done) {
        this.#sweep = this.#entries.entries();
        return;
      }
      const [key, { fullAt }] = next.value;
      if (fullAt <= now) this.#entries.delete(key);
    }
  }
}

/** The bucket keeps the tokens that it lacks, and gains them at the new rate from now on. */
function changeInterval(entry: Entry, interval: number, now: number): void {
  const lacking = Math.max(0, entry.fullAt - now) / entry.interval;
  entry.fullAt = now + lacking * interval;
  entry.interval = interval;
}
