import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { CommitQueue } from './sqlite-commit-queue.ts';
import type { BlobStore } from './store.ts';

/** The `blobs` table. */
export class SqliteBlobs implements BlobStore {
  readonly #queue: CommitQueue;
  readonly #insert;
  readonly #select;
  readonly #delete;

  constructor(database: DatabaseSync, queue: CommitQueue) {
    this.#queue = queue;
    this.#insert = database.prepare('INSERT INTO blobs (name, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.#select = database.prepare('SELECT bytes FROM blobs WHERE name = ?');
    this.#delete = database.prepare('DELETE FROM blobs WHERE name = ?');
  }

  async put(bytes: Uint8Array): Promise<string> {
    // The caller may change its buffer before the transaction runs; the name must stay true.
    const copy = Uint8Array.from(bytes);
    const name = createHash('sha256').update(copy).digest('hex');
    return this.#queue.add(() => {
      this.#insert.run(name, copy);
      return { result: name, events: [] };
    });
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const bytes = this.#select.get(name)?.bytes;
    return bytes instanceof Uint8Array ? bytes : undefined;
  }

  async delete(name: string): Promise<void> {
    await this.#queue.add(() => {
      this.#delete.run(name);
      return { result: undefined, events: [] };
    });
  }
}
