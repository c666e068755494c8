import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate, migrations } from './sqlite-migrations.ts';

/** How long a writer waits for another process's transaction before it fails, in ms. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens the database file, making it (mode 0600) and its directory (mode 0700) where missing, and brings it to the
 * newest form. A directory that exists keeps its mode.
 * @param path file name, or `:memory:`
 * @param list the newest form, where it is not the present one
 */
export function openDatabase(path: string, list = migrations): DatabaseSync {
  const inMemory = path === ':memory:';
  if (!inMemory) prepareFile(resolve(path));
  const database = new DatabaseSync(inMemory ? path : resolve(path), { timeout: BUSY_TIMEOUT });
  try {
    configure(database, inMemory);
    migrate(database, list);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** SQLite gives the -wal and -shm files the mode of the database file, so setting that one is enough. */
function prepareFile(path: string): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (existsSync(path)) {
    chmodSync(path, 0o600);
    return;
  }
  closeSync(openSync(path, 'a', 0o600));
  syncDirectory(directory);
}

/** Makes the new file's name survive a power loss. Windows has no such call and does not need it. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * WAL with synchronous=FULL syncs the log on every commit: a commit that returned survives power loss
 * (https://www.sqlite.org/pragma.html#pragma_synchronous). fullfsync is for macOS, where fsync alone does not reach
 * the disk.
 */
function configure(database: DatabaseSync, inMemory: boolean): void {
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (!inMemory && mode !== 'wal')
    throw new Error(`the file system does not support SQLite's WAL (it gave ${mode})`);
  database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA trusted_schema = OFF');
}
