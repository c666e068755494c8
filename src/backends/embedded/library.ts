import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../telemetry/log.ts';
import { BackendError, type BackendResponse } from '../backend.ts';
import { readableOf } from '../backend-response.ts';
import { LibraryError, LibraryWorker } from './library-worker.ts';
import type { LibraryAnswer, LibraryRequest } from './messages.ts';

/** A library with a store per account and region. */
export class Library {
  readonly #directory: string;
  readonly #worker: LibraryWorker;

  /**
   * @param directory where its stores are
   * @param script its worker's module, by its TypeScript name
   */
  constructor(directory: string, script: URL, log: Log) {
    this.#directory = directory;
    this.#worker = new LibraryWorker(script, log);
  }

  async send(
    owner: { readonly account: string; readonly region: string },
    request: LibraryRequest,
    signal: AbortSignal,
  ): Promise<BackendResponse> {
    const { status, rawHeaders, body } = await this.answer(owner, request, signal);
    return { status, rawHeaders, body: readableOf(body) };
  }

  /** Throws BackendError, and the signal's reason. */
  async answer(
    { account, region }: { readonly account: string; readonly region: string },
    request: LibraryRequest,
    signal: AbortSignal,
  ): Promise<LibraryAnswer> {
    // Both become names of directories.
    if (!/^[0-9]{12}$/.test(account)) throw new BackendError(`${JSON.stringify(account)} is no account`);
    if (!/^[a-z0-9-]{1,32}$/.test(region)) throw new BackendError(`${JSON.stringify(region)} is no region`);
    const directory = join(this.#directory, account, region);
    try {
      return await this.#worker.request({ account, region, directory }, request, signal);
    } catch (error) {
      if (error instanceof LibraryError)
        throw new BackendError(`the embedded service failed: ${error.message}`);
      throw error;
    }
  }

  /** Whether somebody has used the store of an account and region yet: asking one makes it. */
  has({ account, region }: { readonly account: string; readonly region: string }): boolean {
    return existsSync(join(this.#directory, account, region));
  }

  close(): Promise<void> {
    return this.#worker.close();
  }
}
