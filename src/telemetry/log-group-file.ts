import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { LogEvent, LogGroup } from './log-groups.ts';

/** File systems take 255 bytes; a number and an ending follow. */
const LONGEST_NAME = 200;
const KEPT_OF_LONG_NAME = 130;

/**
 * The file of a group's newest events, below the folder of all logs: `ACCOUNT/REGION/NAME.log`, with the group's name
 * percent-encoded. A name that is too long for a file ends in its hash.
 */
export function logFileOf({ account, region, name }: LogGroup): string {
  const encoded = encodeURIComponent(name);
  if (encoded.length <= LONGEST_NAME) return join(account, region, `${encoded}.log`);
  const hash = createHash('sha256').update(name).digest('hex');
  return join(account, region, `${encoded.slice(0, KEPT_OF_LONG_NAME)}~${hash}.log`);
}

/** Where the events go that are `generation` files older: 0 is the file itself. */
export function olderLogFile(file: string, generation: number): string {
  return generation === 0 ? file : `${file.slice(0, -'.log'.length)}.${generation}.log`;
}

/** A line of a log file, with its line feed. There is no line feed in it, whatever the message has. */
export function logLine({ time, stream, message }: LogEvent): string {
  return `{"t":${time},"s":${JSON.stringify(stream)},"m":${JSON.stringify(message)}}\n`;
}

/** Undefined for a line that was not written whole. */
export function parseLogLine(line: string): LogEvent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  if (!('t' in parsed && 's' in parsed && 'm' in parsed)) return undefined;
  const { t: time, s: stream, m: message } = parsed;
  if (typeof time !== 'number' || typeof stream !== 'string' || typeof message !== 'string') return undefined;
  return { time, stream, message };
}
