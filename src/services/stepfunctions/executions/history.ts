import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { HistoryEventRecord } from '../engine/messages.ts';
import type { Ending } from './active-execution.ts';

/** The first event of every history. */
export function executionStarted(input: string, roleArn: string, timestamp: number): HistoryEventRecord {
  return {
    id: 1,
    previousEventId: 0,
    timestamp,
    type: 'ExecutionStarted',
    detailsName: 'executionStartedEventDetails',
    details: { input, inputDetails: { truncated: false }, roleArn },
  };
}

/** The last event of every history. */
export function executionEnded(
  events: readonly HistoryEventRecord[],
  { status, output, error, cause }: Ending,
  timestamp: number,
): HistoryEventRecord {
  const last = events.at(-1)?.id ?? 0;
  const shared = { id: last + 1, previousEventId: last, timestamp };
  if (status === 'SUCCEEDED') {
    return {
      ...shared,
      type: 'ExecutionSucceeded',
      detailsName: 'executionSucceededEventDetails',
      details: { output: output ?? '', outputDetails: { truncated: false } },
    };
  }
  const [type, detailsName] = UNSUCCESSFUL[status];
  return {
    ...shared,
    type,
    detailsName,
    details: { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) },
  };
}

const UNSUCCESSFUL = {
  FAILED: ['ExecutionFailed', 'executionFailedEventDetails'],
  ABORTED: ['ExecutionAborted', 'executionAbortedEventDetails'],
  TIMED_OUT: ['ExecutionTimedOut', 'executionTimedOutEventDetails'],
} as const;

const DATA = ['input', 'inputDetails', 'output', 'outputDetails', 'parameters'];

/** An event as GetExecutionHistory answers it. */
export function historyEvent(event: HistoryEventRecord, withData: boolean): HistoryEvent {
  const { id, previousEventId, timestamp, type, detailsName, details } = event;
  const shown = Object.entries(details ?? {}).filter(([name]) => withData || !DATA.includes(name));
  return {
    id,
    previousEventId,
    timestamp: new Date(timestamp),
    // Written by the history writer and above, in the names of the API.
    type: type as HistoryEventType,
    ...(detailsName !== undefined && { [detailsName]: Object.fromEntries(shown) }),
  };
}
