import { createResource } from './create-resource.ts';
import { deleteEverything } from './delete-operation.ts';
import { inDependencyOrder } from './dependency-order.ts';
import { failureReason } from './failure-reason.ts';
import { enterStatus, fail, failedResources, finish } from './finish.ts';
import { exportChanges, outputValues } from './outputs.ts';
import { PARALLEL_RESOURCES, type RunningOperation } from './running-operation.ts';

/** Makes a stack's resources, or takes up making them; rolls back when one fails. */
export async function runCreate(operation: RunningOperation): Promise<void> {
  const target = operation.record.target ?? { resources: [], outputs: [], imports: [] };
  const { timeoutInMinutes } = operation.stack;
  const deadline =
    timeoutInMinutes === undefined ? Infinity : operation.record.startedAt + timeoutInMinutes * 60_000;
  const failed: string[] = [];
  const byId = new Map(target.resources.map((bound) => [bound.logicalId, bound]));
  const steps = target.resources.map((bound) => ({ name: bound.logicalId, after: bound.dependsOn }));
  let timedOut = false;
  await inDependencyOrder(steps, PARALLEL_RESOURCES, async (name) => {
    const bound = byId.get(name);
    if (operation.halted()) return false;
    if (bound === undefined || operation.resources.get(name)?.status === 'CREATE_COMPLETE') return true;
    timedOut = operation.now() > deadline;
    if (timedOut) return false;
    const created = await createResource(operation, bound, { verb: 'CREATE' });
    if (!created && !operation.halted()) failed.push(name);
    return created;
  });
  if (operation.halted()) return;
  if (timedOut) {
    const reason = 'Stack creation time exceeded the specified timeout. ';
    return rollBackCreate(operation, reason + failedResources('create', failed));
  }
  if (failed.length > 0) return rollBackCreate(operation, failedResources('create', failed));
  try {
    const outputs = outputValues(operation, target.outputs);
    const exports = await exportChanges(operation, operation.stack, outputs);
    await finish(operation, 'CREATE_COMPLETE', (stack) => ({ ...stack, outputs }), exports);
  } catch (error) {
    operation.report(error);
    await rollBackCreate(operation, `${failureReason(error)} `);
  }
}

async function rollBackCreate(operation: RunningOperation, reason: string): Promise<void> {
  const { onFailure } = operation.record;
  if (onFailure === 'DO_NOTHING') {
    await fail(operation, 'CREATE_FAILED', reason);
    return;
  }
  if (onFailure === 'DELETE') {
    await enterStatus(operation, 'DELETE_IN_PROGRESS', `${reason}Delete requested by user.`);
    return deleteEverything(operation, 'DELETE');
  }
  await enterStatus(operation, 'ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`);
  await deleteEverything(operation, 'ROLLBACK');
}
