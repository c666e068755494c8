import { stackRecords } from '../services/cloudformation/stacks/records.ts';
import { deliveries } from '../services/events/records.ts';
import { runningExecutions } from '../services/stepfunctions/records.ts';
import type { ControlPlane, ControlPlaneParts } from './control-plane.ts';
import type { UserPoolsLoader } from './user-pools-loader.ts';

export interface ControlPlaneLoaderParts extends Omit<ControlPlaneParts, 'userPools'> {
  readonly userPools: Pick<UserPoolsLoader, 'get'>;
}

/**
 * Loads the control plane when it is first needed. A gateway that only serves what was deployed before starts sooner and
 * needs less memory without it.
 */
export class ControlPlaneLoader {
  readonly #parts: ControlPlaneLoaderParts;
  #loading: Promise<ControlPlane> | undefined;

  constructor(parts: ControlPlaneLoaderParts) {
    this.#parts = parts;
  }

  get(): Promise<ControlPlane> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<ControlPlane> {
    const [{ createControlPlane }, userPools] = await Promise.all([
      import('./control-plane.ts'),
      this.#parts.userPools.get(),
    ]);
    return createControlPlane({ ...this.#parts, userPools });
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
