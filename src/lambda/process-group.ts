import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { killEscaped } from './escaped-processes.ts';

/**
 * What `killEscaped` does, for when the gateway itself has been killed; then it kills its own group. Runs without the
 * environment variable that it looks for.
 */
const KILL_ALL = `for file in $(grep -lasF -- "$1" /proc/[0-9]*/environ); do
  pid=\${file#/proc/}
  kill -KILL "\${pid%/environ}"
done
kill -KILL 0`;

/**
 * A background reader in the group waits for the end of descriptor 3, whose other end only the gateway holds. When the
 * gateway is gone, however it went, the reader kills the whole group, itself included. The rest becomes the program,
 * with standard error joined to standard output so that lines stay in order.
 */
const WATCHED = `mark=$1; shift
{ read -r _ <&3; exec env -i PATH="$PATH" /bin/sh -c '${KILL_ALL}' sh "$mark"; } >/dev/null 2>&1 &
exec "$@" 3<&- 2>&1`;

/** How the group's first process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program in a process group of its own: nothing it starts outlives {@link kill}, or the gateway itself. */
export interface ProcessGroup {
  readonly pid: number | undefined;
  /** Standard output and standard error together. */
  readonly output: Readable;
  /** Resolves when the first process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** Resolves when nothing that it started is left either; never rejects. */
  readonly cleared: Promise<void>;
  /** Kills every process of the group at once. Does nothing when they are gone. */
  kill(): void;
}

/**
 * Starts `command` with no more than `environment` as its environment variables.
 * @param options.mark the name of one whose value no other group has
 */
export function startProcessGroup(
  command: readonly string[],
  options: { cwd: string; environment: Record<string, string>; mark: string },
): ProcessGroup {
  const mark = `${options.mark}=${options.environment[options.mark]}`;
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', mark, ...command], {
    cwd: options.cwd,
    env: options.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  const output = child.stdio[1];
  const lifeline = child.stdio[3];
  if (!output || !('read' in output)) throw new Error('the process has no output');
  lifeline?.on('error', () => {});
  output.on('error', () => {});
  const exited = exitOf(child);
  const kill = () => killGroup(child.pid);
  const cleared = exited.then(async () => {
    kill();
    await killEscaped(mark);
    lifeline?.destroy();
  });
  return { pid: child.pid, output, exited, cleared, kill };
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Everything in the group has ended already.
  }
}
