import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { type Change, RevisionConflictError, type Scope } from '../../../store/store.ts';
import type { EventRecord, OperationRecord, ResourceRecord, StackRecord } from './records.ts';
import type { StackStore } from './stack-store.ts';

const LATEST = 10 ** 15;

/** The stack is another operation's by now, as when it is deleted while it is made. */
export class TakenOverError extends Error {
  override readonly name = 'TakenOverError';
}

/**
 * Writes what happens to one stack: every new state of the stack or of a resource together with its event, in one
 * commit, before anything is done on the strength of it.
 */
export class Journal {
  readonly scope: Scope;
  readonly uuid: string;
  readonly #store: StackStore;
  readonly #clock: Clock;
  #lastTimestamp = 0;
  readonly #operation: Pick<OperationRecord, 'id' | 'clientRequestToken'> | undefined;

  /** @param operation on whose behalf it is written; absent for the first event of a stack without one */
  constructor(
    store: StackStore,
    clock: Clock,
    scope: Scope,
    uuid: string,
    operation?: Pick<OperationRecord, 'id' | 'clientRequestToken'>,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.scope = scope;
    this.uuid = uuid;
    this.#operation = operation;
  }

  /** The time, one millisecond at least after that of the event before: event ids are made of it. */
  async #timestamp(): Promise<number> {
    if (this.#lastTimestamp === 0) {
      const [newest] = await this.#store.events.list(this.scope, { prefix: `${this.uuid}/`, limit: 1 });
      this.#lastTimestamp = Math.max(this.#lastTimestamp, newest?.value.timestamp ?? 0);
    }
    this.#lastTimestamp = Math.max(this.#clock(), this.#lastTimestamp + 1);
    return this.#lastTimestamp;
  }

  /**
   * Changes the stack's record, with an event of its status if that is said. `more` is committed with it.
   * Gives the new record. Throws {@link TakenOverError}.
   */
  async stack(
    change: (stack: StackRecord) => StackRecord,
    event: boolean,
    more: (stack: StackRecord) => readonly Change[] = () => [],
  ): Promise<StackRecord> {
    for (;;) {
      const stored = await this.#store.stacks.get(this.scope, this.uuid);
      if (stored?.value.operation === undefined || stored.value.operation.id !== this.#operation?.id)
        throw new TakenOverError(`another operation works on stack ${this.uuid}`);
      const stack = change(stored.value);
      const changes = [this.#store.stacks.putting(this.scope, this.uuid, stack, stored.revision)];
      if (event) changes.push(await this.stackEvent(stack));
      try {
        await this.#store.store.commit([...changes, ...more(stack)]);
        return stack;
      } catch (error) {
        if (!(error instanceof RevisionConflictError && error.change.id === this.uuid)) throw error;
      }
    }
  }

  /** The change that writes an event of the stack's present status. */
  async stackEvent(stack: StackRecord): Promise<Change> {
    return this.#putting({
      eventId: randomUUID(),
      stackId: stack.stackId,
      stackName: stack.stackName,
      logicalId: stack.stackName,
      physicalId: stack.stackId,
      type: 'AWS::CloudFormation::Stack',
      timestamp: await this.#timestamp(),
      status: stack.status,
      ...(stack.statusReason !== undefined && { statusReason: stack.statusReason }),
    });
  }

  /** Writes a resource's record; with an event of its status unless told otherwise. */
  async resource(stack: StackRecord, resource: ResourceRecord, event = true): Promise<ResourceRecord> {
    const timestamp = await this.#timestamp();
    const record: ResourceRecord = { ...resource, updatedAt: event ? timestamp : resource.updatedAt };
    const changes = [this.#store.resources.putting(this.scope, this.#resourceId(record), record)];
    if (event) changes.push(this.#resourceEvent(stack, record, timestamp));
    await this.#store.store.commit(changes);
    return record;
  }

  /** Takes a resource's record away. */
  async removeResource(resource: ResourceRecord): Promise<void> {
    await this.#store.resources.delete(this.scope, this.#resourceId(resource));
  }

  /** Writes an event of a resource without changing its record: of what it was before, while that is deleted. */
  async resourceEvent(stack: StackRecord, resource: ResourceRecord): Promise<void> {
    await this.#store.store.commit([this.#resourceEvent(stack, resource, await this.#timestamp())]);
  }

  #resourceId(resource: ResourceRecord): string {
    return `${this.uuid}/${resource.logicalId}`;
  }

  #resourceEvent(stack: StackRecord, resource: ResourceRecord, timestamp: number): Change {
    return this.#putting({
      eventId: `${resource.logicalId}-${resource.status}-${new Date(timestamp).toISOString()}`,
      stackId: stack.stackId,
      stackName: stack.stackName,
      logicalId: resource.logicalId,
      physicalId: resource.physicalId ?? '',
      type: resource.type,
      timestamp,
      status: resource.status,
      ...(resource.statusReason !== undefined && { statusReason: resource.statusReason }),
      ...(resource.shownProperties !== undefined && { properties: resource.shownProperties }),
    });
  }

  #putting(event: EventRecord): Change {
    const token = this.#operation?.clientRequestToken;
    const id = `${this.uuid}/${String(LATEST - event.timestamp).padStart(16, '0')}`;
    return this.#store.events.putting(this.scope, id, {
      ...event,
      ...(token !== undefined && { clientRequestToken: token }),
    });
  }
}
