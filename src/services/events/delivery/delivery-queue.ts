import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { Change, Scope, Store } from '../../../store/store.ts';
import { type ScheduledWork, WorkSchedule } from '../../../work-schedule.ts';
import { throttled } from '../errors.ts';
import { type DeliveryRecord, deliveries } from '../records.ts';

/** How an attempt went: `refused` is not tried again. */
export type Attempt =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' | 'refused'; readonly code: string; readonly message: string };

export interface DeliveryTargets {
  deliver(scope: Scope, delivery: DeliveryRecord): Promise<Attempt>;
  /** Tells the target's dead-letter queue, if it has one. */
  bury(scope: Scope, delivery: DeliveryRecord, why: Exclude<Attempt, { kind: 'done' }>): Promise<void>;
}

/** "By default, EventBridge retries sending the event for 24 hours and up to 185 times." */
const MAXIMUM_AGE = 86_400;
const MAXIMUM_RETRIES = 185;
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 15 * 60_000;
/** Deliveries at one time. */
const MAXIMUM_RUNNING = 32;
const MAXIMUM_QUEUED = 100_000;
const MAXIMUM_QUEUED_BYTES = 256 * 1024 * 1024;

interface Entry extends ScheduledWork {
  readonly scope: Scope;
  readonly id: string;
}

/**
 * Deliveries are in the store from before their events are acknowledged until they are done, so that each is made at
 * least once: it is made again when the gateway ends between its end and its removal.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
export class DeliveryQueue {
  readonly #store: Store;
  readonly #targets: DeliveryTargets;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #schedule: WorkSchedule<Entry>;

  constructor(parts: { store: Store; targets: DeliveryTargets; clock: Clock; random?: () => number }) {
    this.#store = parts.store;
    this.#targets = parts.targets;
    this.#clock = parts.clock;
    this.#random = parts.random ?? Math.random;
    this.#schedule = new WorkSchedule((entry) => this.#run(entry), MAXIMUM_RUNNING, parts.clock);
  }

  /** Takes up what an earlier process left. */
  async resume(): Promise<void> {
    for (const { scope, id, value } of await this.#store.collection(deliveries).listAll()) {
      const entry = { scope, id, size: value.payload.length, notBefore: value.notBefore };
      this.#schedule.schedule(this.#schedule.track(entry));
    }
    this.poll();
  }

  /** Resolves when all are durable. Throws ThrottlingException when too much waits. */
  async add(
    scoped: readonly {
      readonly scope: Scope;
      readonly delivery: Pick<DeliveryRecord, 'ruleArn' | 'target' | 'payload'>;
    }[],
  ): Promise<void> {
    if (scoped.length === 0) return;
    const now = this.#clock();
    const size = scoped.reduce((sum, { delivery }) => sum + delivery.payload.length, 0);
    const { count, bytes, isClosed } = this.#schedule;
    const full = count + scoped.length > MAXIMUM_QUEUED || bytes + size > MAXIMUM_QUEUED_BYTES;
    if (full || isClosed) throw throttled();
    const collection = this.#store.collection(deliveries);
    const changes: Change[] = [];
    const entries = scoped.map(({ scope, delivery }): Entry => {
      const id = `${String(now).padStart(15, '0')}-${randomUUID()}`;
      changes.push(
        collection.putting(scope, id, { ...delivery, createdAt: now, failures: 0, notBefore: now }, 0),
      );
      return this.#schedule.track({ scope, id, size: delivery.payload.length, notBefore: now });
    });
    try {
      await this.#store.commit(changes);
    } catch (error) {
      for (const entry of entries) this.#schedule.forget(entry);
      throw error;
    }
    for (const entry of entries) this.#schedule.schedule(entry);
    this.poll();
  }

  /** Starts what is due. Called by itself; tests that choose the time call it too. */
  poll(): void {
    this.#schedule.poll();
  }

  /** Resolves when nothing of it runs; what is queued stays in the store. */
  close(): Promise<void> {
    return this.#schedule.close();
  }

  async #run(entry: Entry): Promise<void> {
    const collection = this.#store.collection(deliveries);
    try {
      const stored = await collection.get(entry.scope, entry.id);
      if (!stored) return this.#schedule.forget(entry);
      const delivery = stored.value;
      const attempt = await this.#targets.deliver(entry.scope, delivery);
      // The end of the gateway is not the target's failure: the next process tries it again.
      if (this.#schedule.isClosed && attempt.kind !== 'done') return;
      const next = attempt.kind === 'failed' ? this.#next(delivery) : undefined;
      if (next) {
        await collection.put(entry.scope, entry.id, next);
        entry.notBefore = next.notBefore;
        this.#schedule.schedule(entry);
        return;
      }
      if (attempt.kind !== 'done') await this.#targets.bury(entry.scope, delivery, attempt);
      await collection.delete(entry.scope, entry.id);
      this.#schedule.forget(entry);
    } catch {
      // The store, or the dead-letter queue, is away: the delivery is still in the store.
      entry.notBefore = this.#clock() + LONGEST_DELAY;
      this.#schedule.schedule(entry);
    }
  }

  /** The delivery as it is to be tried again; undefined when it is over. */
  #next(delivery: DeliveryRecord): DeliveryRecord | undefined {
    const { maximumRetryAttempts = MAXIMUM_RETRIES, maximumEventAgeInSeconds = MAXIMUM_AGE } =
      delivery.target.retryPolicy ?? {};
    const failures = delivery.failures + 1;
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(failures - 1, 20));
    const notBefore = this.#clock() + Math.ceil(delay * (0.5 + this.#random() / 2));
    const over =
      failures > maximumRetryAttempts || notBefore > delivery.createdAt + maximumEventAgeInSeconds * 1000;
    return over ? undefined : { ...delivery, failures, notBefore };
  }
}
