import { BoundedCache } from '../../identity/bounded-cache.ts';
import type { Store } from '../../store/store.ts';
import type { BusAddress } from './addresses.ts';
import { compileEventPattern, type EventPattern } from './pattern/compile-pattern.ts';
import { type RuleRecord, rules } from './records.ts';

/** A rule ready to be asked. What is given must not be changed. */
export interface ReadyRule {
  readonly rule: RuleRecord;
  readonly matches: EventPattern;
}

const CACHED_BUSES = 1000;

/** The enabled rules of each bus, compiled once until one of them changes. */
export class RuleIndex {
  readonly #store: Store;
  readonly #cache = new BoundedCache<readonly ReadyRule[]>(CACHED_BUSES);
  readonly #unsubscribe: () => void;
  /** Grows with every change, so that what was read before one is not remembered after it. */
  #generation = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#unsubscribe = store.subscribe(({ collection, scope, id }) => {
      if (collection !== rules.name) return;
      this.#generation++;
      this.#cache.delete(keyOf({ ...scope, busName: id.slice(0, id.lastIndexOf('/')) }));
    });
  }

  async rulesOf(bus: BusAddress): Promise<readonly ReadyRule[]> {
    const key = keyOf(bus);
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const before = this.#generation;
    const found = await this.#store.collection(rules).list(bus, { prefix: `${bus.busName}/` });
    const ready = found
      .filter(({ value }) => value.enabled && value.busName === bus.busName)
      .map(({ value }) => ({ rule: value, matches: compileEventPattern(value.eventPattern) }));
    if (before === this.#generation) this.#cache.set(key, ready);
    return ready;
  }

  close(): void {
    this.#unsubscribe();
  }
}

function keyOf({ account, region, busName }: BusAddress): string {
  return `${account}/${region}/${busName}`;
}
