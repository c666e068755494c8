/**
 * The lines that Lambda itself writes into a function's log.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
 */

export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

/** What REPORT tells; durations in milliseconds. */
export interface Usage {
  readonly requestId: string;
  readonly duration: number;
  /** MB, as configured. */
  readonly memorySize: number;
  /** MB; absent where the machine doesn't tell. */
  readonly memoryUsed?: number | undefined;
  /** Of the first invocation of an environment only. */
  readonly initDuration?: number | undefined;
  readonly status?: 'timeout' | 'error' | undefined;
  readonly errorType?: string | undefined;
}

export function reportLine(usage: Usage): string {
  const billed = Math.ceil(usage.duration + (usage.initDuration ?? 0));
  const parts = [
    `REPORT RequestId: ${usage.requestId}`,
    `Duration: ${usage.duration.toFixed(2)} ms`,
    `Billed Duration: ${billed} ms`,
    `Memory Size: ${usage.memorySize} MB`,
  ];
  if (usage.memoryUsed !== undefined) parts.push(`Max Memory Used: ${usage.memoryUsed} MB`);
  if (usage.initDuration !== undefined) parts.push(`Init Duration: ${usage.initDuration.toFixed(2)} ms`);
  if (usage.status !== undefined) parts.push(`Status: ${usage.status}`);
  if (usage.errorType !== undefined) parts.push(`Error Type: ${usage.errorType}`);
  return `${parts.join('\t')}\t`;
}
