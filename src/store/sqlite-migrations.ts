import type { DatabaseSync } from 'node:sqlite';

/** Marks the file as ours in SQLite's header: `Alic`. https://www.sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x416c6963;

/**
 * The database's own history: entry n brings a database with `user_version` n to n + 1. Entries are never changed
 * once released, only added. (The form of documents is versioned apart from this, per collection.)
 */
export const migrations: readonly string[] = [
  `CREATE TABLE records (
     collection TEXT NOT NULL,
     account TEXT NOT NULL,
     region TEXT NOT NULL,
     id TEXT NOT NULL,
     version INTEGER NOT NULL,
     revision INTEGER NOT NULL,
     json TEXT NOT NULL,
     PRIMARY KEY (collection, account, region, id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX records_by_id ON records (collection, id);
   CREATE TABLE store_revision (
     only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
     revision INTEGER NOT NULL
   ) STRICT;
   INSERT INTO store_revision VALUES (1, 0);
   CREATE TABLE blobs (name TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT;`,
  `ALTER TABLE records ADD COLUMN local INTEGER NOT NULL DEFAULT 0;
   DROP INDEX records_by_id;
   CREATE INDEX records_by_id ON records (collection, id) WHERE local = 0;`,
];

/** Thrown when a file can't be served by this program; the text says why and what to do. */
export class IncompatibleDatabaseError extends Error {
  override readonly name = 'IncompatibleDatabaseError';
}

/**
 * Brings the database to the newest form, atomically; safe when two processes open the same new file at once.
 * Throws {@link IncompatibleDatabaseError} for a file of another program or of a newer version of this one.
 */
export function migrate(database: DatabaseSync, list: readonly string[] = migrations): void {
  if (isCurrent(database, list)) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const from = userVersion(database);
    for (const step of list.slice(from)) database.exec(step);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${list.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function isCurrent(database: DatabaseSync, list: readonly string[]): boolean {
  const version = userVersion(database);
  const application = pragma(database, 'application_id');
  const isNew = version === 0 && application === 0 && isEmpty(database);
  if (!isNew && application !== APPLICATION_ID) {
    throw new IncompatibleDatabaseError('the file is a database of another program');
  }
  if (version > list.length) {
    throw new IncompatibleDatabaseError(
      `the database has form ${version}, this version of Alicorn knows forms up to ${list.length}: ` +
        'use the newer Alicorn that wrote it, or another data directory',
    );
  }
  return version === list.length;
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

function userVersion(database: DatabaseSync): number {
  return pragma(database, 'user_version');
}

function pragma(database: DatabaseSync, name: string): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name];
  if (typeof value !== 'number') throw new TypeError(`PRAGMA ${name} gave no number`);
  return value;
}
