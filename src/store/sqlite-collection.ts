import { decodeDocument, encodeDocument } from './document.ts';
import type { CommitQueue } from './sqlite-commit-queue.ts';
import type { RecordsTable, Row } from './sqlite-records.ts';
import type {
  Change,
  ChangeEvent,
  Collection,
  CollectionDefinition,
  ListOptions,
  Scope,
  Stored,
} from './store.ts';

/** A typed view of the `records` table. */
export class SqliteCollection<T> implements Collection<T> {
  readonly #definition: CollectionDefinition<T>;
  readonly #records: RecordsTable;
  readonly #queue: CommitQueue;

  constructor(definition: CollectionDefinition<T>, records: RecordsTable, queue: CommitQueue) {
    this.#definition = definition;
    this.#records = records;
    this.#queue = queue;
  }

  async get(scope: Scope, id: string): Promise<Stored<T> | undefined> {
    const row = this.#records.get(this.#definition.name, scope, id);
    return row && this.#stored(row);
  }

  async find(id: string): Promise<Stored<T>[]> {
    if (this.#definition.local) throw new TypeError(`${this.#definition.name} is declared local`);
    return this.#records.find(this.#definition.name, id).map((row) => this.#stored(row));
  }

  async list(scope: Scope, options: ListOptions = {}): Promise<Stored<T>[]> {
    return this.#records.list(this.#definition.name, scope, options).map((row) => this.#stored(row));
  }

  async listAll(): Promise<Stored<T>[]> {
    return this.#records.listAll(this.#definition.name).map((row) => this.#stored(row));
  }

  async put(scope: Scope, id: string, value: T, ifRevision?: number): Promise<Stored<T>> {
    const change = this.putting(scope, id, value, ifRevision);
    return this.#queue.add((revision) => {
      const { events } = applyChanges(this.#records, [change], revision);
      return { result: this.#written(change, revision), events };
    });
  }

  /** The change is made within the transaction on the newest document, so it never has to run twice. */
  async update(scope: Scope, id: string, change: (value: T) => T): Promise<Stored<T> | undefined> {
    return this.#queue.add((revision) => {
      const row = this.#records.get(this.#definition.name, scope, id);
      if (row === undefined) return { result: undefined, events: [] };
      const putting = this.putting(scope, id, change(this.#stored(row).value));
      const { events } = applyChanges(this.#records, [putting], revision);
      return { result: this.#written(putting, revision), events };
    });
  }

  async delete(scope: Scope, id: string, ifRevision?: number): Promise<boolean> {
    const change = this.deleting(scope, id, ifRevision);
    return this.#queue.add((revision) => {
      const { events } = applyChanges(this.#records, [change], revision);
      return { result: events.length > 0, events };
    });
  }

  putting(scope: Scope, id: string, value: T, ifRevision?: number): Change {
    return this.#change(scope, id, encodeDocument(value), ifRevision);
  }

  deleting(scope: Scope, id: string, ifRevision?: number): Change {
    return this.#change(scope, id, undefined, ifRevision);
  }

  #change(scope: Scope, id: string, json: string | undefined, ifRevision: number | undefined): Change {
    // SQLite would store a lone surrogate as U+FFFD, under which the record is not found again.
    if (id === '' || !id.isWellFormed() || id.includes('\0')) throw new TypeError('bad record id');
    const { name, version, local = false } = this.#definition;
    const { account, region } = scope;
    return { collection: name, scope: { account, region }, id, json, version, local, ifRevision };
  }

  #stored(row: Row): Stored<T> {
    const { scope, id, revision } = row;
    return { scope, id, revision, value: decodeDocument(this.#definition, row.json, row.version) };
  }

  #written(change: Change, revision: number): Stored<T> {
    const { scope, id, version, json = '' } = change;
    return this.#stored({ scope, id, version, revision, json });
  }
}

/** Carries out the changes of one commit within the present savepoint. */
export function applyChanges(
  records: RecordsTable,
  changes: readonly Change[],
  revision: number,
): { readonly events: readonly ChangeEvent[] } {
  const events: ChangeEvent[] = [];
  for (const change of changes) {
    const effect = records.apply(change, revision);
    if (effect === 'nothing') continue;
    const { collection, scope, id } = change;
    events.push({ collection, scope, id, revision, deleted: effect === 'deleted' });
  }
  return { events };
}
