import type { Resource } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { mapEntries } from './entries.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { newResourceId } from './identifiers.ts';
import { required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { type References, referencesOf } from './references.ts';
import { checkPlace, childPath, resourcesOf, subtree } from './resource-tree.ts';
import { findRestApi, holding } from './rest-api.ts';

type Operation = 'CreateResource' | 'GetResource' | 'GetResources' | 'UpdateResource' | 'DeleteResource';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Resource.html */
export function resourceOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateResource: (input, context) => createResource(gateway, input, context),
    GetResource: async (input, context) =>
      describeResource((await findResource(gateway, input, context)).value, embedsMethods(input.embed)),
    GetResources: (input, context) => getResources(gateway, input, context),
    UpdateResource: (input, context) => updateResource(gateway, input, context),
    DeleteResource: (input, context) => deleteResource(gateway, input, context),
  };
}

/** Where a resource stands; what UpdateResource can change. */
interface Place {
  parentId: string | undefined;
  pathPart: string | undefined;
}

const resourcePatches: PatchTable<Place> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/parentId',
      replace: (place, { value }) => {
        if (place.parentId === undefined) throw errors.rootParent();
        place.parentId = value ?? '';
      },
    },
    {
      path: '/pathPart',
      replace: (place, { value }) => {
        if (place.pathPart === undefined) throw errors.rootPathPart();
        place.pathPart = value ?? '';
      },
    },
  ],
};

/** Names a resource in a request. */
export interface ResourceReference {
  readonly restApiId: string | undefined;
  readonly resourceId: string | undefined;
}

export function resourceKey(input: ResourceReference): string {
  return `${required(input.restApiId, 'restApiId')}/${required(input.resourceId, 'resourceId')}`;
}

/** Throws NotFoundException; an unknown API too reads as an unknown resource. */
export async function findResource(
  gateway: Gateway,
  input: ResourceReference,
  context: CallContext,
): Promise<Stored<Resource>> {
  const found = await gateway.resources.get(scopeOf(context), resourceKey(input));
  if (found === undefined) throw errors.resourceNotFound();
  return found;
}

/** Changes one resource so that no other change to it is lost. Throws NotFoundException. */
export async function changeResource(
  gateway: Gateway,
  input: ResourceReference,
  context: CallContext,
  change: (resource: Resource) => void,
): Promise<Resource> {
  const updated = await gateway.resources.update(scopeOf(context), resourceKey(input), (resource) => {
    change(resource);
    return resource;
  });
  if (updated === undefined) throw errors.resourceNotFound();
  return updated.value;
}

/**
 * Changes one resource by what it refers to, the API's models, request validators and authorizers: none of them can be
 * deleted meanwhile. Throws NotFoundException.
 */
export async function changeReferences(
  gateway: Gateway,
  input: ResourceReference,
  context: CallContext,
  change: (resource: Resource, references: References) => void,
): Promise<Resource> {
  return atomically(async () => {
    const { scope, id, value, revision } = await findResource(gateway, input, context);
    // Read after the resource: a part that is deleted between the two makes the resource's revision another.
    change(value, await referencesOf(gateway, scope, required(input.restApiId, 'restApiId')));
    await gateway.resources.put(scope, id, value, revision);
    return value;
  });
}

/** Methods are named only, unless `embed=methods` asks for all of them. */
function describeResource(resource: Resource, withMethods: boolean): Output<'GetResource'> {
  const { methods, ...members } = resource;
  if (Object.keys(methods).length === 0) return members;
  return { ...members, resourceMethods: withMethods ? methods : mapEntries(methods, () => ({})) };
}

function embedsMethods(embed: readonly string[] | undefined): boolean {
  return embed?.includes('methods') ?? false;
}

async function getResources(
  gateway: Gateway,
  input: Input<'GetResources'>,
  context: CallContext,
): Promise<Output<'GetResources'>> {
  const api = await findRestApi(gateway, input.restApiId, context);
  const page = await readPage(gateway.resources, scopeOf(context), `${api.value.id}/`, input);
  const withMethods = embedsMethods(input.embed);
  return { ...page, items: page.items.map((resource) => describeResource(resource, withMethods)) };
}

async function createResource(
  gateway: Gateway,
  input: Input<'CreateResource'>,
  context: CallContext,
): Promise<Output<'CreateResource'>> {
  const scope = scopeOf(context);
  const pathPart = required(input.pathPart, 'pathPart');
  return atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    const tree = (await resourcesOf(gateway, scope, api.value.id)).map((one) => one.value);
    const parent = tree.find((one) => one.id === input.parentId);
    if (parent === undefined) throw errors.resourceNotFound();
    checkPlace(tree, parent, pathPart);
    if (tree.length >= gateway.quotas.resourcesPerApi) throw errors.resourceQuota();
    const id = newResourceId();
    const resource = { id, parentId: parent.id, pathPart, path: childPath(parent, pathPart), methods: {} };
    await gateway.store.commit([
      holding(gateway, api),
      gateway.resources.putting(scope, `${api.value.id}/${id}`, resource, 0),
    ]);
    return describeResource(resource, false);
  });
}

/** Renames or moves a resource with all below it, in one commit. */
async function updateResource(
  gateway: Gateway,
  input: Input<'UpdateResource'>,
  context: CallContext,
): Promise<Output<'UpdateResource'>> {
  const scope = scopeOf(context);
  return atomically(async () => {
    const found = await findResource(gateway, input, context);
    const { parentId, pathPart } = found.value;
    const place = applyPatch(resourcePatches, { parentId, pathPart }, input.patchOperations);
    if (place.parentId === undefined || place.pathPart === undefined)
      return describeResource(found.value, false);
    const api = await findRestApi(gateway, input.restApiId, context);
    const tree = await resourcesOf(gateway, scope, api.value.id);
    const moved = moveResource(tree, found, place.parentId, place.pathPart);
    await gateway.store.commit([
      holding(gateway, api),
      ...moved.map((one) => gateway.resources.putting(scope, one.id, one.value, one.revision)),
    ]);
    return describeResource(moved[0]?.value ?? found.value, false);
  });
}

/** The resource and all below it as they are at the new place, the resource first. */
function moveResource(
  tree: readonly Stored<Resource>[],
  resource: Stored<Resource>,
  parentId: string,
  pathPart: string,
): Stored<Resource>[] {
  const parent = tree.find((one) => one.value.id === parentId);
  if (parent === undefined) throw errors.resourceNotFound();
  const below = subtree(tree, resource);
  if (below.some((one) => one.value.id === parentId)) throw errors.cyclicResources();
  checkPlace(
    tree.map((one) => one.value),
    parent.value,
    pathPart,
    resource.value.id,
  );
  if (pathPart.endsWith('+}') && below.length > 1) throw errors.greedyParent(pathPart);
  const from = resource.value.path;
  const to = childPath(parent.value, pathPart);
  return below.map((one, index) => {
    const path = to + one.value.path.slice(from.length);
    const value = index === 0 ? { ...one.value, parentId, pathPart, path } : { ...one.value, path };
    return { ...one, value };
  });
}

/** Deletes a resource with all below it. */
async function deleteResource(
  gateway: Gateway,
  input: Input<'DeleteResource'>,
  context: CallContext,
): Promise<Output<'DeleteResource'>> {
  const scope = scopeOf(context);
  await atomically(async () => {
    const found = await findResource(gateway, input, context);
    if (found.value.parentId === undefined) throw errors.rootDelete();
    const api = await findRestApi(gateway, input.restApiId, context);
    const tree = await resourcesOf(gateway, scope, api.value.id);
    await gateway.store.commit([
      holding(gateway, api),
      ...subtree(tree, found).map((one) => gateway.resources.deleting(scope, one.id, one.revision)),
    ]);
  });
  return {};
}
