import { validationError } from './validation-error.ts';

/** Throws ValidationError when resources wait for each other. */
export function requireNoCycle(
  resources: readonly { logicalId: string; dependsOn: readonly string[] }[],
): void {
  let left = resources.map(({ logicalId, dependsOn }) => ({ logicalId, dependsOn: new Set(dependsOn) }));
  for (;;) {
    const free = new Set(left.filter((one) => one.dependsOn.size === 0).map((one) => one.logicalId));
    if (free.size === 0) break;
    left = left.filter((one) => !free.has(one.logicalId));
    for (const one of left) for (const id of free) one.dependsOn.delete(id);
  }
  if (left.length > 0)
    throw validationError(
      `Circular dependency between resources: [${left.map((one) => one.logicalId).join(', ')}]`,
    );
}
