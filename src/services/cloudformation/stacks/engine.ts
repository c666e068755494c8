import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { Backends } from '../../../backends/backend.ts';
import type { Clock } from '../../../clock.ts';
import type { Caller } from '../../../identity/principal.ts';
import type { ServiceCaller } from '../../../protocols/service.ts';
import type { Scope } from '../../../store/store.ts';
import { backendClients } from '../resource-types/backend-clients.ts';
import { serviceClients } from '../resource-types/service-clients.ts';
import { runCreate } from './create-operation.ts';
import { deleteEverything } from './delete-operation.ts';
import { failureReason } from './failure-reason.ts';
import { forgetDeleted } from './forget-deleted.ts';
import { Journal, TakenOverError } from './journal.ts';
import type { StackRecord } from './records.ts';
import type { RunningOperation } from './running-operation.ts';
import type { StackStore } from './stack-store.ts';
import { cleanUp, rollBackUpdate, runUpdate } from './update-operation.ts';

export interface EngineOptions {
  readonly store: StackStore;
  readonly clock: Clock;
  readonly services: ServiceCaller;
  readonly backends: Backends;
  readonly partition: string;
  /** Who acts on behalf of a stack: its caller, or its role's session. */
  readonly actor: (stack: StackRecord, caller: Caller) => Promise<Caller>;
  readonly report: (error: unknown) => void;
}

interface Running {
  readonly done: Promise<void>;
  halt: boolean;
}

/**
 * Runs the operations of stacks. All that an operation needs is in the records of its stack, so that a process that
 * starts takes up what another one left.
 */
export class StackEngine {
  readonly #options: EngineOptions;
  readonly #running = new Map<string, Running>();
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Runs, or takes up, the operation that the stack's record holds; after one that runs already has halted. */
  start(scope: Scope, uuid: string, skipped: readonly string[] = []): void {
    const before = this.#running.get(uuid);
    if (before !== undefined) before.halt = true;
    const running: Running = {
      halt: false,
      done: (before?.done ?? Promise.resolve())
        .then(() => this.#run(scope, uuid, skipped, () => this.#closed || running.halt))
        .catch((error: unknown) => this.#options.report(error))
        .finally(() => {
          if (this.#running.get(uuid) === running) this.#running.delete(uuid);
        }),
    };
    this.#running.set(uuid, running);
  }

  /** Takes up every operation that was in progress when the process before this one ended; forgets old stacks. */
  async resume(): Promise<void> {
    const { store, clock } = this.#options;
    const stacks = await store.stacks.listAll();
    await forgetDeleted(store, stacks, clock());
    for (const { scope, id, value } of stacks)
      if (value.operation !== undefined && value.status.endsWith('_IN_PROGRESS')) this.start(scope, id);
  }

  /** Resolves when no operation runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map((one) => one.done));
  }

  /** Begins nothing more; resolves when what was begun has ended. Operations are left to be taken up. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.idle();
  }

  async #run(scope: Scope, uuid: string, skipped: readonly string[], halted: () => boolean): Promise<void> {
    const { store, clock, services, backends, partition, actor, report } = this.#options;
    const stack = (await store.stacks.get(scope, uuid))?.value;
    if (stack?.operation === undefined || halted()) return;
    const record = stack.operation;
    const resources = await store.resourcesOf(scope, uuid);
    const journal = new Journal(store, clock, scope, uuid, record);
    const clients = (caller: Caller) => {
      const origin = { caller, ...scope };
      return { ...serviceClients(services, origin), ...backendClients(backends, origin) };
    };
    const operation = (caller: Caller): RunningOperation => ({
      store,
      journal,
      stack,
      record,
      clients: clients(caller),
      ...scope,
      partition,
      resources: new Map(resources.map((one) => [one.logicalId, one])),
      halted,
      now: clock,
      report,
    });
    try {
      await proceed(operation(await actor(stack, record.caller)), skipped);
    } catch (error) {
      if (error instanceof TakenOverError) return;
      report(error);
      // What was done is recorded; a user can take the operation up again, or delete the stack.
      await abandon(journal, failureReason(error));
    }
  }
}

/** Leaves the stack in the failed status that belongs to the one it is in. */
async function abandon(journal: Journal, statusReason: string): Promise<void> {
  await journal.stack((stack) => ({ ...stack, status: failedStatus(stack.status), statusReason }), true);
}

function failedStatus(status: StackStatus): StackStatus {
  if (status.startsWith('UPDATE_ROLLBACK')) return 'UPDATE_ROLLBACK_FAILED';
  if (status.startsWith('UPDATE')) return 'UPDATE_FAILED';
  if (status.startsWith('ROLLBACK')) return 'ROLLBACK_FAILED';
  return status.startsWith('DELETE') ? 'DELETE_FAILED' : 'CREATE_FAILED';
}

/** Goes on from the stack's status. */
async function proceed(operation: RunningOperation, skipped: readonly string[]): Promise<void> {
  switch (operation.stack.status) {
    case 'CREATE_IN_PROGRESS':
      return runCreate(operation);
    case 'ROLLBACK_IN_PROGRESS':
      return deleteEverything(operation, 'ROLLBACK');
    case 'DELETE_IN_PROGRESS':
      return deleteEverything(operation, 'DELETE');
    case 'UPDATE_IN_PROGRESS':
      return runUpdate(operation);
    case 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS':
      return cleanUp(operation, 'UPDATE_COMPLETE');
    case 'UPDATE_ROLLBACK_IN_PROGRESS':
      return rollBackUpdate(operation, skipped);
    case 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS':
      return cleanUp(operation, 'UPDATE_ROLLBACK_COMPLETE');
  }
}
