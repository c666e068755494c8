import type { RestApi } from '../../definitions/rest-api.ts';
import type { Change, Collection, Scope, Stored } from '../../store/store.ts';
import { newBuiltInModels } from './built-in-models.ts';
import type { Gateway } from './gateway.ts';
import { modelUrl } from './model-schema.ts';
import { copyResources } from './resource-tree.ts';

/** The collections whose records belong to one API each, by ids that begin with the API's. */
export function partsOf(gateway: Gateway) {
  return [
    gateway.resources,
    gateway.deployments,
    gateway.stages,
    gateway.models,
    gateway.requestValidators,
    gateway.gatewayResponses,
    gateway.authorizers,
    gateway.documentationParts,
    gateway.documentationVersions,
  ];
}

/** What a new API begins with: a root and two models. */
export function newParts(gateway: Gateway, scope: Scope, api: RestApi): Change[] {
  const root = { id: api.rootResourceId, path: '/', methods: {} };
  return [
    gateway.resources.putting(scope, `${api.id}/${root.id}`, root, 0),
    ...newBuiltInModels().map((model) => gateway.models.putting(scope, `${api.id}/${model.name}`, model, 0)),
  ];
}

/** A copy of another API's resources under new ids, and of all to which they can refer. */
export async function clonedParts(
  gateway: Gateway,
  source: Stored<RestApi>,
  api: RestApi,
): Promise<Change[]> {
  const { scope } = source;
  const tree = await gateway.resources.list(scope, { prefix: `${source.value.id}/` });
  const resources = copyResources(
    tree.map((resource) => resource.value),
    api.rootResourceId,
  );
  const models = await copied(gateway.models, source, api, (model) => ({
    ...model,
    ...(model.schema === undefined ? {} : { schema: referringTo(api, source.value, model.schema) }),
  }));
  const others = await Promise.all([
    copied(gateway.requestValidators, source, api),
    copied(gateway.gatewayResponses, source, api),
    copied(gateway.authorizers, source, api),
    copied(gateway.documentationParts, source, api),
  ]);
  return [
    ...resources.map((resource) => gateway.resources.putting(scope, `${api.id}/${resource.id}`, resource, 0)),
    ...models,
    ...others.flat(),
  ];
}

/** Writes the API's records of a collection to another API. */
async function copied<T>(
  collection: Collection<T>,
  source: Stored<RestApi>,
  api: RestApi,
  change: (value: T) => T = (value) => value,
): Promise<Change[]> {
  const found = await collection.list(source.scope, { prefix: `${source.value.id}/` });
  return found.map(({ scope, id, value }) =>
    collection.putting(scope, `${api.id}${id.slice(source.value.id.length)}`, change(value), 0),
  );
}

function referringTo(api: RestApi, source: RestApi, schema: string): string {
  return schema.replaceAll(modelUrl(source.id, ''), modelUrl(api.id, ''));
}
