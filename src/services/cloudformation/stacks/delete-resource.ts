import { failureReason } from './failure-reason.ts';
import type { PendingCreation, PhysicalRecord, ResourceRecord } from './records.ts';
import { type RunningOperation, resourceContext, saveResource, typeNamed } from './running-operation.ts';

/** Deletes what a creation that did not come to its end has made, found by what was recorded of it. */
export async function deletePending(operation: RunningOperation, pending: PendingCreation): Promise<void> {
  const type = typeNamed(pending.type);
  const context = resourceContext(operation, pending.name);
  const { properties, existing, physicalId, attributes = {} } = pending;
  const found = physicalId !== undefined ? [physicalId] : await type.find(properties, context);
  for (const id of found)
    if (!existing.includes(id)) await type.delete({ physicalId: id, attributes }, properties, context);
}

/** Deletes a physical resource, without recording it. */
export async function deletePhysical(operation: RunningOperation, physical: PhysicalRecord): Promise<void> {
  await typeNamed(physical.type).delete(physical, physical.properties, resourceContext(operation));
}

/**
 * Takes all of a resource away: what it stands for, what it stood for, and what was begun. Answers whether it
 * succeeded; the record, which stays, says why not.
 *
 * @param skip whether to leave what exists, for its deletion policy
 */
export async function deleteResource(
  operation: RunningOperation,
  resource: ResourceRecord,
  skip: boolean,
): Promise<boolean> {
  const { statusReason: _reason, ...record } = resource;
  const { current, pending, before, discard, updating: _updating, ...rest } = record;
  if (skip) {
    await saveResource(operation, { ...rest, status: 'DELETE_SKIPPED' });
    return true;
  }
  if (current === undefined && pending === undefined && !before && discard === undefined) {
    await saveResource(operation, { ...rest, status: 'DELETE_COMPLETE' });
    return true;
  }
  await saveResource(operation, { ...record, status: 'DELETE_IN_PROGRESS' });
  try {
    if (pending !== undefined) await deletePending(operation, pending);
    if (current !== undefined) await deletePhysical(operation, current);
    if (before && before.physicalId !== current?.physicalId) await deletePhysical(operation, before);
    if (discard !== undefined) await deletePhysical(operation, discard);
    await saveResource(operation, { ...rest, status: 'DELETE_COMPLETE' });
    return true;
  } catch (error) {
    operation.report(error);
    await saveResource(operation, {
      ...record,
      status: 'DELETE_FAILED',
      statusReason: failureReason(error),
    });
    return false;
  }
}

/**
 * Deletes what a resource stands for no longer, while its logical id stays. Answers whether it succeeded; the events
 * say why not.
 */
export async function deleteReplaced(
  operation: RunningOperation,
  resource: ResourceRecord,
  replaced: PhysicalRecord,
  skip: boolean,
): Promise<boolean> {
  const { journal, stack } = operation;
  const { statusReason: _reason, ...record } = resource;
  const shown = { ...record, type: replaced.type, physicalId: replaced.physicalId };
  if (skip) {
    await journal.resourceEvent(stack, { ...shown, status: 'DELETE_SKIPPED' });
    return true;
  }
  await journal.resourceEvent(stack, { ...shown, status: 'DELETE_IN_PROGRESS' });
  try {
    await deletePhysical(operation, replaced);
    await journal.resourceEvent(stack, { ...shown, status: 'DELETE_COMPLETE' });
    return true;
  } catch (error) {
    operation.report(error);
    const statusReason = failureReason(error);
    await journal.resourceEvent(stack, { ...shown, status: 'DELETE_FAILED', statusReason });
    return false;
  }
}
