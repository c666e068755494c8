import { stackRecords } from '../services/cloudformation/stacks/records.ts';
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

  /** Takes up stack operations that an earlier process left, if there are any. */
  async resume(): Promise<void> {
    const all = await this.#parts.store.collection(stackRecords).listAll();
    if (all.some(({ value }) => value.operation !== undefined)) await (await this.get()).resume();
  }

  async close(): Promise<void> {
    await (await this.#loading)?.close();
  }
}
