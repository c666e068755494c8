import type { Clock } from '../../clock.ts';
import { apiKeyPlans, type Usage, usagePlanKeys, usages } from '../../definitions/usage-plans.ts';
import { type ChangeEvent, RevisionConflictError, type Scope, type Store } from '../../store/store.ts';
import type { Log } from '../../telemetry/log.ts';
import { type CountedDay, withCounted } from './counted-usage.ts';
import type { MeteredKey, QuotaCounters } from './quota-counters.ts';
import { UsageCounter } from './usage-counter.ts';

/** ms after which the first of the counts that are not written yet is. */
const WRITTEN_AFTER = 500;
/** Records that are written in one commit, so that other writers get their turn. */
const BATCH = 200;
const MAXIMUM_KEPT = 20_000;

/** One key in one plan. */
interface Entry {
  key: MeteredKey;
  /** Undefined until the record has been read. */
  counter: UsageCounter | undefined;
  loading: Promise<UsageCounter> | undefined;
  /** True when somebody else has written the record. */
  stale: boolean;
  /** What is being written. */
  writing: readonly CountedDay[];
  /** Writes of our own of which the change feed has not told yet. */
  ownWrites: number;
  /** True when the key is no longer in the plan. */
  gone: boolean;
  /** Whether it was used since the last flush. */
  used: boolean;
}

/**
 * Counters of one process, exact, in the records of usages: what was counted is written at most a second later, so that a
 * crash forgets no more. What UpdateUsage sets holds for the next request.
 */
export class RecordedQuotaCounters implements QuotaCounters {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'warn'>;
  readonly #entries = new Map<string, Entry>();
  readonly #dirty = new Set<Entry>();
  readonly #maximumKept: number;
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  /** @param maximumKept keys that are remembered though nobody uses them now */
  constructor(store: Store, clock: Clock, log: Pick<Log, 'warn'>, maximumKept = MAXIMUM_KEPT) {
    this.#maximumKept = maximumKept;
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#unsubscribe = store.subscribe((event) => this.#onChange(event));
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  count(key: MeteredKey): boolean | Promise<boolean> {
    const entry = this.#entries.get(key.name);
    if (entry?.counter && !entry.stale) return this.#countIn(entry, entry.counter, key);
    const fresh = entry ?? this.#open(key);
    return this.#load(fresh).then((counter) => this.#countIn(fresh, counter, key));
  }

  uncount(key: MeteredKey): void {
    const entry = this.#entries.get(key.name);
    if (!entry?.counter) return;
    entry.counter.uncount();
    this.#note(entry);
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#writeAll());
    return this.#flushing;
  }

  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #open(key: MeteredKey): Entry {
    const none = { counter: undefined, loading: undefined, writing: [] };
    const entry: Entry = { ...none, key, stale: false, ownWrites: 0, gone: false, used: true };
    this.#entries.set(key.name, entry);
    return entry;
  }

  #countIn(entry: Entry, counter: UsageCounter, key: MeteredKey): boolean {
    entry.used = true;
    entry.key = key;
    if (!counter.count(key.quota, this.#clock())) return false;
    this.#note(entry);
    return true;
  }

  #note(entry: Entry): void {
    this.#dirty.add(entry);
    this.#timer ??= setTimeout(() => void this.flush(), WRITTEN_AFTER).unref();
  }

  #load(entry: Entry): Promise<UsageCounter> {
    entry.loading ??= this.#read(entry).finally(() => {
      entry.loading = undefined;
      if (!entry.counter) this.#entries.delete(entry.key.name);
    });
    return entry.loading;
  }

  async #read(entry: Entry): Promise<UsageCounter> {
    const { scope, id, quota } = entry.key;
    let usage: Usage;
    do {
      entry.stale = false;
      // What is being written is in the record when that has been done.
      while (entry.writing.length > 0) await this.#flushing;
      usage = (await this.#store.collection(usages).get(scope, id))?.value ?? { days: {} };
    } while (entry.stale || entry.writing.length > 0);
    if (entry.counter) entry.counter.rebase(usage, this.#clock());
    else entry.counter = new UsageCounter(usage, quota, this.#clock());
    return entry.counter;
  }

  async #writeAll(): Promise<void> {
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    const failures: unknown[] = [];
    for (let start = 0; start < dirty.length; start += BATCH) {
      const written = dirty.slice(start, start + BATCH).map((entry) => this.#write(entry));
      failures.push(...(await Promise.all(written)).filter((failure) => failure !== undefined));
    }
    this.#forgetUnused();
    const [first] = failures;
    if (first === undefined) return;
    this.#log.warn('The usage of API keys could not be written; it will be tried again', {
      keys: failures.length,
      reason: first instanceof Error ? first.message : 'unknown error',
    });
  }

  /** Gives why it can't be, for the log; undefined otherwise. */
  async #write(entry: Entry): Promise<unknown> {
    const { counter } = entry;
    if (!counter || entry.gone) return undefined;
    const counted = counter.take();
    if (counted.length === 0) return undefined;
    entry.writing = counted;
    try {
      if (!(await this.#add(entry, counted))) this.#drop(entry);
      return undefined;
    } catch (error) {
      counter.putBack(counted);
      entry.ownWrites = 0;
      entry.stale = true;
      this.#note(entry);
      return error instanceof RevisionConflictError ? undefined : error;
    } finally {
      entry.writing = [];
    }
  }

  /** Adds to the record what was counted; false when the key has left the plan. */
  async #add(entry: Entry, counted: readonly CountedDay[]): Promise<boolean> {
    const { scope, id, quota } = entry.key;
    const collection = this.#store.collection(usages);
    const written = await collection.update(scope, id, (usage) => {
      entry.ownWrites++;
      return withCounted(usage, counted, quota);
    });
    if (written) return true;
    if (!(await this.#isMember(scope, id))) return false;
    entry.ownWrites++;
    await collection.put(scope, id, withCounted({ days: {} }, counted, quota), 0);
    if (!entry.gone) return true;
    await collection.delete(scope, id);
    return false;
  }

  async #isMember(scope: Scope, id: string): Promise<boolean> {
    return (await this.#store.collection(usagePlanKeys).get(scope, id)) !== undefined;
  }

  #drop(entry: Entry): void {
    entry.gone = true;
    this.#dirty.delete(entry);
    if (this.#entries.get(entry.key.name) === entry) this.#entries.delete(entry.key.name);
  }

  #forgetUnused(): void {
    const tooMany = this.#entries.size > this.#maximumKept;
    for (const [name, entry] of this.#entries) {
      if (tooMany && !entry.used && !entry.loading && !this.#dirty.has(entry)) this.#entries.delete(name);
      entry.used = false;
    }
  }

  #onChange({ collection, scope, id, deleted }: ChangeEvent): void {
    if (collection === apiKeyPlans.name && deleted) {
      const [keyId, usagePlanId] = id.split('/');
      const entry = this.#entries.get(`${scope.account}/${scope.region}/${usagePlanId}/${keyId}`);
      if (entry) this.#drop(entry);
    } else if (collection === usages.name) {
      const entry = this.#entries.get(`${scope.account}/${scope.region}/${id}`);
      if (!entry) return;
      if (deleted) this.#drop(entry);
      else if (entry.ownWrites > 0) entry.ownWrites--;
      else {
        entry.stale = true;
        entry.counter?.restIsSet();
        for (const each of entry.writing) each.taken = 0;
      }
    }
  }
}
