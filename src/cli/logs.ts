import { setTimeout as sleep } from 'node:timers/promises';
import { logsFolder } from '../server/data-directory.ts';
import type { LogEvent, LogGroup } from '../telemetry/log-groups.ts';
import { followLogEvents, listLogGroups, readLogEvents } from '../telemetry/read-log-groups.ts';
import { type Command, type CommandIo, UsageError } from './command.ts';
import { type LogsOptions, parseLogsOptions } from './logs-options.ts';

/** Milliseconds between looks for a group that does not exist yet. */
const WAITING = 200;

const help = `alicorn logs: print what APIs and functions log

usage: alicorn logs [GROUP] [OPTIONS]

Without GROUP it lists the log groups:
  API-Gateway-Execution-Logs_API/STAGE   executions, where a stage's method settings have a logging level
  NAME                                   accesses, where a stage's access log settings name arn:aws:logs:...:log-group:NAME
  /aws/lambda/FUNCTION                   what a function prints

  --since WHEN         events since 30s, 10m, 2h or 1d ago, or since a date such as 2026-01-31T12:00:00Z
  -f, --follow         go on with what comes, until Ctrl-C
  --json               one JSON object a line: time, group, stream, message
  --account ID         the group of this account, where several have one of that name
  --region REGION      the group of this region
  --data-dir DIR       the gateway's data directory (default .alicorn); it need not run

Exit code: 0 done, 1 failed, 2 wrongly called.
`;

/** `alicorn logs` */
export const logsCommand: Command = {
  name: 'logs',
  summary: 'print what APIs and functions log',
  help,
  async run(args, io) {
    const options = parseLogsOptions(args, Date.now());
    const folder = logsFolder(options.dataDirectory);
    const { group: name } = options;
    if (name === undefined) return list((await listLogGroups(folder)).filter(isIn(options)), options, io);
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    // A reader who has seen enough, such as head, is no failure.
    io.stdout.once('error', onSignal);
    try {
      const group = await findGroup(folder, name, options, stop.signal, io);
      if (group) await print(folder, group, options, stop.signal, io);
      return group || stop.signal.aborted ? 0 : 1;
    } finally {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    }
  },
};

/** The group of that name; one that is to be followed is waited for. Says on stderr why there is none. */
async function findGroup(
  folder: string,
  name: string,
  options: LogsOptions,
  signal: AbortSignal,
  io: CommandIo,
): Promise<LogGroup | undefined> {
  for (let told = false; !signal.aborted; told = true) {
    const all = await listLogGroups(folder);
    const wanted = all.filter((group) => group.name === name).filter(isIn(options));
    if (wanted.length > 1) {
      throw new UsageError(
        `--account ID or --region REGION says which one of ${wanted.map(placeOf).join(', ')}`,
      );
    }
    if (wanted[0]) return wanted[0];
    const why = `${options.dataDirectory} has no log group ${JSON.stringify(name)}`;
    if (!options.follow) {
      io.stderr.write(`alicorn logs: ${why}; alicorn logs lists those there are\n`);
      return undefined;
    }
    if (!told) io.stderr.write(`alicorn logs: ${why} yet; waiting for its first event\n`);
    await sleep(WAITING, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

function isIn({ account, region }: LogsOptions): (group: LogGroup) => boolean {
  return (group) =>
    (account === undefined || group.account === account) && (region === undefined || group.region === region);
}

function placeOf({ account, region }: LogGroup): string {
  return `${account}/${region}`;
}

function list(groups: readonly LogGroup[], { json, dataDirectory }: LogsOptions, io: CommandIo): number {
  if (groups.length === 0 && !json)
    io.stderr.write(`alicorn logs: nothing has been logged in ${dataDirectory} yet\n`);
  const oneScope = new Set(groups.map(placeOf)).size <= 1;
  for (const { account, region, name } of groups) {
    if (json) io.stdout.write(`${JSON.stringify({ account, region, name })}\n`);
    else io.stdout.write(`${oneScope ? '' : `${account} ${region} `}${legible(name)}\n`);
  }
  return 0;
}

async function print(
  folder: string,
  group: LogGroup,
  options: LogsOptions,
  signal: AbortSignal,
  io: CommandIo,
): Promise<void> {
  const render = options.json ? jsonLine(group) : textLine;
  const events = options.follow
    ? followLogEvents(folder, group, options.since, signal)
    : readLogEvents(folder, group, options.since);
  for await (const event of events) {
    if (signal.aborted) break;
    await write(io, render(event));
  }
}

/** Waits for slow readers instead of holding the whole log in memory. */
async function write({ stdout }: CommandIo, text: string): Promise<void> {
  if (stdout.write(text) || stdout.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      stdout.off('drain', done).off('error', done).off('close', done);
      resolve();
    };
    stdout.once('drain', done).once('error', done).once('close', done);
  });
}

function jsonLine({ name }: LogGroup): (event: LogEvent) => string {
  return ({ time, stream, message }) =>
    `${JSON.stringify({ time: new Date(time).toISOString(), group: name, stream, message })}\n`;
}

/** An event begins with its time; further lines of it are indented, so that no message can pass for another event. */
function textLine({ time, message }: LogEvent): string {
  const lines = message.replace(/\r?\n$/, '').split(/\r?\n/);
  return `${new Date(time).toISOString()} ${lines.map(legible).join('\n    ')}\n`;
}

/** What drives a terminal is shown and not done. */
function legible(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\t' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
