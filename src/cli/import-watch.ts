import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';

/** Editors save in several steps. */
const QUIET_MS = 100;

/** Tells of changes in folders until it is closed; of which file, unless the system does not say. */
export type WatchFolders = (
  folders: readonly string[],
  changed: (folder: string, file: string | null) => void,
) => { close(): void };

/**
 * What is done again and again.
 * @param reads to be told, before anything is waited for, the absolute paths of the files and folders that were read
 */
export type WatchedWork = (reads: (paths: readonly string[]) => void) => Promise<void>;

/** Work that is done again whenever something that it read is saved. */
export interface Watching {
  /** Begins nothing more and lets the work in progress finish. */
  stop(): Promise<void>;
}

/** Does the work, and again when what it read was changed: one at a time, and once for what is saved together. */
export function watchFiles(work: WatchedWork, watchFolders: WatchFolders = watchWithNode): Watching {
  let paths: ReadonlySet<string> = new Set();
  let folders: readonly string[] = [];
  let watcher: { close(): void } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const changed = (folder: string, file: string | null) => {
    if (stopped || (file !== null && !paths.has(folder) && !paths.has(join(folder, file)))) return;
    clearTimeout(timer);
    timer = setTimeout(begin, QUIET_MS);
  };
  const reads = (read: readonly string[]) => {
    if (stopped) return;
    paths = new Set(read);
    const wanted = foldersOf(paths);
    if (watcher !== undefined && wanted.join('\n') === folders.join('\n')) return;
    watcher?.close();
    folders = wanted;
    watcher = watchFolders(wanted, changed);
  };
  const begin = () => {
    running = running.then(() => (stopped ? undefined : work(reads)));
  };
  begin();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      watcher?.close();
      await running;
    },
  };
}

/** Files are watched by their folders: an editor that saves may put a new file in the old one's place. */
function foldersOf(paths: ReadonlySet<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    folders.add(dirname(path));
    if (isFolder(path)) folders.add(path);
  }
  return [...folders].filter(isFolder).sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const watchWithNode: WatchFolders = (folders, changed) => {
  const watchers = folders.map((folder): FSWatcher => {
    const watcher = watch(folder, (_event, file) => changed(folder, file));
    // The folder is gone; what is read next says so.
    watcher.on('error', () => watcher.close());
    return watcher;
  });
  return { close: () => watchers.forEach((one) => void one.close()) };
};
