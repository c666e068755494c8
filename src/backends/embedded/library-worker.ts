import { Worker } from 'node:worker_threads';
import type { Log } from '../../telemetry/log.ts';
import type { FromWorker, InstanceName, LibraryAnswer, LibraryRequest, ToWorker } from './messages.ts';

/** Longer than the longest poll of a queue (20 s). */
const REQUEST_TIMEOUT = 40_000;
/** How often a worker with requests is asked whether it is alive, and how long it may take to say so, in ms. */
const PATIENCE = { pingInterval: 2_000, pongTimeout: 5_000 };
/** How long closing may take before the worker is ended anyway. */
const CLOSE_TIMEOUT = 15_000;
/** Requests waiting at one time; each holds its body. */
const MAXIMUM_PENDING = 1_000;
const MEMORY_LIMIT_MB = 1_024;

/** A request was not answered: the library failed, hung or is asked too much. */
export class LibraryError extends Error {
  override readonly name = 'LibraryError';
}

interface Pending {
  resolve(answer: LibraryAnswer): void;
  reject(error: LibraryError): void;
}

/**
 * A library in a thread of its own, so that what blocks or ends it (synchronous writes, hostile requests) neither blocks
 * nor ends the gateway. Started at the first request, and again by the next one after it has ended.
 */
export class LibraryWorker {
  readonly #script: URL;
  readonly #log: Log;
  readonly #patience: typeof PATIENCE;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;
  #closed = false;
  #watch: NodeJS.Timeout | undefined;
  #onPong: (() => void) | undefined;

  /** @param script the worker's module, by its TypeScript name */
  constructor(script: URL, log: Log, patience = PATIENCE) {
    // Built, every module is JavaScript.
    this.#script = import.meta.url.endsWith('.ts') ? script : new URL(script.href.replace(/\.ts$/, '.js'));
    this.#log = log;
    this.#patience = patience;
  }

  /** Throws LibraryError, and the signal's reason when it is aborted. */
  async request(
    instance: InstanceName,
    request: LibraryRequest,
    signal: AbortSignal,
  ): Promise<LibraryAnswer> {
    signal.throwIfAborted();
    if (this.#closed) throw new LibraryError('the gateway is stopping');
    if (this.#pending.size >= MAXIMUM_PENDING) throw new LibraryError('too many requests at this moment');
    this.#worker ??= this.#start();
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<LibraryAnswer>();
    const timeout = () => reject(new LibraryError(`no answer within ${REQUEST_TIMEOUT / 1000} s`));
    const timer = setTimeout(timeout, REQUEST_TIMEOUT);
    this.#watch ??= setInterval(() => this.#probe(), this.#patience.pingInterval);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    this.#pending.set(id, { resolve, reject });
    this.#say({ kind: 'request', id, instance, request });
    try {
      return await promise;
    } finally {
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.#stopWatching();
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Lets the library close its stores. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#say({ kind: 'close' });
    const timer = setTimeout(() => void worker.terminate(), CLOSE_TIMEOUT);
    await ended;
    clearTimeout(timer);
  }

  #start(): Worker {
    const worker = new Worker(this.#script, {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
    });
    worker.on('message', (message: FromWorker) => this.#hear(message));
    let why = 'it ended';
    worker.on('error', (error: unknown) => {
      why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      if (this.#closed) return;
      this.#log.error('an embedded library failed; it is started again with the next request', {
        library: this.#script.pathname.split('/').at(-1) ?? '',
        why,
      });
      for (const { reject } of this.#pending.values()) reject(new LibraryError('the library failed'));
    });
    return worker;
  }

  #say(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'pong') {
      this.#onPong?.();
      return;
    }
    const pending = this.#pending.get(message.id);
    if (message.kind === 'answer') pending?.resolve(message.answer);
    else pending?.reject(new LibraryError(message.message));
  }

  #stopWatching(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  /** Ends a worker that hangs. */
  #probe(): void {
    const worker = this.#worker;
    if (worker === undefined || this.#onPong !== undefined) return;
    const timer = setTimeout(() => {
      this.#onPong = undefined;
      void worker.terminate();
    }, this.#patience.pongTimeout);
    this.#onPong = () => {
      this.#onPong = undefined;
      clearTimeout(timer);
    };
    this.#say({ kind: 'ping' });
  }
}
