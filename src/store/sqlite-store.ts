import type { DatabaseSync } from 'node:sqlite';
import { CollectionRegistry } from './document.ts';
import { SqliteBlobs } from './sqlite-blobs.ts';
import { applyChanges, SqliteCollection } from './sqlite-collection.ts';
import { CommitQueue } from './sqlite-commit-queue.ts';
import { openDatabase } from './sqlite-database.ts';
import { RecordsTable } from './sqlite-records.ts';
import type { BlobStore, Change, ChangeEvent, Collection, CollectionDefinition, Store } from './store.ts';

/**
 * Opens the embedded store: one SQLite file in write-ahead mode. What a write acknowledged survives kill -9 and power
 * loss. Several processes may use the same file: commits stay atomic and revision checks hold across them, but the
 * change feed tells only what was committed through this store.
 * @param path file name, or `:memory:` for a store that lives as long as the process
 * @throws IncompatibleDatabaseError when the file was written by a newer version or by another program
 */
export function openSqliteStore(path: string): Store {
  return new SqliteStore(openDatabase(path));
}

class SqliteStore implements Store {
  readonly blobs: BlobStore;
  readonly #database: DatabaseSync;
  readonly #records: RecordsTable;
  readonly #queue: CommitQueue;
  readonly #registry = new CollectionRegistry();
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  #closed = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#records = new RecordsTable(database);
    this.#queue = new CommitQueue(database, (event) => this.#emit(event));
    this.blobs = new SqliteBlobs(database, this.#queue);
  }

  collection<T>(definition: CollectionDefinition<T>): Collection<T> {
    this.#registry.declare(definition);
    return new SqliteCollection(definition, this.#records, this.#queue);
  }

  async commit(changes: readonly Change[]): Promise<number> {
    requireDistinct(changes);
    return this.#queue.add((revision) => ({
      result: revision,
      events: applyChanges(this.#records, changes, revision).events,
    }));
  }

  subscribe(listener: (event: ChangeEvent) => void): () => void {
    // A function of its own per subscription: the same listener may subscribe twice.
    const own = (event: ChangeEvent): void => listener(event);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.close();
    this.#database.close();
  }

  #emit(event: ChangeEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // A bug in a listener; the commit is durable all the same and must be acknowledged, the others told.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}

/** The order of two changes to one record within a commit would decide the outcome: surely a mistake of the caller. */
function requireDistinct(changes: readonly Change[]): void {
  const seen = new Set<string>();
  for (const { collection, scope, id } of changes) {
    const key = `${collection}\0${scope.account}\0${scope.region}\0${id}`;
    if (seen.has(key)) throw new TypeError(`${collection}/${id} occurs twice in one commit`);
    seen.add(key);
  }
}
