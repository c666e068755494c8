import type { Caller } from '../../../identity/principal.ts';
import type { Scope } from '../../../store/store.ts';
import { TaskFailure } from '../engine/workers.ts';

/** A task with who does it. */
export interface Task extends Scope {
  readonly resource: string;
  /** JSON text. */
  readonly input: string;
  readonly caller: Caller;
}

export function unknownResource(resource: string): TaskFailure {
  return new TaskFailure('States.Runtime', `The resource ${resource} is not offered here.`, false);
}
