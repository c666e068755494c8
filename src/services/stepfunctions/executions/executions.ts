import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { type CollectionDefinition, RevisionConflictError, type Store } from '../../../store/store.ts';
import { type ExecutionAddress, executionArn, expressArn, type MachineAddress } from '../arns.ts';
import type { HistoryEventRecord } from '../engine/messages.ts';
import type { Workers } from '../engine/workers.ts';
import { executionAlreadyExists, executionLimitExceeded } from '../errors.ts';
import { definitions, type ExecutionRecord, executions, histories, runningExecutions } from '../records.ts';
import type { RunTask } from '../tasks/run-task.ts';
import { ActiveExecution, type Ending } from './active-execution.ts';
import { contextOf, type ExecutionRequest, timeoutOf } from './execution-request.ts';
import { removeExpired } from './expiry.ts';
import { executionEnded, executionStarted } from './history.ts';

/** "Maximum execution history size: 25,000 events in a single state machine execution history" */
export const MAXIMUM_EVENTS = 25_000;
/** Executions at one time, of all machines. */
const MAXIMUM_RUNNING = 1000;
/** ms. */
const SWEEP_INTERVAL = 24 * 3_600_000;

export interface ExecutionParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly workers: Pick<Workers, 'run'>;
  readonly runTask: RunTask;
}

export interface Started {
  readonly arn: string;
  /** ms since 1970. */
  readonly startedAt: number;
}

/**
 * Executions of state machines. Those of STANDARD machines are in the store from before they are acknowledged; those of
 * EXPRESS machines are kept nowhere. An execution can't be taken up again by another process: what it has done would be
 * done twice.
 */
export class Executions {
  readonly #parts: ExecutionParts;
  readonly #active = new Map<string, ActiveExecution>();
  readonly #finishing = new Set<Promise<void>>();
  readonly #sweep: NodeJS.Timeout;
  #closed = false;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
    this.#sweep = setInterval(() => void this.removeExpired().catch(() => {}), SWEEP_INTERVAL);
    this.#sweep.unref();
  }

  /** Resolves when the execution is durable. Throws ExecutionLimitExceeded, ExecutionAlreadyExists. */
  async startStandard(request: ExecutionRequest): Promise<Started> {
    const { machine, scope, name, input } = request;
    const { store, clock } = this.#parts;
    const address: ExecutionAddress = { ...scope, machineName: machine.name, executionName: name };
    const arn = executionArn(address);
    if (!this.hasRoom) throw executionLimitExceeded();
    const now = clock();
    const definitionId = `${machine.name}/${createHash('sha256').update(`${machine.updatedAt}\n${machine.definition}`).digest('hex')}`;
    const record: ExecutionRecord = {
      arn,
      name,
      machineArn: machine.arn,
      machineName: machine.name,
      roleArn: machine.roleArn,
      status: 'RUNNING',
      input,
      ...(request.traceHeader !== undefined && { traceHeader: request.traceHeader }),
      startedAt: now,
      definitionId,
    };
    const { definition, roleArn, updatedAt, revisionId } = machine;
    const version = { definition, roleArn, updatedAt, ...(revisionId !== undefined && { revisionId }) };
    try {
      await store.commit([
        store.collection(definitions).putting(scope, definitionId, version),
        store.collection(executions).putting(scope, idOf(address), record, 0),
        store.collection(runningExecutions).putting(scope, idOf(address), { startedAt: now }),
      ]);
    } catch (error) {
      if (!(error instanceof RevisionConflictError)) throw error;
      const present = await store.collection(executions).get(scope, idOf(address));
      // "If StartExecution is called with the same name and input as a running execution, the call succeeds."
      if (present?.value.status === 'RUNNING' && present.value.input === input) {
        return { arn, startedAt: present.value.startedAt };
      }
      throw executionAlreadyExists(arn);
    }
    const active = new ActiveExecution();
    active.record(executionStarted(input, machine.roleArn, now));
    this.#begin(arn, active, request, now);
    this.#track(active.ended.then((ending) => this.#finish(address, arn, active, ending)));
    return { arn, startedAt: now };
  }

  /** Begins an execution of an EXPRESS machine. Throws ExecutionLimitExceeded. */
  startExpress(request: ExecutionRequest): Started & { readonly ended: Promise<Ending> } {
    const { machine, scope, name } = request;
    if (!this.hasRoom) throw executionLimitExceeded();
    const arn = expressArn({ ...scope, machineName: machine.name, executionName: name }, randomUUID());
    const startedAt = this.#parts.clock();
    const active = new ActiveExecution();
    this.#begin(arn, active, request, startedAt);
    this.#track(
      active.ended.then(() => {
        this.#active.delete(arn);
      }),
    );
    return { arn, startedAt, ended: active.ended };
  }

  get hasRoom(): boolean {
    return this.#active.size < MAXIMUM_RUNNING && !this.#closed;
  }

  /** Ends a running execution; gives its record then. Undefined when there is none of that name. */
  async stop(
    address: ExecutionAddress,
    given: { readonly error?: string | undefined; readonly cause?: string | undefined },
  ): Promise<ExecutionRecord | undefined> {
    const active = this.#active.get(executionArn(address));
    if (active) {
      const { error, cause } = given;
      active.end({
        status: 'ABORTED',
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      });
      await Promise.all(this.#finishing);
    }
    return this.get(address);
  }

  async get(address: ExecutionAddress): Promise<ExecutionRecord | undefined> {
    return (await this.#parts.store.collection(executions).get(address, idOf(address)))?.value;
  }

  /** Events so far; undefined when there is no such execution. */
  async history(address: ExecutionAddress): Promise<readonly HistoryEventRecord[] | undefined> {
    const active = this.#active.get(executionArn(address));
    if (active) return active.events;
    const stored = await this.#parts.store.collection(histories).get(address, idOf(address));
    return stored?.value.events;
  }

  /** Ends and removes all executions of a machine. */
  async forget(address: MachineAddress): Promise<void> {
    const { store } = this.#parts;
    const prefix = `${address.machineName}/`;
    for (const { value } of await store.collection(executions).list(address, { prefix })) {
      const active = this.#active.get(value.arn);
      if (!active) continue;
      active.forgotten = true;
      active.end({ status: 'ABORTED' });
    }
    for (const definition of OF_EXECUTIONS) {
      const collection = store.collection(definition);
      const found = await collection.list(address, { prefix });
      if (found.length > 0) await store.commit(found.map(({ scope, id }) => collection.deleting(scope, id)));
    }
  }

  /** Ends in the records what an earlier process began, and removes what is too old. */
  async resume(): Promise<void> {
    const { store } = this.#parts;
    for (const { scope, id } of await store.collection(runningExecutions).listAll()) {
      const stored = await store.collection(executions).get(scope, id);
      if (!stored || this.#active.has(stored.value.arn)) continue;
      const { arn, name, machineName, input, roleArn, startedAt } = stored.value;
      const active = new ActiveExecution();
      active.record(executionStarted(input, roleArn, startedAt));
      await this.#finish({ ...scope, machineName, executionName: name }, arn, active, INTERRUPTED);
    }
    await this.removeExpired();
  }

  removeExpired(): Promise<void> {
    return removeExpired(this.#parts.store, this.#parts.clock);
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweep);
    for (const active of this.#active.values()) active.end(INTERRUPTED);
    await Promise.all(this.#finishing);
  }

  #begin(arn: string, active: ActiveExecution, request: ExecutionRequest, startedAt: number): void {
    const { machine, scope, input } = request;
    this.#active.set(arn, active);
    const standard = machine.type === 'STANDARD';
    const running = this.#parts.workers.run(machine.arn, {
      definition: machine.definition,
      input,
      context: contextOf(request, arn, startedAt),
      ...(standard && { maximumEvents: MAXIMUM_EVENTS, onEvent: (event) => active.record(event) }),
      runTask: (task) =>
        this.#parts.runTask(task, {
          ...scope,
          roleArn: machine.roleArn,
          machineArn: machine.arn,
          executionArn: arn,
        }),
    });
    active.begin(running, timeoutOf(machine));
  }

  async #finish(
    address: ExecutionAddress,
    arn: string,
    active: ActiveExecution,
    ending: Ending,
  ): Promise<void> {
    const { store, clock } = this.#parts;
    const id = idOf(address);
    try {
      const stored = await store.collection(executions).get(address, id);
      if (active.forgotten || !stored) return;
      const stoppedAt = clock();
      active.events.push(executionEnded(active.events, ending, stoppedAt));
      await store.commit([
        store
          .collection(executions)
          .putting(address, id, { ...stored.value, ...ending, stoppedAt }, stored.revision),
        store.collection(histories).putting(address, id, { events: active.events }),
        store.collection(runningExecutions).deleting(address, id),
      ]);
    } catch (error) {
      if (!(error instanceof RevisionConflictError)) throw error;
    } finally {
      this.#active.delete(arn);
    }
  }

  /** A store that is away leaves the record as it is: the next process ends it. */
  #track(work: Promise<void>): void {
    const tracked = work.catch(() => {}).finally(() => this.#finishing.delete(tracked));
    this.#finishing.add(tracked);
  }
}

/** Records whose ids begin with their machine's name. */
const OF_EXECUTIONS: readonly CollectionDefinition<unknown>[] = [
  executions,
  histories,
  definitions,
  runningExecutions,
];

const INTERRUPTED: Ending = {
  status: 'FAILED',
  error: 'States.Runtime',
  cause: 'The gateway ended while the execution was running.',
};

function idOf({ machineName, executionName }: ExecutionAddress): string {
  return `${machineName}/${executionName}`;
}
