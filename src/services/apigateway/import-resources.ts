import type { Resource } from '../../definitions/rest-api.ts';
import type { ApiDefinition } from '../../openapi/definition.ts';
import { errors } from './errors.ts';
import { newResourceId } from './identifiers.ts';
import { checked, type Planning } from './import-planning.ts';
import { checkPlace, childPath } from './resource-tree.ts';

/**
 * The resources of the API after the import, by path: those of the definition with all above them, and when merging
 * those that the API has. Overwriting leaves no method; merging leaves those of the API.
 */
export function plannedResources(definition: ApiDefinition, planning: Planning): Map<string, Resource> {
  const { api, before, overwrite } = planning;
  const root = before.resources.get('/') ?? { id: api.rootResourceId, path: '/', methods: {} };
  const tree = new ResourceTree(planning);
  tree.add(overwrite ? { ...root, methods: {} } : root);
  if (!overwrite) for (const resource of before.resources.values()) tree.add(resource);
  for (const path of definition.paths) tree.grow(path);
  return tree.byPath;
}

class ResourceTree {
  readonly byPath = new Map<string, Resource>();
  readonly #planning: Planning;
  readonly #children = new Map<string, Resource[]>();
  /** Paths that were refused: what is below them is not tried. */
  readonly #refused = new Set<string>();
  #full = false;

  constructor(planning: Planning) {
    this.#planning = planning;
  }

  add(resource: Resource): void {
    if (this.byPath.has(resource.path)) return;
    this.byPath.set(resource.path, resource);
    if (resource.parentId === undefined) return;
    const siblings = this.#children.get(resource.parentId);
    if (siblings === undefined) this.#children.set(resource.parentId, [resource]);
    else siblings.push(resource);
  }

  /** Adds what is missing on the way from the root to a path. */
  grow(path: string): void {
    let parent = this.byPath.get('/');
    for (const pathPart of path.split('/').slice(1)) {
      if (pathPart === '' || parent === undefined) return;
      parent = this.#child(parent, pathPart, path);
    }
  }

  /** The child of this name, made if need be; undefined, with an error, when the place is not allowed. */
  #child(parent: Resource, pathPart: string, wanted: string): Resource | undefined {
    const path = childPath(parent, pathPart);
    const present = this.byPath.get(path);
    if (present !== undefined) return present;
    if (this.#refused.has(path) || this.#full) return undefined;
    const { problems, quotas, before } = this.#planning;
    const allowed = checked(problems, `Unable to create resource at path '${wanted}'`, () => {
      checkPlace(this.#children.get(parent.id) ?? [], parent, pathPart);
      this.#full = this.byPath.size >= quotas.resourcesPerApi;
      if (this.#full) throw errors.resourceQuota();
    });
    if (!allowed) {
      this.#refused.add(path);
      return undefined;
    }
    const id = before.resources.get(path)?.id ?? newResourceId();
    const resource: Resource = { id, parentId: parent.id, pathPart, path, methods: {} };
    this.add(resource);
    return resource;
  }
}
