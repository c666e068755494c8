import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/**
 * A background reader in the group waits for the end of descriptor 3, whose other end only the gateway holds. When the
 * gateway is gone, however it went, the reader kills the whole group, itself included. The rest becomes the program,
 * with standard error joined to standard output so that lines stay in order.
 */
const WATCHED = '{ read -r _ <&3; kill -KILL 0; } >/dev/null 2>&1 & exec "$@" 3<&- 2>&1';

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
  /** Kills every process of the group at once. Does nothing when they are gone. */
  kill(): void;
}

/** Starts `command` with no more than `environment` as its environment variables. */
export function startProcessGroup(
  command: readonly string[],
  options: { cwd: string; environment: Record<string, string> },
): ProcessGroup {
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', ...command], {
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
  const group = { pid: child.pid, output, exited, kill: () => killGroup(child.pid) };
  exited.then(() => {
    group.kill();
    lifeline?.destroy();
  });
  return group;
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
