import { stackRecords } from '../services/cloudformation/stacks/records.ts';
import { deliveries } from '../services/events/records.ts';
import { runningExecutions } from '../services/stepfunctions/records.ts';
import type { ControlPlane, ControlPlaneParts } from './control-plane.ts';

/**
 * Loads the control plane when it is first needed. A gateway that only serves what was deployed before starts sooner and
 * needs less memory without it.
 */
export class ControlPlaneLoader {
  readonly #parts: ControlPlaneParts;
  #loading: Promise<ControlPlane> | undefined;

  constructor(parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  get(): Promise<ControlPlane> {
    this.#loading ??= import('./control-plane.ts').then(({ createControlPlane }) =>
      createControlPlane(this.#parts),
    );
    return this.#loading;
  }

  /** Takes up what an earlier process left, if there is anything. */
  async resume(): Promise<void> {
    if (await this.#somethingLeft()) await (await this.get()).resume();
  }

  async close(): Promise<void> {
    await (await this.#loading)?.close();
  }

  /** Stack operations, executions of state machines, deliveries of events. */
  async #somethingLeft(): Promise<boolean> {
    const { store } = this.#parts;
    const stacks = await store.collection(stackRecords).listAll();
    if (stacks.some(({ value }) => value.operation !== undefined)) return true;
    if ((await store.collection(runningExecutions).listAll()).length > 0) return true;
    return (await store.collection(deliveries).listAll()).length > 0;
  }
}
