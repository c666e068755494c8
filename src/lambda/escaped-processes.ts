import { readdir, readFile } from 'node:fs/promises';

/** Processes that a killed one has just started are found by looking again; so often at most. */
const ROUNDS = 5;

/**
 * Kills the processes that were started with an environment variable, wherever they are by now: one in a session of its
 * own has left its process group and, once its parent has ended, nothing else tells where it came from. Finds what the
 * system shows of processes (proc_pid_environ(5)); without /proc, nothing.
 * @param variable `NAME=value`, of no other process than those meant
 */
export async function killEscaped(variable: string): Promise<void> {
  const mine = scan;
  wanted.add(variable);
  // Environments that end at the same time are looked for together: reading every process is what takes the time.
  if (mine === undefined) {
    scan = killAll().finally(() => {
      scan = undefined;
    });
    return scan;
  }
  await mine;
  if (wanted.has(variable)) await killEscaped(variable);
}

let scan: Promise<void> | undefined;
const wanted = new Set<string>();

async function killAll(): Promise<void> {
  await Promise.resolve();
  const variables = [...wanted].map((variable) => Buffer.from(`${variable}\0`));
  wanted.clear();
  for (let round = 0; round < ROUNDS; round++) {
    const found = await processesWith(variables);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

async function processesWith(variables: readonly Buffer[]): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const pid = Number(name);
      if (!Number.isInteger(pid) || pid === process.pid) return undefined;
      const environment = await readFile(`/proc/${pid}/environ`).catch(() => undefined);
      return variables.some((variable) => environment?.includes(variable)) ? pid : undefined;
    }),
  );
  return found.filter((pid) => pid !== undefined);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
