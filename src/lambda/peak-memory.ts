import { readFile } from 'node:fs/promises';

/** How old (ms) the figure may be when it need not be exact. */
const FRESH = 1000;

/** The most memory that a process had, where Linux tells it (`VmHWM`, proc_pid_status(5)). */
export class PeakMemory {
  /** MB, as of the last {@link refresh}; undefined where the system doesn't tell. */
  megabytes: number | undefined;
  readonly #pid: number | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(pid: number | undefined) {
    this.#pid = pid;
  }

  /** @param exact whether a recent figure will not do */
  async refresh(exact: boolean): Promise<void> {
    const now = performance.now();
    if (!exact && now - this.#readAt < FRESH) return;
    this.#readAt = now;
    try {
      const status = await readFile(`/proc/${this.#pid}/status`, 'latin1');
      const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1];
      if (kilobytes !== undefined) this.megabytes = Math.ceil(Number(kilobytes) / 1024);
    } catch {
      // The process is gone, or this system has no /proc.
    }
  }
}
