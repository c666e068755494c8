import type { DatabaseSync } from 'node:sqlite';
import type { ChangeEvent } from './store.ts';

/** At most this many commits share one transaction, so that one flush does not hold up the event loop for long. */
const LARGEST_GROUP = 500;

/** Work of one commit: writes through the database's statements and tells what it changed. */
export type Work<R> = (revision: number) => { readonly result: R; readonly events: readonly ChangeEvent[] };

interface Job {
  /** Runs within the transaction. */
  readonly run: (revision: number) => readonly ChangeEvent[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: the commits that arrive in one turn of the event loop share one SQLite transaction and so one sync to
 * disk. Each runs in a savepoint of its own: one that fails is undone alone. Nothing resolves before it is durable.
 */
export class CommitQueue {
  readonly #database: DatabaseSync;
  readonly #emit: (event: ChangeEvent) => void;
  readonly #readRevision;
  readonly #writeRevision;
  #waiting: Job[] = [];
  #scheduled = false;
  #closed = false;

  constructor(database: DatabaseSync, emit: (event: ChangeEvent) => void) {
    this.#database = database;
    this.#emit = emit;
    this.#readRevision = database.prepare('SELECT revision FROM store_revision');
    this.#writeRevision = database.prepare('UPDATE store_revision SET revision = ?');
  }

  /** Resolves with the work's result when it is durable, after the listeners of the change feed were told. */
  add<R>(work: Work<R>): Promise<R> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'));
    return new Promise<R>((resolve, reject) => {
      let outcome: { result: R } | undefined;
      this.#waiting.push({
        run: (revision) => {
          const { result, events } = work(revision);
          outcome = { result };
          return events;
        },
        resolve: () => outcome && resolve(outcome.result),
        reject,
      });
      this.#schedule();
    });
  }

  /** Does everything that waits, then takes nothing more. */
  close(): void {
    this.#closed = true;
    while (this.#waiting.length > 0) this.#commitGroup(this.#waiting.splice(0, LARGEST_GROUP));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commitGroup(this.#waiting.splice(0, LARGEST_GROUP));
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #commitGroup(group: readonly Job[]): void {
    if (group.length === 0) return;
    const done: Job[] = [];
    const events: ChangeEvent[] = [];
    const failed = new Map<Job, unknown>();
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const start = this.#revision();
      let revision = start;
      for (const job of group) {
        try {
          events.push(...this.#inSavepoint(job, revision + 1));
          revision += 1;
          done.push(job);
        } catch (error) {
          // SQLite ends the whole transaction by itself on some errors (disk full, I/O): then all of it is lost.
          if (!this.#database.isTransaction) throw error;
          failed.set(job, error);
        }
      }
      if (revision > start) this.#writeRevision.run(revision);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      for (const job of group) job.reject(failed.get(job) ?? error);
      return;
    }
    for (const event of events) this.#emit(event);
    for (const job of done) job.resolve();
    for (const [job, error] of failed) job.reject(error);
  }

  #inSavepoint(job: Job, revision: number): readonly ChangeEvent[] {
    this.#database.exec('SAVEPOINT one_commit');
    try {
      const events = job.run(revision);
      this.#database.exec('RELEASE one_commit');
      return events;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK TO one_commit; RELEASE one_commit');
      throw error;
    }
  }

  #revision(): number {
    const revision = this.#readRevision.get()?.revision;
    if (typeof revision !== 'number') throw new TypeError('the database holds no revision');
    return revision;
  }
}
