import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from './log.ts';
import { LogFileWriter } from './log-file-writer.ts';
import { logFileOf, logLine } from './log-group-file.ts';
import type { LogGroup, LogGroups } from './log-groups.ts';

export interface LogLimits {
  /** Bytes of a file, after which the next one is begun. */
  readonly fileSize: number;
  /** Files of one group; the oldest is given up for a new one. */
  readonly files: number;
  /** Characters of events that wait for the disk. Those that come when it is that far behind are dropped, and counted. */
  readonly waiting: number;
  /** Milliseconds that events wait for others, to be written together. */
  readonly delay: number;
}

/** 64 MB a group. */
const DEFAULT_LIMITS: LogLimits = {
  fileSize: 8 * 1024 * 1024,
  files: 8,
  waiting: 16 * 1024 * 1024,
  delay: 100,
};

/** Longest message, as CloudWatch Logs has it; the rest of a longer one is cut off. */
const LONGEST_MESSAGE = 256 * 1024;
/** Characters written at a time. */
const LONGEST_WRITE = 1024 * 1024;
/** Groups whose files are remembered while nothing waits for them. */
const MAXIMUM_IDLE = 1_000;

/** The events of one group on their way to its files. */
interface Queue {
  readonly writer: LogFileWriter;
  lines: string[];
  /** Events that were dropped since the last one that was written. */
  dropped: number;
}

/** Log groups in files below a folder, a line for each event, written in the background. */
export class FileLogGroups implements LogGroups {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'error'>;
  readonly #limits: LogLimits;
  readonly #queues = new Map<string, Queue>();
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(directory: string, clock: Clock, log: Pick<Log, 'error'>, limits: Partial<LogLimits> = {}) {
    this.#directory = directory;
    this.#clock = clock;
    this.#log = log;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  append(group: LogGroup, stream: string, message: string): void {
    const queue = this.#queueOf(group);
    const line = logLine({ time: this.#clock(), stream, message: message.slice(0, LONGEST_MESSAGE) });
    if (this.#waiting + line.length > this.#limits.waiting) {
      queue.dropped++;
    } else {
      queue.lines.push(line);
      this.#waiting += line.length;
    }
    this.#timer ??= setTimeout(() => void this.#flush(), this.#limits.delay).unref();
  }

  /** Writes what waits; nothing is to be added afterwards. */
  async close(): Promise<void> {
    await this.#flush();
  }

  #queueOf(group: LogGroup): Queue {
    const file = logFileOf(group);
    let queue = this.#queues.get(file);
    if (!queue) {
      const { fileSize, files } = this.#limits;
      queue = {
        writer: new LogFileWriter(join(this.#directory, file), fileSize, files),
        lines: [],
        dropped: 0,
      };
      this.#queues.set(file, queue);
    }
    return queue;
  }

  #flush(): Promise<void> {
    this.#writing = this.#writing.then(() => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return this.#writeAll();
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (const [file, queue] of this.#queues) {
      while (queue.lines.length > 0 || queue.dropped > 0) await this.#write(queue);
      if (this.#queues.size > MAXIMUM_IDLE) this.#queues.delete(file);
    }
  }

  async #write(queue: Queue): Promise<void> {
    const { lines, characters } = take(queue.lines);
    const { dropped } = queue;
    queue.dropped = 0;
    try {
      await queue.writer.write(lines.join('') + (dropped > 0 ? this.#noticeOf(dropped) : ''));
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#log.error('Logs of APIs and functions can not be written', { reason });
      }
      this.#failing = true;
    } finally {
      this.#waiting -= characters;
    }
  }

  #noticeOf(dropped: number): string {
    const message = `${dropped} events are missing here: they came faster than the disk takes them`;
    return logLine({ time: this.#clock(), stream: 'alicorn', message });
  }
}

/** Takes the first lines away, as many as are written at a time. */
function take(queue: string[]): { lines: string[]; characters: number } {
  let characters = 0;
  let count = 0;
  for (const line of queue) {
    if (count > 0 && characters + line.length > LONGEST_WRITE) break;
    characters += line.length;
    count++;
  }
  return { lines: queue.splice(0, count), characters };
}
