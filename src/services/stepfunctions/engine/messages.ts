import type { JsonObject } from '../definition/json.ts';

/** An event of an execution's history, as GetExecutionHistory gives it but for the time, which is ms since 1970. */
export interface HistoryEventRecord {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  /** Name of the member that holds the details, such as `stateEnteredEventDetails`. */
  detailsName?: string;
  details?: Record<string, string | number | boolean | { truncated: boolean }>;
}

/** A task that the engine wants done. */
export interface TaskRequest {
  /** ARN in the state's `Resource`. */
  readonly resource: string;
  /** JSON text. */
  readonly input: string;
}

/** To the worker. */
export type WorkerRequest =
  | {
      readonly kind: 'run';
      readonly run: number;
      /** JSON text. */
      readonly definition: string;
      readonly input: string;
      /** What `$$` gives, but for `State` and `Map`. */
      readonly context: JsonObject;
      /** Whether events are told; at most this many there may be, if so. */
      readonly maximumEvents?: number;
    }
  | { readonly kind: 'abort'; readonly run: number }
  | { readonly kind: 'task-succeeded'; readonly task: number; readonly output: string }
  | {
      readonly kind: 'task-failed';
      readonly task: number;
      readonly error: string;
      readonly cause: string /** Whether Retry and Catch may handle it. */;
      readonly handled: boolean;
    }
  | { readonly kind: 'validate'; readonly run: number; readonly definition: string }
  | { readonly kind: 'ping' };

/** From the worker. */
export type WorkerAnswer =
  | { readonly kind: 'succeeded'; readonly run: number; readonly output: string }
  | { readonly kind: 'failed'; readonly run: number; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'task'; readonly run: number; readonly task: number; readonly request: TaskRequest }
  | { readonly kind: 'event'; readonly run: number; readonly event: HistoryEventRecord }
  | { readonly kind: 'validated'; readonly run: number; readonly problems?: string }
  | { readonly kind: 'pong' };
