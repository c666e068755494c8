import { deleteResources } from './delete-resources.ts';
import { fail, failedResources, finish } from './finish.ts';
import { importChanges } from './outputs.ts';
import type { ResourceRecord } from './records.ts';
import type { RunningOperation } from './running-operation.ts';
import { exportId } from './stack-store.ts';

/**
 * Deletes all resources of a stack, or takes up deleting them, and ends the operation. A rollback leaves the stack
 * behind, without resources; a deletion gives its name free.
 */
export async function deleteEverything(
  operation: RunningOperation,
  kind: 'DELETE' | 'ROLLBACK',
): Promise<void> {
  const { record, stack, store, journal } = operation;
  const created = record.kind === 'create';
  const skip = ({ logicalId, current, status }: ResourceRecord) =>
    record.retain?.includes(logicalId) === true
      ? status === 'DELETE_FAILED'
      : isRetained(current, created, record.retainExceptOnCreate === true);
  const failed = await deleteResources(operation, [...operation.resources.values()], skip);
  if (operation.halted()) return;
  if (failed.length > 0) {
    await fail(operation, `${kind}_FAILED`, failedResources('delete', failed));
    return;
  }
  const exports = stack.outputs.flatMap(({ exportName }) =>
    exportName === undefined ? [] : [store.exports.deleting(journal.scope, exportId(exportName))],
  );
  const changes = [...exports, ...(await importChanges(store, stack, []))];
  if (kind === 'DELETE') changes.push(store.names.deleting(journal.scope, stack.stackName));
  await finish(
    operation,
    `${kind}_COMPLETE`,
    (now) => (kind === 'DELETE' ? { ...now, outputs: [], enableTerminationProtection: false } : now),
    changes,
  );
}

function isRetained(
  current: ResourceRecord['current'],
  isCreation: boolean,
  retainExceptOnCreate: boolean,
): boolean {
  if (current === undefined || current.deletionPolicy === 'Delete') return false;
  return !(isCreation && (retainExceptOnCreate || current.deletionPolicy === 'RetainExceptOnCreate'));
}
