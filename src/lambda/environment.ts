import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  EnvironmentListener,
  EnvironmentRequest,
  EnvironmentSettings,
  Outcome,
} from './environment-contract.ts';
import { logFailedInit } from './failed-init.ts';
import {
  exitError,
  type FunctionError,
  logText,
  responseTooLargeError,
  timeoutError,
} from './function-errors.ts';
import { invocationHeaders } from './invocation-headers.ts';
import { LogCollector } from './log-collector.ts';
import { PeakMemory } from './peak-memory.ts';
import { type Exit, type ProcessGroup, startProcessGroup } from './process-group.ts';
import { endLine, reportLine, startLine } from './report.ts';
import type { StreamEnd } from './response-stream.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

type Answer = (headers: Record<string, string>, payload: Uint8Array) => void;

/** An invocation between its START line and the runtime's next request for work. */
interface Running {
  readonly request: EnvironmentRequest;
  readonly startedAt: number;
  readonly timer: NodeJS.Timeout;
  readonly settle: (outcome: Outcome) => void;
  /** The runtime has begun to stream its response. */
  streaming: boolean;
  respondedAt: number | undefined;
  reported: boolean;
}

/** The Runtime API reads so many bytes beyond the limit, to tell what is too large. */
const HEADROOM = 1024;
const NOTHING = Buffer.alloc(0);

/** A process that serves one function version, one invocation at a time, by the Lambda Runtime API. */
export class ExecutionEnvironment {
  readonly renewAt: number;
  /** When it last became available, by the clock. */
  idleSince = 0;
  /** Time (ms) that its last invocation took until it was available again; before the first one, its initialization. */
  lastDuration = 0;
  /** Resolves when its process is gone. */
  readonly exited: Promise<void>;
  /** Resolves when everything that it started is gone, too. */
  readonly cleared: Promise<void>;
  readonly #settings: EnvironmentSettings;
  readonly #listener: EnvironmentListener<ExecutionEnvironment>;
  readonly #group: ProcessGroup;
  readonly #log: LogCollector;
  readonly #startedAt = performance.now();
  readonly #initTimer: NodeJS.Timeout;
  #initDuration: number | undefined;
  #initError: FunctionError | undefined;
  #initialized = false;
  #answer: Answer | undefined;
  #running: Running | undefined;
  readonly #memory: PeakMemory;

  /** Starts the process. Rejects if that is impossible. */
  static async start(
    settings: EnvironmentSettings,
    listener: EnvironmentListener<ExecutionEnvironment>,
  ): Promise<ExecutionEnvironment> {
    let environment: ExecutionEnvironment | undefined;
    const api = await startRuntimeApi(
      {
        onNext: (answer) => environment?.onNext(answer),
        onResponse: (requestId, body) => environment?.onResult(requestId, body, false) ?? false,
        onError: (requestId, body) => environment?.onResult(requestId, body, true) ?? false,
        onResponseStream: (requestId, source) =>
          environment?.onResponseStream(requestId, source) ?? 'unknown',
        onInitError: (body, errorType) => environment?.onInitError(body, errorType),
      },
      { maximumBody: settings.responsePayload + HEADROOM, plainAddress: settings.plainAddress },
    );
    try {
      const group = startProcessGroup(settings.command, {
        cwd: settings.taskRoot,
        environment: settings.variables(api.address),
        mark: 'AWS_LAMBDA_LOG_STREAM_NAME',
      });
      environment = new ExecutionEnvironment(settings, listener, api, group);
      return environment;
    } catch (error) {
      api.close();
      throw error;
    }
  }

  private constructor(
    settings: EnvironmentSettings,
    listener: EnvironmentListener<ExecutionEnvironment>,
    api: RuntimeApi,
    group: ProcessGroup,
  ) {
    this.#settings = settings;
    this.#listener = listener;
    this.#group = group;
    this.cleared = group.cleared;
    this.#log = new LogCollector(group.output, settings.onLogLine);
    this.#memory = new PeakMemory(group.pid);
    this.renewAt = settings.renewAt;
    this.#initTimer = setTimeout(() => this.kill(), settings.initTimeout);
    this.exited = group.exited.then(async (exit) => {
      clearTimeout(this.#initTimer);
      api.close();
      // What the process wrote last is still to be read.
      await nextTurn();
      await nextTurn();
      const running = this.#running;
      clearTimeout(running?.timer);
      if (running) this.#end(running, exitError(running.request.requestId, exit), true);
      else if (!this.#initialized) listener.failed(this, async (request) => this.#failedInit(request, exit));
      listener.ended(this);
    });
  }

  /** When it answered the invocation that it has not come back from yet, by `performance.now()`; else undefined. */
  get respondedAt(): number | undefined {
    return this.#running?.respondedAt;
  }

  /** Gives the waiting runtime an invocation. To be called only after {@link EnvironmentListener.available}. */
  run(request: EnvironmentRequest): Promise<Outcome> {
    const answer = this.#answer;
    if (!answer || this.#running) throw new Error('the environment is not available');
    this.#answer = undefined;
    const timeout = this.#settings.timeout * 1000;
    return new Promise((settle) => {
      this.#running = {
        request,
        startedAt: performance.now(),
        timer: setTimeout(() => this.#timeOut(), timeout),
        settle,
        streaming: false,
        respondedAt: undefined,
        reported: false,
      };
      this.#log.begin(startLine(request.requestId, this.#settings.version));
      answer(invocationHeaders(request, this.#settings.clock() + timeout), request.payload);
    });
  }

  /** Ends it and everything it started, at once. */
  kill(): void {
    this.#group.kill();
  }

  onNext(answer: Answer): void {
    this.#answer = answer;
    if (!this.#initialized) {
      this.#initialized = true;
      clearTimeout(this.#initTimer);
      this.#initDuration = performance.now() - this.#startedAt;
      this.lastDuration = this.#initDuration;
      this.#becomeAvailable();
      return;
    }
    const running = this.#running;
    if (!running) return;
    if (running.respondedAt === undefined) {
      // A runtime that asks for work without having answered: nothing will answer that invocation any more.
      this.kill();
    } else if (running.reported) {
      this.#becomeAvailable();
    }
  }

  onResult(requestId: string, body: Buffer | undefined, error: boolean): boolean {
    const running = this.#answerable(requestId);
    if (!running || (running.streaming && !error)) return false;
    const tooLarge = body === undefined || body.length > this.#settings.responsePayload;
    if (tooLarge) this.#end(running, responseTooLargeError(this.#settings.responsePayload), false);
    else this.#respond(running, { payload: body, error });
    return true;
  }

  onResponseStream(requestId: string, source: IncomingMessage): 'unknown' | 'whole' | Promise<void> {
    const running = this.#answerable(requestId);
    if (!running || running.streaming) return 'unknown';
    const { responseStream } = running.request;
    if (!responseStream) return 'whole';
    running.streaming = true;
    const maximum = this.#settings.streamedPayload;
    return responseStream.receive(source, maximum).then((end) => this.#onStreamEnd(running, end));
  }

  /** The invocation of that id, as long as it has not been answered. */
  #answerable(requestId: string): Running | undefined {
    const running = this.#running;
    if (running?.respondedAt !== undefined || running?.request.requestId !== requestId) return undefined;
    return running;
  }

  #onStreamEnd(running: Running, end: StreamEnd): void {
    if (running.respondedAt !== undefined) return;
    if (end.kind === 'complete') this.#respond(running, { payload: NOTHING, error: false });
    else if (end.kind === 'failed') this.#respond(running, { payload: end.error.payload, error: true });
    else {
      // A runtime that is cut off in the middle has no way to go on.
      this.kill();
      if (end.kind === 'tooLarge')
        this.#end(running, responseTooLargeError(this.#settings.streamedPayload), true);
    }
  }

  onInitError(body: Buffer | undefined, errorType: string | undefined): void {
    if (this.#initialized || body === undefined) return;
    this.#initError = { errorType: errorType ?? 'Runtime.Unknown', payload: body };
  }

  #becomeAvailable(): void {
    const running = this.#running;
    if (running) {
      clearTimeout(running.timer);
      this.lastDuration = performance.now() - running.startedAt;
    }
    this.#running = undefined;
    this.idleSince = this.#settings.clock();
    this.#listener.available(this);
  }

  #timeOut(): void {
    const running = this.#running;
    if (!running) return;
    const error = timeoutError(running.request.requestId, this.#settings.timeout);
    this.kill();
    if (running.respondedAt === undefined) this.#end(running, error, true);
  }

  /** The invocation failed by what the platform saw, not by what the runtime said. */
  #end(running: Running, error: FunctionError, fatal: boolean): void {
    if (running.respondedAt !== undefined) return;
    clearTimeout(running.timer);
    if (fatal) this.#log.write(logText(error));
    this.#respond(running, { payload: error.payload, error: true }, error.errorType);
  }

  /** Settles at once, or after its log has been read if that was asked for; then writes END and REPORT. */
  #respond(running: Running, outcome: Outcome, errorType?: string): void {
    running.respondedAt = performance.now();
    const duration = running.respondedAt - running.startedAt;
    if (!running.request.logTail) running.settle(outcome);
    this.#report(running, duration, errorType).then((logTail) => {
      if (running.request.logTail) running.settle({ ...outcome, logTail });
      running.reported = true;
      if (this.#answer) this.#becomeAvailable();
    });
  }

  async #report(running: Running, duration: number, errorType: string | undefined): Promise<Buffer> {
    const { requestId, logTail } = running.request;
    // The output written before the response may be read after it.
    await nextTurn();
    await nextTurn();
    if (logTail || this.#settings.onLogLine) await this.#memory.refresh(logTail);
    this.#log.flush();
    this.#log.write(endLine(requestId));
    const status =
      errorType === undefined ? undefined : errorType === 'Sandbox.Timedout' ? 'timeout' : 'error';
    this.#log.write(
      reportLine({
        requestId,
        duration,
        memorySize: this.#settings.memorySize,
        memoryUsed: this.#memory.megabytes,
        initDuration: this.#initDuration,
        status,
        errorType: status === 'error' ? errorType : undefined,
      }),
    );
    this.#initDuration = undefined;
    return this.#log.takeTail();
  }

  #failedInit(request: EnvironmentRequest, exit: Exit): Outcome {
    const duration = performance.now() - this.#startedAt;
    const error =
      this.#initError ??
      (duration >= this.#settings.initTimeout
        ? timeoutError(request.requestId, this.#settings.timeout)
        : exitError(request.requestId, exit));
    logFailedInit(this.#log, { request, settings: this.#settings, duration, error, told: !!this.#initError });
    return { payload: error.payload, error: true, logTail: this.#log.takeTail() };
  }
}
