import type { ExecutionEnvironment } from './environment.ts';
import type { EnvironmentRequest, EnvironmentSettings, Outcome } from './environment-contract.ts';
import type { FunctionVersion } from './records.ts';

/** A function version in a place; environments are shared by whatever has the same ARN, version and revision. */
export interface PoolTarget {
  readonly account: string;
  readonly region: string;
  /** Unqualified. */
  readonly functionArn: string;
  readonly configuration: FunctionVersion;
}

/** What an environment needs, or why the function's code cannot be started at all. */
export type Preparation = EnvironmentSettings | { readonly invalidEntrypoint: 'missing' | 'not executable' };

/** Collects code, interpreter and credentials. Rejects with the ServiceError that the invocation then answers. */
export type Prepare = (target: PoolTarget) => Promise<Preparation>;

/** An invocation that waits for an environment. */
export interface Waiter {
  readonly request: EnvironmentRequest;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** The environments of one function version. */
export interface Group {
  readonly target: PoolTarget;
  readonly environments: Set<ExecutionEnvironment>;
  /** The one used last is used first, so that the others can go. */
  readonly idle: ExecutionEnvironment[];
  readonly waiting: Waiter[];
  /** Started for a waiter, not available yet. */
  starting: number;
  /** Its function was changed or deleted: nothing of it is used again. */
  retired: boolean;
}

/** One group per function version. */
export function groupKey(target: PoolTarget): string {
  return `${target.functionArn}:${target.configuration.version}`;
}

export function newGroup(target: PoolTarget): Group {
  return { target, environments: new Set(), idle: [], waiting: [], starting: 0, retired: false };
}

/** Time (ms) that a runtime has from its answer to its next request for work before another environment is started. */
export const RETURN_TIME = 20;

/**
 * How many environments have answered and are about to ask for work: a waiter that comes right behind an answer needs no
 * environment of its own.
 */
export function returningEnvironments(group: Group): number {
  const since = performance.now() - RETURN_TIME;
  let returning = 0;
  for (const { respondedAt } of group.environments) {
    if (respondedAt !== undefined && respondedAt > since) returning += 1;
  }
  return returning;
}

/** The group whose first idle environment has been idle for the longest time. */
export function longestIdle(groups: Iterable<Group>): Group | undefined {
  let found: Group | undefined;
  let since = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    const [first] = group.idle;
    if (first && first.idleSince < since) {
      found = group;
      since = first.idleSince;
    }
  }
  return found;
}
