import { BoundedCache } from '../identity/bounded-cache.ts';
import type { Scope, Store } from '../store/store.ts';
import { type FunctionRecord, functions } from './records.ts';

const CACHED_FUNCTIONS = 10_000;

/** Reads functions as the data plane needs them: from memory until the store tells of a change. */
export interface FunctionRecords {
  /** What is given must not be changed. */
  get(scope: Scope, name: string): Promise<FunctionRecord | undefined>;
  /** Sum of reserved concurrency of all functions in an account and region. */
  reservedConcurrency(scope: Scope): Promise<number>;
  /** Stops listening to the store. */
  close(): void;
}

/** @param onDeleted called when a function was deleted */
export function createFunctionRecords(
  store: Store,
  onDeleted: (scope: Scope, name: string) => void,
): FunctionRecords {
  const collection = store.collection(functions);
  const cache = new BoundedCache<FunctionRecord>(CACHED_FUNCTIONS);
  // Grows with every change, so that what was read before one is not remembered after it.
  let generation = 0;
  const unsubscribe = store.subscribe((event) => {
    if (event.collection !== functions.name) return;
    generation += 1;
    cache.delete(key(event.scope, event.id));
    if (event.deleted) onDeleted(event.scope, event.id);
  });
  return {
    async get(scope, name) {
      const cached = cache.get(key(scope, name));
      if (cached) return cached;
      const before = generation;
      const stored = await collection.get(scope, name);
      if (stored && before === generation) cache.set(key(scope, name), stored.value);
      return stored?.value;
    },
    async reservedConcurrency(scope) {
      const all = await collection.list(scope);
      return all.reduce((sum, { value }) => sum + (value.reservedConcurrency ?? 0), 0);
    },
    close: unsubscribe,
  };
}

function key(scope: Scope, name: string): string {
  return `${scope.account}/${scope.region}/${name}`;
}
