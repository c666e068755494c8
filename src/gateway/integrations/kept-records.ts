import type { ChangeEvent, Collection, CollectionDefinition, Scope, Store } from '../../store/store.ts';

/** Records kept at a time; beyond, all are read again. */
const MAXIMUM_KEPT = 1_000;

/** Records of one collection, kept until they change. Those that do not exist are looked for again. */
export class KeptRecords<T> {
  readonly #collection: Collection<T>;
  readonly #unsubscribe: () => void;
  readonly #kept = new Map<string, T>();
  /** Grows with each change of the collection: what was asked for before one is not kept after it. */
  #changes = 0;

  /** @param onDeleted is told the id of a record that is no more */
  constructor(
    store: Pick<Store, 'collection' | 'subscribe'>,
    definition: CollectionDefinition<T>,
    onDeleted?: (id: string) => void,
  ) {
    this.#collection = store.collection(definition);
    this.#unsubscribe = store.subscribe(({ collection, scope, id, deleted }: ChangeEvent) => {
      if (collection !== definition.name) return;
      this.#changes++;
      this.#kept.delete(keyOf(scope, id));
      if (deleted) onDeleted?.(id);
    });
  }

  /** The record, at once when it is kept. */
  get(scope: Scope, id: string): T | Promise<T | undefined> {
    return this.#kept.get(keyOf(scope, id)) ?? this.#load(scope, id);
  }

  close(): void {
    this.#unsubscribe();
  }

  async #load(scope: Scope, id: string): Promise<T | undefined> {
    const asked = this.#changes;
    const value = (await this.#collection.get(scope, id))?.value;
    if (value !== undefined && asked === this.#changes) {
      if (this.#kept.size >= MAXIMUM_KEPT) this.#kept.clear();
      this.#kept.set(keyOf(scope, id), value);
    }
    return value;
  }
}

function keyOf({ account, region }: Scope, id: string): string {
  return `${account}/${region}/${id}`;
}
