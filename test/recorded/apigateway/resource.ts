import type { Replay, Script } from '../replay.ts';

type Members = Record<string, unknown>;

/** Recordings have resources in the order of their paths. */
const byPath = (body: Members): Members => ({
  items: Array.isArray(body.items) ? body.items.toSorted((a, b) => (a.path < b.path ? -1 : 1)) : undefined,
});

async function newApi(replay: Replay) {
  const { id: restApiId, rootResourceId: root } = await replay.given('CreateRestApi', { name: 'test-api' });
  return {
    restApiId,
    root,
    create: (step: string, parentId: unknown, pathPart: string) =>
      replay.step(step, 'CreateResource', { restApiId, parentId, pathPart }),
    given: (parentId: unknown, pathPart: string) =>
      replay.given('CreateResource', { restApiId, parentId, pathPart }),
    update: (step: string, resourceId: unknown, patch: Members) =>
      replay.step(step, 'UpdateResource', { restApiId, resourceId, patchOperations: [patch] }),
    list: (step: string) => replay.step(step, 'GetResources', { restApiId }, byPath),
  };
}

const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });

export const resourceScripts: Record<string, Script> = {
  'api TestApiGatewayApiResource::test_resource_lifecycle': async (replay) => {
    const { restApiId, root, create, update, list } = await newApi(replay);
    await list('rest-api-root-resource');
    const { id: resourceId } = await create('create-resource', root, 'pets');
    await list('rest-api-resources-after-create');
    await create('create-subresource', resourceId, 'subpets');
    await list('rest-api-resources-after-create-sub');
    await update('update-path-part', resourceId, replace('/pathPart', 'dogs'));
    await replay.step('get-resp-after-update-path-part', 'GetResource', { restApiId, resourceId });
    await replay.step('del-resource', 'DeleteResource', { restApiId, resourceId });
    await list('rest-api-resources-after-delete');
  },
  'api TestApiGatewayApiResource::test_update_resource_behaviour': async (replay) => {
    const { restApiId, root, create, given, update, list } = await newApi(replay);
    const { id: pets } = await given(root, 'pets');
    await update('nonexistent-resource', 'fake-resource', replace('/pathPart', 'dogs'));
    await update('invalid-path-part', pets, replace('/invalid', 'dogs'));
    await update('invalid-parent-id', pets, replace('/parentId', 'fake-parent-id'));
    const { id: subpets } = await create('create-subresource', pets, 'subpets');
    const { id: child } = await create('create-subresource-child', subpets, 'pets');
    await update('existing-future-sibling-path', child, replace('/parentId', root));
    await replay.given('DeleteResource', { restApiId, resourceId: child });
    await update('update-parent-id-to-subresource-id', pets, replace('/parentId', subpets));
    await update('update-parent-id-to-root-id', subpets, replace('/parentId', root));
    await update('update-path-already-exists', subpets, replace('/pathPart', 'pets'));
    await replay.given('DeleteResource', { restApiId, resourceId: pets });
    await list('resources-after-deletion');
    await update('remove-unsupported', subpets, { op: 'remove', path: '/pathPart' });
    await update('add-unsupported', subpets, { op: 'add', path: '/pathPart', value: 'added-pets' });
  },
  'api TestApiGatewayApiResource::test_delete_resource': async (replay) => {
    const { restApiId, root, given, list } = await newApi(replay);
    const { id: pets } = await given(root, 'pets');
    const { id: subpets } = await given(pets, 'subpets');
    await replay.step('delete-resource', 'DeleteResource', { restApiId, resourceId: pets });
    await list('get-resources');
    await replay.step('delete-subresource', 'DeleteResource', { restApiId, resourceId: subpets });
  },
  'api TestApiGatewayApiResource::test_create_resource_parent_invalid': async (replay) => {
    const { create } = await newApi(replay);
    await create('wrong-resource-parent-id', 'fake-resource-id', 'subpets');
  },
  'api TestApiGatewayApiResource::test_create_proxy_resource': async (replay) => {
    const { restApiId, root, create, given, list } = await newApi(replay);
    await create('create-base-proxy-resource', root, '{proxy+}');
    const { id: parent } = await given(root, 'parent');
    replay.noted('create-proxy-sibling-resource', String(parent));
    const { id: proxyChild } = await create('create-proxy-sibling-proxy-child-resource', parent, '{proxy+}');
    const { id: child } = await create('create-proxy-sibling-static-child-resource', parent, 'child');
    await create('create-static-child-proxy-resource', child, '{proxy+}');
    await list('all-resources');
    await replay.given('DeleteResource', { restApiId, resourceId: proxyChild });
    const { id: dynamic } = await create('create-proxy-sibling-dynamic-child-resource', parent, '{child}');
    await create('create-dynamic-child-proxy-resource', dynamic, '{proxy+}');
    await list('all-resources-2');
  },
  'api TestApiGatewayApiResource::test_create_proxy_resource_validation': async (replay) => {
    const { root, create, given } = await newApi(replay);
    const { id: proxy } = await create('create-base-proxy-resource', root, '{proxy+}');
    await create('create-proxy-dynamic-sibling-resource', root, '{dynamic}');
    await create('create-proxy-static-child-resource', proxy, 'child');
    await create('create-proxy-dynamic-child-resource', proxy, '{child}');
    const { id: parent } = await given(root, 'parent');
    await create('create-greedy-child-resource', parent, '{child+}');
  },
  'api TestApiGatewayApiResource::test_update_resource_on_root': async (replay) => {
    const { root, given, update } = await newApi(replay);
    const { id: pets } = await given(root, 'pets');
    await update('update-root-path-part', root, replace('/pathPart', 'root'));
    await update('update-root-parent', root, replace('/parentId', pets));
  },
};
