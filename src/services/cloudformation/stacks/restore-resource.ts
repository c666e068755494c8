import { sameValue } from '../template/value.ts';
import { failureReason } from './failure-reason.ts';
import type { PhysicalRecord, ResourceRecord } from './records.ts';
import { type RunningOperation, resourceContext, saveResource, typeNamed } from './running-operation.ts';

/**
 * Takes back what a failed update did to a resource: its properties are set to what they were, or its logical id stands
 * again for what it stood for. The new physical resource is left to be deleted afterwards.
 * Answers whether it succeeded; the record says why not.
 */
export async function restoreResource(
  operation: RunningOperation,
  resource: ResourceRecord,
  before: PhysicalRecord,
): Promise<boolean> {
  const { statusReason: _reason, ...record } = resource;
  const begun: ResourceRecord = { ...record, status: 'UPDATE_IN_PROGRESS', physicalId: before.physicalId };
  await saveResource(operation, begun);
  if (operation.halted()) return false;
  const { current, updating, before: _restored, ...rest } = begun;
  const replaced = current !== undefined && current.physicalId !== before.physicalId;
  const from = updating ?? current?.properties;
  try {
    if (!replaced && from !== undefined && !sameValue(from, before.properties))
      await typeNamed(before.type).update(before, before.properties, from, resourceContext(operation));
    await saveResource(operation, {
      ...rest,
      status: 'UPDATE_COMPLETE',
      current: before,
      ...(replaced && { discard: current }),
    });
    return true;
  } catch (error) {
    operation.report(error);
    await saveResource(operation, { ...begun, status: 'UPDATE_FAILED', statusReason: failureReason(error) });
    return false;
  }
}
