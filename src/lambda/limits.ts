import { availableParallelism, totalmem } from 'node:os';

const MEBIBYTE = 1024 * 1024;

/** What Lambda allows. Defaults are AWS's quotas where AWS has one, else what this machine can bear. */
export interface LambdaLimits {
  /** Executions at the same time per account and region. */
  readonly accountConcurrency: number;
  /** What reserved concurrency must leave to the functions without it. */
  readonly minimumUnreservedConcurrency: number;
  /** Execution environments (processes) on this machine. */
  readonly maximumEnvironments: number;
  /** Environments that may be starting at the same time: starting is work for the processor. */
  readonly maximumStartingEnvironments: number;
  /** Invocations that may wait for an environment, and how long (ms), before they are throttled. */
  readonly maximumWaiting: number;
  readonly maximumWait: number;
  /** An environment that nobody used for so long (ms) ends. */
  readonly idleTimeout: number;
  /** Time (ms) an environment has for its initialization, beyond the function's timeout. */
  readonly initTimeout: number;
  /** Bytes of a synchronous invocation's payload, of its response, and of an asynchronous invocation's payload. */
  readonly requestPayload: number;
  readonly responsePayload: number;
  readonly eventPayload: number;
  /** Bytes of a response that is streamed. */
  readonly streamedPayload: number;
  /** Asynchronous invocations that may be queued, and how many of them run at the same time. */
  readonly maximumQueuedEvents: number;
  readonly maximumRunningEvents: number;
  /** Age (ms) at which a queued event is dropped. */
  readonly maximumEventAge: number;
  /** Bytes and entries of a function's code when unpacked. */
  readonly unpackedCode: number;
  readonly codeEntries: number;
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and, for payloads, API_Invoke.html:
 * "For synchronous invocations, the maximum payload size is 6 MB. For asynchronous invocations, [...] 1 MB."
 */
export function defaultLimits(): LambdaLimits {
  return {
    accountConcurrency: 1000,
    minimumUnreservedConcurrency: 100,
    maximumEnvironments: Math.min(256, Math.max(8, Math.floor(totalmem() / 2 / (64 * MEBIBYTE)))),
    maximumStartingEnvironments: Math.max(2, availableParallelism()),
    maximumWaiting: 1000,
    maximumWait: 10_000,
    idleTimeout: 5 * 60_000,
    initTimeout: 10_000,
    requestPayload: 6 * MEBIBYTE,
    // AWS's figure for responses: 6 MiB and 100 bytes.
    responsePayload: 6 * MEBIBYTE + 100,
    eventPayload: MEBIBYTE,
    // "Payload: 200 MB for each streamed response (synchronous)"
    streamedPayload: 200 * MEBIBYTE,
    maximumQueuedEvents: 10_000,
    maximumRunningEvents: 50,
    maximumEventAge: 6 * 3_600_000,
    unpackedCode: 262_144_000,
    codeEntries: 50_000,
  };
}
