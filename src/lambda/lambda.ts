import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { createFunctionCode, type FunctionCode } from './code.ts';
import { type CodeDownloads, createCodeDownloads } from './code-downloads.ts';
import { Concurrency } from './concurrency.ts';
import { EnvironmentPool } from './environment-pool.ts';
import { createPreparation } from './environment-preparation.ts';
import { EventQueue } from './event-queue.ts';
import { functionArn } from './function-arn.ts';
import { QueueingInvoker } from './function-invoker.ts';
import { createFunctionRecords } from './function-records.ts';
import type { FunctionInvoker, ResponseStreamInvoker } from './invoker.ts';
import { defaultLimits, type LambdaLimits } from './limits.ts';
import type { LogSink } from './log-sink.ts';
import { functions } from './records.ts';
import type { IssueRoleSession } from './role-session.ts';
import { createRuntimes, type Runtimes } from './runtimes.ts';

/** What Lambda stands on. */
export interface LambdaDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** Folder for unpacked code; made when first needed, may be deleted while nothing runs. */
  readonly codeDirectory: string;
  /** URL of this gateway as functions reach it, for AWS_ENDPOINT_URL. Asked whenever an environment starts. */
  readonly endpoint: () => string;
  readonly issueRoleSession: IssueRoleSession;
  /** Gets every line that functions log. */
  readonly log?: LogSink;
  readonly limits?: Partial<LambdaLimits>;
  readonly runtimes?: Runtimes;
  /** From 0 to 1; decides which version of a weighted alias runs. */
  readonly random?: () => number;
}

/** Functions that run on this machine. */
export interface Lambda {
  readonly invoker: FunctionInvoker & ResponseStreamInvoker;
  readonly code: FunctionCode;
  readonly downloads: CodeDownloads;
  readonly runtimes: Runtimes;
  readonly limits: LambdaLimits;
  /** Takes up asynchronous invocations that an earlier process left, and removes code that nothing uses any more. */
  resume(): Promise<void>;
  /** Starts asynchronous invocations that are due by the clock; happens by itself in real time. */
  pollEvents(): void;
  /** Ends environments that are idle by the clock; happens by itself in real time. */
  reapIdle(): void;
  /** How many environments there are. */
  environments(): { environments: number; idle: number };
  /** Kills all environments and waits for their end. Queued events stay in the store. */
  close(): Promise<void>;
}

/** Puts Lambda together. Nothing is started before the first invocation, or {@link Lambda.resume}. */
export function createLambda(dependencies: LambdaDependencies): Lambda {
  const { store, clock, codeDirectory, endpoint, issueRoleSession, log } = dependencies;
  const limits: LambdaLimits = { ...defaultLimits(), ...dependencies.limits };
  const runtimes = dependencies.runtimes ?? createRuntimes();
  const code = createFunctionCode(store.blobs, codeDirectory, limits);
  const prepare = createPreparation({ code, runtimes, issueRoleSession, endpoint, clock, limits, log });
  const pool = new EnvironmentPool(prepare, limits, clock);
  const records = createFunctionRecords(store, (scope, functionName) =>
    pool.retire(functionArn({ ...scope, functionName })),
  );
  const concurrency = new Concurrency(limits, (scope) => records.reservedConcurrency(scope));
  const random = dependencies.random ?? Math.random;
  const invoker = new QueueingInvoker({ records, concurrency, pool, limits, random, clock }, () => queue);
  const queue = new EventQueue(store, (scope, event) => invoker.attempt(scope, event), limits, clock);
  return {
    invoker,
    code,
    downloads: createCodeDownloads(store.blobs, endpoint, clock),
    runtimes,
    limits,
    async resume() {
      const inUse = new Set<string>();
      for (const { value } of await store.collection(functions).listAll()) {
        inUse.add(value.latest.codeBlob);
        for (const version of Object.values(value.versions)) inUse.add(version.codeBlob);
      }
      await code.sweep(inUse);
      await queue.resume();
    },
    pollEvents: () => queue.poll(),
    reapIdle: () => pool.reap(),
    environments: () => pool.size,
    async close() {
      records.close();
      const drained = queue.close();
      await pool.close();
      await drained;
    },
  };
}
