import type { Exit } from './process-group.ts';

/** An error that ends an invocation: what the invoker gets as payload. */
export interface FunctionError {
  readonly errorType: string;
  /** Absent when the runtime itself formed the payload. */
  readonly errorMessage?: string;
  readonly payload: Uint8Array;
}

/** An error object of the platform itself: `{errorType, errorMessage}`. */
export function functionError(errorType: string, errorMessage: string): FunctionError {
  return { errorType, errorMessage, payload: Buffer.from(JSON.stringify({ errorType, errorMessage })) };
}

/**
 * The function took longer than its timeout. Recorded from AWS:
 * `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ... Error: Task timed out after 1.00 seconds"}`
 * (it used to be `2025-01-01T00:00:00.000Z ... Task timed out after 1.00 seconds` without a type).
 */
export function timeoutError(requestId: string, timeoutSeconds: number): FunctionError {
  return functionError(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  );
}

const SIGNAL_TEXTS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGILL: 'illegal instruction',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** The runtime's process ended during an invocation. */
export function exitError(requestId: string, exit: Exit): FunctionError {
  const reason = exitReason(exit);
  const text =
    reason === undefined
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: ${reason}`;
  return functionError('Runtime.ExitError', `RequestId: ${requestId} Error: ${text}`);
}

function exitReason({ code, signal }: Exit): string | undefined {
  if (signal !== null) return `signal: ${SIGNAL_TEXTS[signal] ?? signal}`;
  return code === 0 ? undefined : `exit status ${code}`;
}

/** The zip file of a `provided` function has no executable `bootstrap`. */
export function entrypointError(requestId: string, problem: 'missing' | 'not executable'): FunctionError {
  return functionError(
    'Runtime.InvalidEntrypoint',
    problem === 'missing'
      ? `RequestId: ${requestId} Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]`
      : `RequestId: ${requestId} Error: fork/exec /var/task/bootstrap: permission denied`,
  );
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export function responseTooLargeError(maximum: number): FunctionError {
  return functionError(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${maximum} bytes).`,
  );
}

/** The line that the log has for an error of the platform: its message, then its type. */
export function logText(error: FunctionError): string {
  return `${error.errorMessage ?? ''}\n${error.errorType}`;
}
