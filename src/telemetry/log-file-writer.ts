import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { olderLogFile } from './log-group-file.ts';

/** Adds lines to the files of one log group, and keeps to the size that these may have together. */
export class LogFileWriter {
  readonly #file: string;
  readonly #fileSize: number;
  readonly #files: number;
  /** Bytes; undefined before the file has been looked at. */
  #size: number | undefined;

  /**
   * @param fileSize bytes of a file, after which the next one is begun
   * @param files how many there may be; the oldest is given up for a new one
   */
  constructor(file: string, fileSize: number, files: number) {
    this.#file = file;
    this.#fileSize = fileSize;
    this.#files = files;
  }

  /** One call at a time. Throws what the file system throws; some of the lines may have been written then. */
  async write(lines: string): Promise<void> {
    let text = lines;
    if (this.#size === undefined) {
      this.#size = await this.#open();
      // What an earlier process wrote may end in the middle of a line.
      if (this.#size > 0) text = `\n${lines}`;
    }
    const bytes = Buffer.from(text);
    if (this.#size > 0 && this.#size + bytes.length > this.#fileSize) await this.#rotate();
    try {
      await appendFile(this.#file, bytes, { mode: 0o600 });
      this.#size += bytes.length;
    } catch (error) {
      this.#size = undefined;
      throw error;
    }
  }

  async #open(): Promise<number> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    try {
      return (await stat(this.#file)).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }

  async #rotate(): Promise<void> {
    for (let generation = this.#files - 1; generation > 0; generation--) {
      try {
        await rename(olderLogFile(this.#file, generation - 1), olderLogFile(this.#file, generation));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    this.#size = 0;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
