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
  /** `performance.now()` */
  readonly since: number;
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
  /** Initialized and alive, busy or idle. */
  serving: number;
  /** Moving averages (ms): of an invocation until the environment is available again, and of a start. */
  busyTime: number | undefined;
  startTime: number;
  /** Looks again whether waiters need environments after all. */
  recheck: NodeJS.Timeout | undefined;
  /** Its function was changed or deleted: nothing of it is used again. */
  retired: boolean;
}

/** One group per function version. */
export function groupKey(target: PoolTarget): string {
  return `${target.functionArn}:${target.configuration.version}`;
}

export function newGroup(target: PoolTarget): Group {
  return {
    target,
    environments: new Set(),
    idle: [],
    waiting: [],
    starting: 0,
    serving: 0,
    busyTime: undefined,
    startTime: TYPICAL_START,
    recheck: undefined,
    retired: false,
  };
}

/** Milliseconds; only until one has been measured. */
const TYPICAL_START = 50;
/** Time (ms) within which a runtime that has answered usually asks for work again. */
const RETURN_TIME = 20;

/** A moving average that follows changes within some samples. */
export function averaged(before: number | undefined, sample: number): number {
  return before === undefined ? sample : before + (sample - before) / 5;
}

/**
 * How many environments should be starting for the waiters of a group. One is worth its start when a waiter would wait
 * longer for the present ones than starting takes; and no waiter waits longer than that without one.
 */
export function wantedStarts(group: Group): number {
  const now = performance.now();
  const waiting = group.waiting.length;
  let overdue = 0;
  while (overdue < waiting && now - (group.waiting[overdue]?.since ?? now) >= group.startTime) overdue += 1;
  if (overdue === waiting) return waiting;
  const servedSoon = group.busyTime ? Math.floor((group.serving * group.startTime) / group.busyTime) : 0;
  return Math.max(overdue, waiting - Math.max(servedSoon, returningEnvironments(group, now)));
}

/** Environments that have answered and are about to ask for work: they serve waiters that come right behind. */
function returningEnvironments(group: Group, now: number): number {
  let returning = 0;
  for (const { respondedAt } of group.environments) {
    if (respondedAt !== undefined && now - respondedAt < RETURN_TIME) returning += 1;
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
