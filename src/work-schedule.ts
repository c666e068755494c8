import type { Clock } from './clock.ts';

/** Work that is recorded elsewhere, and when it may be done. */
export interface ScheduledWork {
  /** ms since 1970. */
  notBefore: number;
  /** Bytes, counted while it is known here. */
  readonly size: number;
}

/** Timers can't have much longer delays than this, in ms. */
const LONGEST_TIMER = 3_600_000;

/**
 * Does work when it is due, so much of it at a time, in order of time. It is a schedule only: whoever runs work keeps it
 * durable, and says what becomes of it by {@link schedule} or {@link forget}.
 */
export class WorkSchedule<Work extends ScheduledWork> {
  readonly #run: (work: Work) => Promise<void>;
  readonly #maximumRunning: number;
  readonly #clock: Clock;
  readonly #ready: Work[] = [];
  /** Ordered by `notBefore`. */
  readonly #delayed: Work[] = [];
  readonly #running = new Set<Promise<void>>();
  #bytes = 0;
  #count = 0;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param run never rejects */
  constructor(run: (work: Work) => Promise<void>, maximumRunning: number, clock: Clock) {
    this.#run = run;
    this.#maximumRunning = maximumRunning;
    this.#clock = clock;
  }

  /** Pieces of work that are known, running ones included. */
  get count(): number {
    return this.#count;
  }

  /** Their sizes together. */
  get bytes(): number {
    return this.#bytes;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Counts work that is going to be scheduled. */
  track(work: Work): Work {
    this.#count += 1;
    this.#bytes += work.size;
    return work;
  }

  /** The end of work that was tracked. */
  forget(work: Work): void {
    this.#count -= 1;
    this.#bytes -= work.size;
  }

  /** Puts work in the order of time; {@link poll} starts it. */
  schedule(work: Work): void {
    let low = 0;
    let high = this.#delayed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#delayed[middle];
      if (other && other.notBefore <= work.notBefore) low = middle + 1;
      else high = middle;
    }
    this.#delayed.splice(low, 0, work);
  }

  /** Starts what is due. Called by itself; tests that choose the time call it too. */
  poll(): void {
    if (this.#closed) return;
    const now = this.#clock();
    while (this.#delayed[0] && this.#delayed[0].notBefore <= now) {
      const work = this.#delayed.shift();
      if (work) this.#ready.push(work);
    }
    while (this.#running.size < this.#maximumRunning) {
      const work = this.#ready.shift();
      if (!work) break;
      const run = this.#run(work).finally(() => {
        this.#running.delete(run);
        this.poll();
      });
      this.#running.add(run);
    }
    this.#setTimer(now);
  }

  /** Starts nothing any more; resolves when nothing runs. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#running);
  }

  #setTimer(now: number): void {
    clearTimeout(this.#timer);
    const first = this.#delayed[0];
    if (!first || this.#closed) return;
    this.#timer = setTimeout(() => this.poll(), Math.min(LONGEST_TIMER, Math.max(0, first.notBefore - now)));
    this.#timer.unref();
  }
}
