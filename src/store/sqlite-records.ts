import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { endOfPrefix } from './prefix-range.ts';
import { type Change, type ListOptions, RevisionConflictError, type Scope } from './store.ts';

/** A record as the table holds it. */
export interface Row {
  readonly scope: Scope;
  readonly id: string;
  readonly version: number;
  readonly revision: number;
  readonly json: string;
}

/** What one change did to the table. */
export type Effect = 'written' | 'deleted' | 'nothing';

const COLUMNS = 'account, region, id, version, revision, json';

const WHERE = 'WHERE collection = ? AND account = ? AND region = ?';

/**
 * One lower and one upper bound: SQLite looks for nothing outside of them. With two lower bounds, or one that may be
 * missing, it would read the whole collection.
 */
export const LIST = `SELECT ${COLUMNS} FROM records ${WHERE} AND id >= max(?4, ?5) AND id <> ?5 AND id < ?6 ORDER BY id LIMIT ?7`;

/** SQLite orders blobs after all text. https://www.sqlite.org/datatype3.html#comparisons */
const AFTER_ALL_TEXT = new Uint8Array();

/** The `records` table, by prepared statements. SQLite compares text as the bytes of its UTF-8. */
export class RecordsTable {
  readonly #get;
  readonly #find;
  readonly #list;
  readonly #listAll;
  readonly #revision;
  readonly #put;
  readonly #delete;

  constructor(database: DatabaseSync) {
    this.#get = database.prepare(`SELECT ${COLUMNS} FROM records ${WHERE} AND id = ?`);
    this.#find = database.prepare(
      `SELECT ${COLUMNS} FROM records WHERE collection = ? AND id = ? AND local = 0 ORDER BY account, region`,
    );
    this.#list = database.prepare(LIST);
    this.#listAll = database.prepare(
      `SELECT ${COLUMNS} FROM records WHERE collection = ? ORDER BY account, region, id`,
    );
    this.#revision = database.prepare(`SELECT revision FROM records ${WHERE} AND id = ?`);
    this.#put = database.prepare(
      `INSERT INTO records (collection, account, region, id, version, revision, json, local)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE
       SET version = excluded.version, revision = excluded.revision, json = excluded.json, local = excluded.local`,
    );
    this.#delete = database.prepare(`DELETE FROM records ${WHERE} AND id = ?`);
  }

  get(collection: string, scope: Scope, id: string): Row | undefined {
    const row = this.#get.get(collection, scope.account, scope.region, id);
    return row && toRow(row);
  }

  find(collection: string, id: string): Row[] {
    return this.#find.all(collection, id).map(toRow);
  }

  list(collection: string, scope: Scope, options: ListOptions): Row[] {
    const { prefix = '', after = '', limit = -1 } = options;
    const end = endOfPrefix(prefix) ?? AFTER_ALL_TEXT;
    return this.#list.all(collection, scope.account, scope.region, prefix, after, end, limit).map(toRow);
  }

  listAll(collection: string): Row[] {
    return this.#listAll.all(collection).map(toRow);
  }

  /** Carries out one change. Throws {@link RevisionConflictError}; the caller then undoes the whole commit. */
  apply(change: Change, revision: number): Effect {
    const { collection, scope, id } = change;
    const present = this.#revision.get(collection, scope.account, scope.region, id)?.revision ?? 0;
    if (change.ifRevision !== undefined && change.ifRevision !== present)
      throw new RevisionConflictError(change);
    if (change.json === undefined) {
      if (present === 0) return 'nothing';
      this.#delete.run(collection, scope.account, scope.region, id);
      return 'deleted';
    }
    const { version, json, local = false } = change;
    this.#put.run(collection, scope.account, scope.region, id, version, revision, json, Number(local));
    return 'written';
  }
}

function toRow(row: Record<string, SQLOutputValue>): Row {
  const { account, region, id, version, revision, json } = row;
  return {
    scope: { account: text(account), region: text(region) },
    id: text(id),
    version: Number(version),
    revision: Number(revision),
    json: text(json),
  };
}

function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('the database holds something else than text');
  return value;
}
