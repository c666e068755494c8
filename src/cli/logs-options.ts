import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** The options of `alicorn logs`, checked. */
export interface LogsOptions {
  /** Undefined to list the groups. */
  readonly group: string | undefined;
  readonly dataDirectory: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** ms since 1970. */
  readonly since: number;
  readonly follow: boolean;
  readonly json: boolean;
}

/** Milliseconds. */
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Throws {@link UsageError}. @param now ms since 1970 */
export function parseLogsOptions(args: readonly string[], now: number): LogsOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'data-dir': { type: 'string', default: '.alicorn' },
      account: { type: 'string' },
      region: { type: 'string' },
      since: { type: 'string' },
      follow: { type: 'boolean', short: 'f', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [group, ...others] = positionals;
  if (others.length > 0) throw new UsageError('it takes one log group; quote a name with blanks');
  const { since, follow, json, account, region } = values;
  if (group === undefined && (since !== undefined || follow)) {
    throw new UsageError('--since and --follow need a log group; alicorn logs lists them');
  }
  return {
    group,
    dataDirectory: resolve(values['data-dir']),
    account,
    region,
    since: since === undefined ? 0 : parseSince(since, now),
    follow,
    json,
  };
}

function parseSince(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (UNITS[unit] ?? 0);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(
      '--since takes a time ago, such as 30s, 10m, 2h or 1d, or a date such as 2026-01-31T12:00:00Z',
    );
  }
  return time;
}
