import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { Change } from '../../../store/store.ts';
import type { StackRecord } from './records.ts';
import type { RunningOperation } from './running-operation.ts';

/** Moves the stack to a status, with its event. A status without a reason has none. */
export function enterStatus(
  operation: RunningOperation,
  status: StackStatus,
  statusReason?: string,
): Promise<StackRecord> {
  const goes = status === 'ROLLBACK_IN_PROGRESS' || status === 'DELETE_IN_PROGRESS';
  return operation.journal.stack(
    (stack) => ({
      ...withStatus(stack, status, statusReason),
      ...(goes && { deletedAt: operation.now() }),
    }),
    true,
  );
}

/**
 * Ends the operation: the stack gets its last status, with what else changes, in one commit.
 *
 * @param more further changes of that commit
 */
export function finish(
  operation: RunningOperation,
  status: StackStatus,
  change: (stack: StackRecord) => StackRecord = (stack) => stack,
  more: readonly Change[] = [],
): Promise<StackRecord> {
  return operation.journal.stack(
    (stack) => {
      const { operation: _ended, ...rest } = change(withStatus(stack, status));
      return rest;
    },
    true,
    () => more,
  );
}

/** Leaves the stack in a failed status; the operation stays, so that it can be rolled back or taken up again. */
export function fail(
  operation: RunningOperation,
  status: StackStatus,
  statusReason: string,
): Promise<StackRecord> {
  return enterStatus(operation, status, statusReason);
}

function withStatus(stack: StackRecord, status: StackStatus, statusReason?: string): StackRecord {
  const { statusReason: _old, ...rest } = stack;
  return { ...rest, status, ...(statusReason !== undefined && { statusReason }) };
}

/** `The following resource(s) failed to create: [A, B]. ` */
export function failedResources(what: 'create' | 'update' | 'delete', logicalIds: readonly string[]): string {
  return logicalIds.length === 0
    ? ''
    : `The following resource(s) failed to ${what}: [${logicalIds.join(', ')}]. `;
}
