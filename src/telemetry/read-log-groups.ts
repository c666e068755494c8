import type { Dirent } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logFileOf, olderLogFile, parseLogLine } from './log-group-file.ts';
import type { LogEvent, LogGroup } from './log-groups.ts';

/** More files than any configuration keeps of a group. */
const MAXIMUM_GENERATIONS = 100;
/** Milliseconds between looks at a file that is followed. */
const FOLLOWING = 200;

/** Every group that has events, by account, region and name. @param directory the folder of all logs */
export async function listLogGroups(directory: string): Promise<LogGroup[]> {
  const groups: LogGroup[] = [];
  for (const account of await namesIn(directory, (entry) => entry.isDirectory())) {
    for (const region of await namesIn(join(directory, account), (entry) => entry.isDirectory())) {
      for (const file of await namesIn(join(directory, account, region), (entry) => entry.isFile())) {
        if (!file.endsWith('.log') || /\.\d+\.log$/.test(file)) continue;
        groups.push({ account, region, name: decodeName(file.slice(0, -'.log'.length)) });
      }
    }
  }
  return groups;
}

async function namesIn(directory: string, wanted: (entry: Dirent) => boolean): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter(wanted)
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** The events of a group, oldest first. @param since ms since 1970 */
export async function* readLogEvents(
  directory: string,
  group: LogGroup,
  since = 0,
): AsyncGenerator<LogEvent> {
  const file = join(directory, logFileOf(group));
  yield* filesFrom(file, 0, since);
}

/** The events of a group's files, from the oldest to the one of the given generation. */
async function* filesFrom(file: string, newest: number, since: number): AsyncGenerator<LogEvent> {
  for (let generation = await oldestOf(file); generation >= newest; generation--) {
    const tail = await Tail.open(olderLogFile(file, generation));
    try {
      for await (const event of tail?.read() ?? []) if (event.time >= since) yield event;
    } finally {
      await tail?.close();
    }
  }
}

/** The generation of the oldest file there is; -1 when there is none. */
async function oldestOf(file: string): Promise<number> {
  for (let generation = 0; generation < MAXIMUM_GENERATIONS; generation++) {
    try {
      await stat(olderLogFile(file, generation));
    } catch (error) {
      if (isMissing(error)) return generation - 1;
      throw error;
    }
  }
  return MAXIMUM_GENERATIONS - 1;
}

/** The events of a group as {@link readLogEvents} gives them, and then those that are added, until the signal is aborted. */
export async function* followLogEvents(
  directory: string,
  group: LogGroup,
  since: number,
  signal: AbortSignal,
): AsyncGenerator<LogEvent> {
  const file = join(directory, logFileOf(group));
  yield* filesFrom(file, 1, since);
  let tail = await Tail.open(file);
  try {
    while (!signal.aborted) {
      // Asked before reading: what was written before the file was replaced is read first.
      const replaced = tail === undefined || !(await tail.isAt(file));
      for await (const event of tail?.read() ?? []) if (event.time >= since) yield event;
      if (replaced) {
        await tail?.close();
        tail = await Tail.open(file);
        if (tail) continue;
      }
      await sleep(FOLLOWING, undefined, { signal }).catch(() => {});
    }
  } finally {
    await tail?.close();
  }
}

/** A file that grows while it is read. */
class Tail {
  readonly #handle: FileHandle;
  #position = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Undefined when there is no such file. */
  static async open(file: string): Promise<Tail | undefined> {
    try {
      return new Tail(await open(file));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Whether the path still leads to this file. */
  async isAt(file: string): Promise<boolean> {
    try {
      return (await stat(file)).ino === (await this.#handle.stat()).ino;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** What has been added. */
  async *read(): AsyncGenerator<LogEvent> {
    const chunk = Buffer.alloc(64 * 1024);
    for (;;) {
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      const text = Buffer.concat([this.#rest, chunk.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(0x0a) + 1;
      this.#rest = text.subarray(end);
      for (const line of text.toString('utf8', 0, end).split('\n')) {
        const event = parseLogLine(line);
        if (event) yield event;
      }
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
