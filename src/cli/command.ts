import type { Writable } from 'node:stream';

/** What a command may touch of the process, so that tests can stand in for it. */
export interface CommandIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly stdin: NodeJS.ReadableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One word of the command line: `alicorn NAME ...`. */
export interface Command {
  readonly name: string;
  /** One line for `alicorn --help`. */
  readonly summary: string;
  /** What `alicorn NAME --help` prints. */
  readonly help: string;
  /** Gives the exit code: 0 done, 1 failed, 2 wrongly called. Throws {@link UsageError} for the last. */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

/** The command line says something that cannot be done; the message says what and what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
