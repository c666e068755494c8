import type { Clock } from '../clock.ts';
import type { CollectionDefinition, Scope, Store } from '../store/store.ts';
import { type ScheduledWork, WorkSchedule } from '../work-schedule.ts';
import type { LambdaLimits } from './limits.ts';
import { throttled } from './service-errors.ts';

/** An asynchronous invocation that is not done yet. Id: time and request id, so that ids are in order of arrival. */
export interface QueuedEvent {
  functionName: string;
  qualifier?: string;
  /** Base64. */
  payload: string;
  traceId?: string;
  requestId: string;
  /** ms since 1970. */
  enqueuedAt: number;
  /** Attempts that ended with a function error. */
  failures: number;
  /** Attempts in a row that could not be made. */
  deferrals: number;
  /** Not to be tried before, ms since 1970. */
  notBefore: number;
}

export const events: CollectionDefinition<QueuedEvent> = { name: 'lambda-events', version: 1 };

/**
 * How an attempt went: `failed` by the function itself (it has two more attempts), `deferred` because it could not run
 * (throttled, or a fault of the system: tried for up to six hours), `gone` when its function does not exist any more.
 */
export type Attempt = 'done' | 'failed' | 'deferred' | 'gone';

/** "Lambda retries function errors twice, waiting one minute before the first retry and two before the second." */
const RETRY_DELAYS: readonly number[] = [60_000, 120_000];
/** "the retry interval increases exponentially from 1 second after the first attempt to a maximum of 5 minutes" */
const FIRST_DEFERRAL = 1000;
const LONGEST_DEFERRAL = 5 * 60_000;
const MAXIMUM_QUEUED_BYTES = 256 * 1024 * 1024;

/** What is kept in memory of a queued event: its payload stays in the store. */
interface Entry extends ScheduledWork {
  readonly scope: Scope;
  readonly id: string;
}

/**
 * Events are in the store from before they are acknowledged until they are done, so each runs at least once: it runs
 * again when the gateway ends between its end and its removal.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class EventQueue {
  readonly #collection;
  readonly #attempt: (scope: Scope, event: QueuedEvent) => Promise<Attempt>;
  readonly #limits: LambdaLimits;
  readonly #clock: Clock;
  readonly #schedule: WorkSchedule<Entry>;

  constructor(
    store: Store,
    attempt: (scope: Scope, event: QueuedEvent) => Promise<Attempt>,
    limits: LambdaLimits,
    clock: Clock,
  ) {
    this.#collection = store.collection(events);
    this.#attempt = attempt;
    this.#limits = limits;
    this.#clock = clock;
    this.#schedule = new WorkSchedule((entry) => this.#run(entry), limits.maximumRunningEvents, clock);
  }

  /** Takes up what an earlier process left. */
  async resume(): Promise<void> {
    for (const { scope, id, value } of await this.#collection.listAll()) {
      const entry = { scope, id, size: value.payload.length, notBefore: value.notBefore };
      this.#schedule.schedule(this.#schedule.track(entry));
    }
    this.poll();
  }

  /** Resolves when the event is durable. Throws TooManyRequestsException when too much is queued. */
  async add(
    scope: Scope,
    event: Pick<QueuedEvent, 'functionName' | 'qualifier' | 'traceId' | 'requestId'>,
    payload: Uint8Array,
  ): Promise<void> {
    const base64 = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('base64');
    const { count, bytes, isClosed } = this.#schedule;
    const full = count >= this.#limits.maximumQueuedEvents || bytes + base64.length > MAXIMUM_QUEUED_BYTES;
    if (full || isClosed) throw throttled('ConcurrentInvocationLimitExceeded');
    const now = this.#clock();
    const id = `${String(now).padStart(15, '0')}-${event.requestId}`;
    const entry = this.#schedule.track({ scope, id, size: base64.length, notBefore: now });
    try {
      await this.#collection.put(
        scope,
        id,
        { ...event, payload: base64, enqueuedAt: now, failures: 0, deferrals: 0, notBefore: now },
        0,
      );
    } catch (error) {
      this.#schedule.forget(entry);
      throw error;
    }
    this.#schedule.schedule(entry);
    this.poll();
  }

  /** Starts what is due. Called by itself; tests that choose the time call it too. */
  poll(): void {
    this.#schedule.poll();
  }

  /** Resolves when nothing of it runs any more; what is queued stays in the store. */
  close(): Promise<void> {
    return this.#schedule.close();
  }

  async #run(entry: Entry): Promise<void> {
    try {
      const stored = await this.#collection.get(entry.scope, entry.id);
      if (!stored) return this.#schedule.forget(entry);
      const event = stored.value;
      const attempt = await this.#attempt(entry.scope, event);
      // The end of the gateway is not the event's failure: the next process tries it again.
      if (this.#schedule.isClosed) return;
      const next = this.#next(event, attempt);
      if (next) {
        await this.#collection.put(entry.scope, entry.id, next);
        entry.notBefore = next.notBefore;
        this.#schedule.schedule(entry);
      } else {
        await this.#collection.delete(entry.scope, entry.id);
        this.#schedule.forget(entry);
      }
    } catch {
      // The store is away: the event is still in it.
      entry.notBefore = this.#clock() + LONGEST_DEFERRAL;
      this.#schedule.schedule(entry);
    }
  }

  /** The event as it is to be tried again; undefined when it is over. */
  #next(event: QueuedEvent, attempt: Attempt): QueuedEvent | undefined {
    const now = this.#clock();
    let next: QueuedEvent;
    if (attempt === 'failed') {
      const delay = RETRY_DELAYS[event.failures];
      if (delay === undefined) return undefined;
      next = { ...event, failures: event.failures + 1, deferrals: 0, notBefore: now + delay };
    } else if (attempt === 'deferred') {
      const delay = Math.min(LONGEST_DEFERRAL, FIRST_DEFERRAL * 2 ** Math.min(event.deferrals, 20));
      next = { ...event, deferrals: event.deferrals + 1, notBefore: now + delay };
    } else {
      return undefined;
    }
    return next.notBefore > event.enqueuedAt + this.#limits.maximumEventAge ? undefined : next;
  }
}
