import type { HistoryEventRecord } from '../engine/messages.ts';
import type { Running } from '../engine/workers.ts';
import type { ExecutionStatus } from '../records.ts';

/** How an execution ended. */
export interface Ending {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Characters of the data in one execution's history; what is beyond is left out and marked as truncated. */
const MAXIMUM_HISTORY = 16 * 1024 * 1024;
/** Longest delay that timers have, ms. */
const LONGEST_TIMER = 2_147_483_647;

/** An execution under way. */
export class ActiveExecution {
  readonly events: HistoryEventRecord[] = [];
  readonly ended: Promise<Ending>;
  #settle: (ending: Ending) => void = () => {};
  #running: Running | undefined;
  #timer: NodeJS.Timeout | undefined;
  #size = 0;
  /** Its machine was deleted: nothing of it is kept. */
  forgotten = false;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** @param timeout ms until it has timed out */
  begin(running: Running, timeout: number): void {
    this.#running = running;
    const deadline = performance.now() + timeout;
    const wait = () => {
      const left = deadline - performance.now();
      if (left <= 0) {
        this.end({ status: 'TIMED_OUT', error: 'States.Timeout' });
        return;
      }
      this.#timer = setTimeout(wait, Math.min(left, LONGEST_TIMER));
      this.#timer.unref();
    };
    if (Number.isFinite(timeout)) wait();
    running.outcome.then((outcome) => {
      if (outcome.kind === 'succeeded') this.end({ status: 'SUCCEEDED', output: outcome.output });
      else {
        const { error, cause } = outcome;
        this.end({
          status: 'FAILED',
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause }),
        });
      }
    });
  }

  /** The first ending counts; what still runs is aborted. */
  end(ending: Ending): void {
    clearTimeout(this.#timer);
    this.#settle(ending);
    this.#running?.abort();
  }

  record(event: HistoryEventRecord): void {
    const { details } = event;
    if (details) {
      for (const [name, value] of Object.entries(details)) {
        if (typeof value !== 'string') continue;
        this.#size += value.length;
        if (this.#size <= MAXIMUM_HISTORY) continue;
        const marker = `${name}Details`;
        if (Object.hasOwn(details, marker)) {
          details[name] = '';
          details[marker] = { truncated: true };
        }
      }
    }
    this.events.push(event);
  }
}
