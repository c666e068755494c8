import type { Clock } from '../clock.ts';
import type { ResponseStream } from './response-stream.ts';

/** One invocation as an environment runs it. */
export interface EnvironmentRequest {
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  readonly payload: Uint8Array;
  readonly logTail: boolean;
  readonly clientContext?: string | undefined;
  readonly traceId?: string | undefined;
  /** Aborted when nobody waits for the result any more; counts as long as it has not begun. */
  readonly signal?: AbortSignal | undefined;
  /** Takes the response as it comes, of a runtime that streams it; else the outcome has it whole. */
  readonly responseStream?: ResponseStream | undefined;
}

/**
 * How an invocation ended; `error` means that the payload is an error object. The payload of a response that was
 * streamed is empty.
 */
export interface Outcome {
  readonly payload: Uint8Array;
  readonly error: boolean;
  /** The last 4 KB of log, if asked for. */
  readonly logTail?: Buffer;
}

/** What an environment is made of. */
export interface EnvironmentSettings {
  readonly command: readonly string[];
  readonly taskRoot: string;
  /** Made from the address of the Runtime API. */
  readonly variables: (runtimeApi: string) => Record<string, string>;
  /** Whether the runtime knows only `host:port`. */
  readonly plainAddress: boolean;
  readonly version: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  /** Milliseconds for the initialization. */
  readonly initTimeout: number;
  /** Bytes of a response, and of one that is streamed. */
  readonly responsePayload: number;
  readonly streamedPayload: number;
  /** When it must not take further invocations because its credentials end, ms since 1970. */
  readonly renewAt: number;
  readonly clock: Clock;
  readonly onLogLine?: ((line: string) => void) | undefined;
}

/** Told by an environment to its pool. */
export interface EnvironmentListener<Environment> {
  /** It waits for an invocation: after its initialization, and after each invocation. */
  available(environment: Environment): void;
  /** Its initialization failed; `outcome` makes that the result of an invocation. Its end follows. */
  failed(environment: Environment, outcome: (request: EnvironmentRequest) => Promise<Outcome>): void;
  /** Its process is gone. */
  ended(environment: Environment): void;
}
