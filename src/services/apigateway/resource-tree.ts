import type { Resource } from '../../definitions/rest-api.ts';
import type { Scope, Stored } from '../../store/store.ts';
import { errors } from './errors.ts';
import type { Gateway } from './gateway.ts';
import { newResourceId } from './identifiers.ts';

const PATH_PART = /^(?:[a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\+?\})$/;

/** All resources of an API. */
export function resourcesOf(gateway: Gateway, scope: Scope, restApiId: string): Promise<Stored<Resource>[]> {
  return gateway.resources.list(scope, { prefix: `${restApiId}/` });
}

/** `/pets` of `/` and `pets`. */
export function childPath(parent: Resource, pathPart: string): string {
  return parent.path === '/' ? `/${pathPart}` : `${parent.path}/${pathPart}`;
}

/**
 * Checks that a resource may stand under a parent: its own form, a parent that can have children, a name that no
 * sibling has, and at most one variable among siblings.
 * @param except id of the resource itself when it is moved or renamed
 */
export function checkPlace(
  tree: readonly Resource[],
  parent: Resource,
  pathPart: string,
  except?: string,
): void {
  if (parent.pathPart?.endsWith('+}')) throw errors.greedyParent(parent.pathPart);
  if (!PATH_PART.test(pathPart)) throw errors.invalidPathPart();
  const siblings = tree.filter((one) => one.parentId === parent.id && one.id !== except);
  if (siblings.some((one) => one.pathPart === pathPart)) throw errors.siblingExists(pathPart);
  if (!pathPart.startsWith('{')) return;
  const variable = siblings.find((one) => one.pathPart?.startsWith('{'));
  if (variable?.pathPart !== undefined) throw errors.siblingVariable(variable.pathPart);
}

/** A resource and all below it, parents before their children. */
export function subtree<T extends { readonly value: Resource }>(tree: readonly T[], top: T): T[] {
  const children = new Map<string | undefined, T[]>();
  for (const one of tree) {
    const siblings = children.get(one.value.parentId);
    if (siblings === undefined) children.set(one.value.parentId, [one]);
    else siblings.push(one);
  }
  const found = [top];
  // Grows while it is walked: each resource brings its children.
  for (const one of found) found.push(...(children.get(one.value.id) ?? []));
  return found;
}

/** The same tree under new ids, for an API made from another. */
export function copyResources(resources: readonly Resource[], rootId: string): Resource[] {
  const ids = new Map<string | undefined, string>();
  for (const { id, parentId } of resources) ids.set(id, parentId === undefined ? rootId : newResourceId());
  return resources.map((resource) => {
    const { parentId, ...copy } = structuredClone(resource);
    const id = ids.get(resource.id) ?? newResourceId();
    const parent = parentId === undefined ? undefined : ids.get(parentId);
    return parent === undefined ? { ...copy, id } : { ...copy, id, parentId: parent };
  });
}
