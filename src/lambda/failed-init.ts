import type { EnvironmentRequest, EnvironmentSettings } from './environment-contract.ts';
import { type FunctionError, logText } from './function-errors.ts';
import type { LogCollector } from './log-collector.ts';
import { endLine, reportLine, startLine } from './report.ts';

/** An invocation whose environment did not come up. */
export interface FailedInit {
  readonly request: EnvironmentRequest;
  readonly settings: EnvironmentSettings;
  /** Milliseconds of the initialization. */
  readonly duration: number;
  readonly error: FunctionError;
  /** Whether the runtime itself has said what went wrong. */
  readonly told: boolean;
}

/** Writes the lines that Lambda logs for such an invocation. */
export function logFailedInit(
  log: LogCollector,
  { request, settings, duration, error, told }: FailedInit,
): void {
  const timedOut = duration >= settings.initTimeout;
  log.begin(startLine(request.requestId, settings.version));
  if (!told) log.write(logText(error));
  log.write(endLine(request.requestId));
  log.write(
    reportLine({
      requestId: request.requestId,
      duration,
      memorySize: settings.memorySize,
      status: timedOut ? 'timeout' : 'error',
      errorType: timedOut ? undefined : error.errorType,
    }),
  );
}
