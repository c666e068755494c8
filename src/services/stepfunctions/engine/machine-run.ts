import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StateMachine as LibraryMachine, RunOptions } from 'aws-local-stepfunctions';
import { isJsonObject, type Json, type JsonObject } from '../definition/json.ts';
import { checkSize, MAXIMUM_DATA } from './data-limit.ts';
import type { FlatMachine, Plan } from './flat-machine.ts';
import type { HistoryWriter, Place } from './history-writer.ts';
import type { TaskRequest } from './messages.ts';
import {
  dataLimitExceeded,
  StateError as Failure,
  runtimeError,
  type StateError,
  stopped,
} from './state-error.ts';
import { waitFor } from './wait.ts';

/** "Inline mode supports up to 40 concurrent iterations." */
const MAXIMUM_CONCURRENCY = 40;

/** What a run needs from outside. */
export interface RunParts {
  readonly Machine: typeof LibraryMachine;
  /** Does a task and gives its output as JSON text; rejects with a StateError. */
  readonly runTask: (request: TaskRequest) => Promise<string>;
  readonly history: HistoryWriter;
  /** Aborted when the execution is stopped. */
  readonly signal: AbortSignal;
}

/** One execution: a machine, and the machines in its Map and Parallel states. */
export class MachineRun {
  readonly #parts: RunParts;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /** Resolves to the output. Rejects with a StateError. */
  async run(
    machine: FlatMachine,
    input: Json,
    context: JsonObject,
    place: Place,
    signal: AbortSignal = this.#parts.signal,
  ): Promise<Json> {
    if (signal.aborted) throw stopped();
    const state: JsonObject = {};
    const handlers: Record<string, (input: Json) => Promise<Json>> = Object.create(null);
    for (const [name, plan] of machine.plans) {
      handlers[name] = (given) => this.#carryOut(plan, given, { ...context, State: state }, place, signal);
    }
    const { Machine } = this.#parts;
    const library = new Machine(machine.definition, { validationOptions: { noValidate: true } });
    const options: RunOptions = {
      overrides: { taskResourceLocalHandlers: handlers },
      context: { ...context, State: state },
    };
    const execution = library.run(input, options);
    void drain(execution.eventLogs);
    const abort = () => execution.abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const output: Json = await execution.result;
      const last = place.state;
      checkSize(output, last?.name ?? '');
      this.#leave(place, output);
      return output;
    } catch (error) {
      throw signal.aborted ? stopped() : stateErrorOf(error);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #carryOut(plan: Plan, input: Json, context: JsonObject, place: Place, signal: AbortSignal): Promise<Json> {
    if (signal.aborted) throw stopped();
    switch (plan.kind) {
      case 'gate':
        return this.#enter(plan.state, plan.type, input, context, place, signal);
      case 'wait':
        return waitFor(input, signal);
      case 'task':
        return this.#task(plan.state, plan.resource, input, place, signal);
      case 'map':
        return this.#map(plan, input, context, place, signal);
      case 'parallel':
        return this.#parallel(plan.machines, input, context, place, signal);
    }
  }

  /** A transition: the state before is left, the next one entered, and others get their turn. */
  async #enter(
    name: string,
    type: string,
    input: Json,
    context: JsonObject,
    place: Place,
    signal: AbortSignal,
  ): Promise<Json> {
    const text = checkSize(input, place.state?.name ?? name);
    this.#leave(place, input);
    await nextTurn();
    if (signal.aborted) throw stopped();
    place.state = { name, type };
    this.#parts.history.entered(place, name, type, text);
    const state = context.State;
    if (isJsonObject(state)) {
      state.Name = name;
      state.EnteredTime = new Date().toISOString();
      state.RetryCount = 0;
    }
    return input;
  }

  #leave(place: Place, output: Json): void {
    if (place.state)
      this.#parts.history.exited(place, place.state.name, place.state.type, JSON.stringify(output));
    delete place.state;
  }

  async #task(
    state: string,
    resource: string,
    input: Json,
    place: Place,
    signal: AbortSignal,
  ): Promise<Json> {
    const { history, runTask } = this.#parts;
    const text = checkSize(input, state);
    history.taskScheduled(place, resource, text);
    try {
      const output = await runTask({ resource, input: text });
      if (signal.aborted) throw stopped();
      if (Buffer.byteLength(output) > MAXIMUM_DATA) throw dataLimitExceeded(resource);
      history.taskSucceeded(place, resource, output);
      return JSON.parse(output);
    } catch (error) {
      if (signal.aborted) throw stopped();
      const failure = stateErrorOf(error);
      history.taskFailed(place, resource, failure.name, failure.message);
      throw failure;
    }
  }

  async #map(
    plan: Extract<Plan, { kind: 'map' }>,
    input: Json,
    context: JsonObject,
    place: Place,
    signal: AbortSignal,
  ): Promise<Json> {
    const given = isJsonObject(input) ? input : {};
    const { items } = given;
    if (!Array.isArray(items)) {
      throw runtimeError(`Reference path "$" must point to array.`);
    }
    const { history } = this.#parts;
    history.mapStarted(place, items.length);
    const output = await this.#together(
      items.length,
      limitOf(given.limit ?? plan.limit),
      signal,
      async (index, inner) => {
        const value = items[index] ?? null;
        const iteration = history.inside(place);
        history.iteration('MapIterationStarted', iteration, plan.state, index);
        const nested = { ...context, Map: { Item: { Index: index, Value: value } } };
        const from = plan.selects ? (given.input ?? null) : value;
        const result = await this.run(plan.machine, from, nested, iteration, inner);
        history.iteration('MapIterationSucceeded', iteration, plan.state, index);
        return result;
      },
    );
    history.add(place, 'MapStateSucceeded');
    return output;
  }

  async #parallel(
    machines: readonly FlatMachine[],
    input: Json,
    context: JsonObject,
    place: Place,
    signal: AbortSignal,
  ): Promise<Json> {
    const { history } = this.#parts;
    history.add(place, 'ParallelStateStarted');
    const output = await this.#together(machines.length, machines.length, signal, (index, inner) => {
      const machine = machines[index];
      if (!machine) throw runtimeError('there is no such branch');
      return this.run(machine, structuredClone(input), context, history.inside(place), inner);
    });
    history.add(place, 'ParallelStateSucceeded');
    return output;
  }

  /** Runs parts at most `limit` at a time. The first failure ends them all. */
  async #together(
    count: number,
    limit: number,
    signal: AbortSignal,
    part: (index: number, signal: AbortSignal) => Promise<Json>,
  ): Promise<Json[]> {
    const abort = new AbortController();
    const follow = () => abort.abort();
    signal.addEventListener('abort', follow, { once: true });
    const results: Json[] = new Array(count).fill(null);
    let next = 0;
    const lane = async () => {
      while (next < count && !abort.signal.aborted) {
        const index = next++;
        results[index] = await part(index, abort.signal);
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
      if (signal.aborted) throw stopped();
      return results;
    } catch (error) {
      abort.abort();
      throw error;
    } finally {
      signal.removeEventListener('abort', follow);
    }
  }
}

/** 0 means as many as there are. */
function limitOf(given: Json): number {
  if (typeof given !== 'number' || !Number.isSafeInteger(given) || given < 0) {
    throw runtimeError('MaxConcurrency must be a non-negative integer.');
  }
  return Math.min(given || MAXIMUM_CONCURRENCY, MAXIMUM_CONCURRENCY);
}

/** What the library, or we, failed with. Its own mishaps, such as reading malformed JSON, are States.Runtime. */
function stateErrorOf(thrown: unknown): StateError {
  if (thrown instanceof Failure) return thrown;
  if (!(thrown instanceof Error)) return runtimeError(String(thrown));
  if (thrown.name === 'ExecutionError') return stateErrorOf(thrown.cause);
  return 'isRetryable' in thrown ? new Failure(thrown.name, thrown.message) : runtimeError(thrown.message);
}

/** The library keeps events until somebody takes them. */
async function drain(events: AsyncGenerator<unknown>): Promise<void> {
  for await (const _event of events);
}
