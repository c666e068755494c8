import type { BoundResource } from '../template/bind.ts';
import { createResource } from './create-resource.ts';
import { deletePending, deleteReplaced, deleteResource } from './delete-resource.ts';
import { inDependencyOrder, reversed } from './dependency-order.ts';
import { failureReason } from './failure-reason.ts';
import { enterStatus, fail, failedResources, finish } from './finish.ts';
import { exportChanges, importChanges, outputValues } from './outputs.ts';
import type { PhysicalRecord, ResourceRecord, StackRecord, StackSettings } from './records.ts';
import { restoreResource } from './restore-resource.ts';
import { PARALLEL_RESOURCES, type RunningOperation, saveResource } from './running-operation.ts';
import { updateResource } from './update-resource.ts';

/** Brings a stack to its new template, or takes that up; rolls back when a resource fails. */
export async function runUpdate(operation: RunningOperation): Promise<void> {
  const target = operation.record.target ?? { resources: [], outputs: [], imports: [] };
  const created: string[] = [];
  const updated: string[] = [];
  const byId = new Map(target.resources.map((bound) => [bound.logicalId, bound]));
  const steps = target.resources.map((bound) => ({ name: bound.logicalId, after: bound.dependsOn }));
  await inDependencyOrder(steps, PARALLEL_RESOURCES, async (name) => {
    const bound = byId.get(name);
    if (operation.halted()) return false;
    if (bound === undefined) return true;
    const isNew = operation.resources.get(name)?.before === null || !operation.resources.has(name);
    const succeeded = await bringTo(operation, bound);
    if (!succeeded && !operation.halted()) (isNew ? created : updated).push(name);
    return succeeded;
  });
  if (operation.halted()) return;
  const reason = failedResources('create', created) + failedResources('update', updated);
  if (reason !== '') return rollBackOrFail(operation, reason);
  try {
    const outputs = outputValues(operation, target.outputs);
    const exports = await exportChanges(operation, operation.stack, outputs);
    const imports = await importChanges(operation.store, operation.stack, target.imports);
    await operation.journal.stack(
      ({ statusReason: _reason, ...stack }) => ({
        ...stack,
        outputs,
        status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      }),
      true,
      () => [...exports, ...imports],
    );
  } catch (error) {
    operation.report(error);
    return rollBackOrFail(operation, failureReason(error));
  }
  await cleanUp(operation, 'UPDATE_COMPLETE');
}

async function bringTo(operation: RunningOperation, bound: BoundResource): Promise<boolean> {
  const resource = operation.resources.get(bound.logicalId);
  if (resource?.before === null && resource.status === 'CREATE_COMPLETE') return true;
  const current = resource?.before === null ? undefined : resource?.current;
  if (resource === undefined || current === undefined)
    return createResource(operation, bound, { verb: 'CREATE', before: null });
  const { before, pending, updating, status } = resource;
  if (before !== undefined && pending === undefined && updating === undefined && status === 'UPDATE_COMPLETE')
    return true;
  return updateResource(operation, bound, current);
}

async function rollBackOrFail(operation: RunningOperation, reason: string): Promise<void> {
  if (operation.record.onFailure === 'DO_NOTHING') await fail(operation, 'UPDATE_FAILED', reason);
  else {
    await enterStatus(operation, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
    await rollBackUpdate(operation);
  }
}

/**
 * Takes back what an update did, or takes that up.
 *
 * @param skipped logical ids of resources that are taken for restored
 */
export async function rollBackUpdate(
  operation: RunningOperation,
  skipped: readonly string[] = [],
): Promise<void> {
  const failed: string[] = [];
  const touched = [...operation.resources.values()].filter((one) => one.before);
  const steps = touched.map((one) => ({ name: one.logicalId, after: one.before?.dependsOn ?? [] }));
  await inDependencyOrder(steps, PARALLEL_RESOURCES, async (name) => {
    const resource = operation.resources.get(name);
    if (operation.halted()) return false;
    if (!resource?.before) return true;
    if (skipped.includes(name)) {
      const { before: _left, updating: _unknown, ...rest } = resource;
      await saveResource(operation, { ...rest, status: 'UPDATE_COMPLETE' });
      return true;
    }
    const restored = await restoreResource(operation, resource, resource.before);
    if (!restored) failed.push(name);
    return restored;
  });
  if (operation.halted()) return;
  if (failed.length > 0) {
    await fail(operation, 'UPDATE_ROLLBACK_FAILED', failedResources('update', failed));
    return;
  }
  await enterStatus(operation, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await cleanUp(operation, 'UPDATE_ROLLBACK_COMPLETE');
}

/** Deletes what the stack no longer has, dependents first, and ends the operation. What can't be deleted is left. */
export async function cleanUp(
  operation: RunningOperation,
  status: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE',
): Promise<void> {
  const rolledBack = status === 'UPDATE_ROLLBACK_COMPLETE';
  const wanted = new Set(operation.record.target?.resources.map((one) => one.logicalId));
  const isGone = (one: ResourceRecord) => (rolledBack ? one.before === null : !wanted.has(one.logicalId));
  const steps = [...operation.resources.values()].map((resource) => ({
    name: resource.logicalId,
    after: isGone(resource)
      ? (resource.current ?? resource.pending ?? resource).dependsOn
      : (unwanted(resource)?.dependsOn ?? []),
  }));
  await inDependencyOrder(reversed(steps), PARALLEL_RESOURCES, async (name) => {
    const resource = operation.resources.get(name);
    if (operation.halted()) return false;
    if (resource === undefined) return true;
    if (isGone(resource)) await removeResource(operation, resource, rolledBack);
    else await dropUnwanted(operation, resource);
    return true;
  });
  if (operation.halted()) return;
  const { previous, previousImports = [] } = operation.record;
  const imports = rolledBack ? await importChanges(operation.store, operation.stack, previousImports) : [];
  const restore = (stack: StackRecord) => (rolledBack && previous ? withSettings(stack, previous) : stack);
  await finish(operation, status, restore, imports);
}

function withSettings(stack: StackRecord, settings: StackSettings): StackRecord {
  const { description: _description, roleArn: _roleArn, ...rest } = stack;
  return { ...rest, ...settings };
}

/** The physical resource that the logical id stands for no longer. */
function unwanted({ before, current, discard }: ResourceRecord): PhysicalRecord | undefined {
  if (before && before.physicalId !== current?.physicalId) return before;
  return discard;
}

async function removeResource(operation: RunningOperation, resource: ResourceRecord, isCreation: boolean) {
  const policy = resource.current?.deletionPolicy;
  const always =
    isCreation && (policy === 'RetainExceptOnCreate' || operation.record.retainExceptOnCreate === true);
  const skip = policy !== undefined && policy !== 'Delete' && !always;
  await deleteResource(operation, resource, skip);
  await operation.journal.removeResource(resource);
  operation.resources.delete(resource.logicalId);
}

async function dropUnwanted(operation: RunningOperation, resource: ResourceRecord): Promise<void> {
  const { before, discard: _discard, pending, ...rest } = resource;
  const old = unwanted(resource);
  if (before === undefined && old === undefined && pending === undefined) return;
  if (old !== undefined)
    await deleteReplaced(operation, resource, old, old === before && old.updateReplacePolicy === 'Retain');
  try {
    if (pending !== undefined) await deletePending(operation, pending);
  } catch (error) {
    operation.report(error);
  }
  await saveResource(operation, rest, false);
}
