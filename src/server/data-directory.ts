import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Where a gateway keeps everything that must survive it. */
export interface DataDirectory {
  readonly path: string;
  /** The SQLite database. */
  readonly database: string;
  /** Unpacked Lambda code; may be deleted while the gateway is stopped. */
  readonly code: string;
  /** Log groups of APIs and functions. */
  readonly logs: string;
  /** The root access key, readable by its owner alone. */
  readonly rootKey: string;
  /** Lets the next gateway have the directory. */
  release(): void;
}

/** Thrown with a message that says what to do. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

const DATABASE = 'alicorn.db';
const LOCK = 'gateway.lock';

/**
 * Creates the directory where it is missing (mode 0700) and claims it for this process: two gateways over one SQLite
 * file would each trust a cache that the other makes stale. A directory with other things in it is refused: closing it
 * to others could take away from them what is theirs.
 */
export function openDataDirectory(path: string): DataDirectory {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const entries = readdirSync(path);
    if (entries.length > 0 && !entries.includes(DATABASE) && !entries.includes(LOCK)) {
      throw new Error('it holds other things than the data of a gateway');
    }
    chmodSync(path, 0o700);
  } catch (error) {
    throw new DataDirectoryError(
      `cannot use ${path} as the data directory: ${error instanceof Error ? error.message : error}. ` +
        'Choose another with --data-dir.',
    );
  }
  const release = claim(path);
  return {
    path,
    database: join(path, DATABASE),
    code: join(path, 'code'),
    logs: logsFolder(path),
    rootKey: join(path, 'credentials'),
    release,
  };
}

/** Where the log groups of a data directory are. */
export function logsFolder(path: string): string {
  return join(path, 'logs');
}

/** SQLite's lock on a file of its own: the operating system lifts it when this process ends, however it ends. */
function claim(path: string): () => void {
  const lock = new DatabaseSync(join(path, LOCK), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new DataDirectoryError(
      `${path} is in use by another gateway. Stop that one, or choose another directory with --data-dir.`,
    );
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}
