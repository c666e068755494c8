import { deleteResource } from './delete-resource.ts';
import { inDependencyOrder, reversed } from './dependency-order.ts';
import type { ResourceRecord } from './records.ts';
import { PARALLEL_RESOURCES, type RunningOperation } from './running-operation.ts';

/**
 * Deletes resources of a stack, each after those that depend on it. Gives the logical ids of those that failed; what
 * these depend on is left as it is.
 *
 * @param skip whether to leave what a resource is in the services
 */
export async function deleteResources(
  operation: RunningOperation,
  resources: readonly ResourceRecord[],
  skip: (resource: ResourceRecord) => boolean,
): Promise<string[]> {
  const failed = new Set<string>();
  const steps = resources.map((resource) => ({
    name: resource.logicalId,
    after: (resource.current ?? resource.pending ?? resource.before ?? resource).dependsOn,
  }));
  const order = reversed(steps);
  const dependents = new Map(order.map((step) => [step.name, step.after]));
  const byId = new Map(resources.map((one) => [one.logicalId, one]));
  const blocked = new Set<string>();
  await inDependencyOrder(order, PARALLEL_RESOURCES, async (name) => {
    if (operation.halted()) return false;
    const resource = byId.get(name);
    if (resource === undefined || isGone(resource)) return true;
    if (dependents.get(name)?.some((one) => failed.has(one) || blocked.has(one))) {
      blocked.add(name);
      return true;
    }
    if (!(await deleteResource(operation, resource, skip(resource)))) failed.add(name);
    return true;
  });
  return [...failed];
}

function isGone({ status }: ResourceRecord): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED';
}
