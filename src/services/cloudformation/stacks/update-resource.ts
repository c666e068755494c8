import type { PropertyDeclarations } from '../resource-types/property-type.ts';
import type { BoundResource } from '../template/bind.ts';
import { member, sameValue, type TemplateObject } from '../template/value.ts';
import { createResource, recordOf, shownOrNothing } from './create-resource.ts';
import { failureReason } from './failure-reason.ts';
import type { PhysicalRecord, ResourceRecord } from './records.ts';
import {
  desiredProperties,
  type RunningOperation,
  resourceContext,
  saveResource,
  typeNamed,
} from './running-operation.ts';

/** Names of the properties that differ. */
export function changedProperties(before: TemplateObject, after: TemplateObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(member(before, name), member(after, name)));
}

/** Whether changing these properties makes a new physical resource. */
export function needReplacement(declarations: PropertyDeclarations, changed: readonly string[]): boolean {
  return changed.some(
    (name) => Object.hasOwn(declarations, name) && declarations[name]?.replacement === true,
  );
}

/**
 * Brings a resource to what the new template says: nothing, a change without interruption, or a new physical resource.
 * May be repeated after it was cut off. Answers whether it succeeded; the record says why not.
 */
export async function updateResource(
  operation: RunningOperation,
  bound: BoundResource,
  current: PhysicalRecord,
): Promise<boolean> {
  const resource = operation.resources.get(bound.logicalId);
  let properties: TemplateObject;
  try {
    properties = desiredProperties(operation, bound);
  } catch (error) {
    return failed(operation, bound, current, error);
  }
  // What was begun before a restart is begun again from what it was.
  const from = resource?.before ?? current;
  const changed = changedProperties(from.properties, properties);
  if (changed.length === 0) return unchanged(operation, bound, current);
  if (needReplacement(typeNamed(bound.type).properties, changed))
    return createResource(operation, bound, { verb: 'UPDATE', before: from });
  return change(operation, bound, from, properties);
}

async function unchanged(operation: RunningOperation, bound: BoundResource, current: PhysicalRecord) {
  const { dependsOn, deletionPolicy, updateReplacePolicy } = bound;
  const resource = operation.resources.get(bound.logicalId);
  if (resource === undefined) return true;
  const { metadata: _metadata, ...rest } = resource;
  await saveResource(
    operation,
    {
      ...rest,
      ...recordOf(operation, bound),
      current: { ...current, dependsOn, deletionPolicy, updateReplacePolicy },
    },
    false,
  );
  return true;
}

async function change(
  operation: RunningOperation,
  bound: BoundResource,
  from: PhysicalRecord,
  properties: TemplateObject,
): Promise<boolean> {
  const { dependsOn, deletionPolicy, updateReplacePolicy } = bound;
  const begun: ResourceRecord = {
    ...recordOf(operation, bound),
    ...shownOrNothing(operation, bound),
    status: 'UPDATE_IN_PROGRESS',
    physicalId: from.physicalId,
    current: from,
    before: from,
    updating: properties,
  };
  await saveResource(operation, begun);
  if (operation.halted()) return false;
  try {
    const type = typeNamed(bound.type);
    const attributes = await type.update(from, properties, from.properties, resourceContext(operation));
    const { updating: _done, ...rest } = begun;
    await saveResource(operation, {
      ...rest,
      status: 'UPDATE_COMPLETE',
      current: { ...from, attributes, properties, dependsOn, deletionPolicy, updateReplacePolicy },
    });
    return true;
  } catch (error) {
    operation.report(error);
    await saveResource(operation, {
      ...begun,
      status: 'UPDATE_FAILED',
      statusReason: failureReason(error),
    });
    return false;
  }
}

async function failed(
  operation: RunningOperation,
  bound: BoundResource,
  current: PhysicalRecord,
  error: unknown,
): Promise<false> {
  const record = {
    ...recordOf(operation, bound),
    ...shownOrNothing(operation, bound),
    physicalId: current.physicalId,
    current,
    before: current,
  };
  await saveResource(operation, { ...record, status: 'UPDATE_IN_PROGRESS' });
  await saveResource(operation, { ...record, status: 'UPDATE_FAILED', statusReason: failureReason(error) });
  return false;
}
