import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { JsonObject } from '../definition/json.ts';
import type { HistoryEventRecord, TaskRequest, WorkerAnswer, WorkerRequest } from './messages.ts';

const FILE = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
/** Memory of one worker, in MB. What needs more ends with its worker. */
const MAXIMUM_HEAP = 256;
/** A worker that runs nothing for so long is ended, ms. */
const IDLE = 60_000;
/** A worker that does not answer for so long is ended with all that it runs, ms. */
const PATIENCE = 20_000;
/** It is asked so often within that time. */
const PINGS = 10;

/** How a run ended. */
export type Outcome =
  | { readonly kind: 'succeeded'; readonly output: string }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string };

/** One execution as the engine sees it. */
export interface Job {
  readonly definition: string;
  readonly input: string;
  readonly context: JsonObject;
  /** Absent: no history is told. */
  readonly maximumEvents?: number;
  readonly onEvent?: (event: HistoryEventRecord) => void;
  /** Rejects with {@link TaskFailure}; anything else is a fault of ours. */
  readonly runTask: (request: TaskRequest) => Promise<string>;
}

/** A task failed, as Retry and Catch of its state see it. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly error: string;
  /** Whether Retry and Catch may handle it. */
  readonly handled: boolean;

  constructor(error: string, cause: string, handled: boolean = true) {
    super(cause);
    this.error = error;
    this.handled = handled;
  }
}

export interface Running {
  readonly outcome: Promise<Outcome>;
  /** Ends it: its outcome is a failure that says nothing. */
  abort(): void;
}

/** The threads that run state machines, each started when it is first needed. */
export class Workers {
  readonly #workers: (EngineWorker | undefined)[];

  readonly #patience: number;

  constructor({
    count = Math.min(4, Math.max(2, availableParallelism())),
    patience = PATIENCE,
  }: {
    readonly count?: number;
    /** ms */
    readonly patience?: number;
  } = {}) {
    this.#patience = patience;
    this.#workers = new Array(count).fill(undefined);
  }

  /** Runs with the same key share a worker, so that a machine that hogs it only delays those beside it. */
  run(key: string, job: Job): Running {
    return this.#workerOf(key).run(job);
  }

  /** What is wrong with a definition; undefined when nothing is. */
  async validate(definition: string): Promise<string | undefined> {
    return this.#workerOf(definition).validate(definition);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker?.close()));
  }

  #workerOf(key: string): EngineWorker {
    let hash = 0;
    for (let index = 0; index < Math.min(key.length, 256); index++)
      hash = (hash * 31 + key.charCodeAt(index)) >>> 0;
    const index = hash % this.#workers.length;
    const present = this.#workers[index];
    if (present && !present.ended) return present;
    const worker = new EngineWorker(this.#patience);
    this.#workers[index] = worker;
    return worker;
  }
}

interface Run {
  readonly job?: Job;
  readonly settle: (answer: WorkerAnswer | { readonly kind: 'ended' }) => void;
}

class EngineWorker {
  readonly #worker = new Worker(FILE, {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAXIMUM_HEAP },
    name: 'state machines',
  });
  readonly #runs = new Map<number, Run>();
  readonly #patience: number;
  #last = 0;
  #heard = performance.now();
  #watch: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  ended = false;

  constructor(patience: number) {
    this.#patience = patience;
    this.#worker.on('message', (answer: WorkerAnswer) => this.#onAnswer(answer));
    this.#worker.on('error', () => this.#end());
    this.#worker.on('exit', () => this.#end());
    this.#worker.unref();
  }

  run(job: Job): Running {
    const run = ++this.#last;
    const outcome = new Promise<Outcome>((resolve) => {
      const settle: Run['settle'] = (answer) => {
        if (answer.kind === 'succeeded' || answer.kind === 'failed') resolve(answer);
        else resolve({ kind: 'failed', error: 'States.Runtime', cause: ENDED });
      };
      this.#begin(run, { job, settle });
    });
    const { definition, input, context, maximumEvents } = job;
    this.#send({
      kind: 'run',
      run,
      definition,
      input,
      context,
      ...(maximumEvents !== undefined && { maximumEvents }),
    });
    return { outcome, abort: () => this.#send({ kind: 'abort', run }) };
  }

  validate(definition: string): Promise<string | undefined> {
    const run = ++this.#last;
    return new Promise((resolve) => {
      const settle: Run['settle'] = (answer) =>
        resolve(answer.kind === 'validated' ? answer.problems : ENDED);
      this.#begin(run, { settle });
      this.#send({ kind: 'validate', run, definition });
    });
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.#worker.terminate();
  }

  #begin(run: number, entry: Run): void {
    clearTimeout(this.#idle);
    if (this.#runs.size === 0) {
      this.#heard = performance.now();
      this.#watch = setInterval(() => this.#ping(), this.#patience / PINGS);
      this.#watch.unref();
    }
    this.#runs.set(run, entry);
  }

  #ping(): void {
    if (performance.now() - this.#heard > this.#patience) void this.close();
    else this.#send({ kind: 'ping' });
  }

  #send(request: WorkerRequest): void {
    if (!this.ended) this.#worker.postMessage(request);
  }

  #onAnswer(answer: WorkerAnswer): void {
    this.#heard = performance.now();
    switch (answer.kind) {
      case 'pong':
        break;
      case 'event':
        this.#runs.get(answer.run)?.job?.onEvent?.(answer.event);
        break;
      case 'task':
        void this.#runTask(answer.run, answer.task, answer.request);
        break;
      default:
        this.#runs.get(answer.run)?.settle(answer);
        this.#finish(answer.run);
    }
  }

  async #runTask(run: number, task: number, request: TaskRequest): Promise<void> {
    try {
      const job = this.#runs.get(run)?.job;
      if (!job) return;
      const output = await job.runTask(request);
      this.#send({ kind: 'task-succeeded', task, output });
    } catch (thrown) {
      const { error, message, handled } =
        thrown instanceof TaskFailure
          ? thrown
          : new TaskFailure('States.Runtime', 'The task could not be run.', false);
      this.#send({ kind: 'task-failed', task, error, cause: message, handled });
    }
  }

  #finish(run: number): void {
    this.#runs.delete(run);
    if (this.#runs.size > 0) return;
    clearInterval(this.#watch);
    this.#idle = setTimeout(() => void this.close(), IDLE);
    this.#idle.unref();
  }

  #end(): void {
    this.ended = true;
    clearInterval(this.#watch);
    clearTimeout(this.#idle);
    for (const { settle } of this.#runs.values()) settle({ kind: 'ended' });
    this.#runs.clear();
  }
}

const ENDED = 'The engine was ended: the state machine used too much time or memory between two states.';
