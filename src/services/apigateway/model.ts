import type { Model } from '../../definitions/api-parts.ts';
import type { RestApi } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Change, Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { newPartId } from './identifiers.ts';
import { defined, required } from './members.ts';
import { checkModelSchema, flattenSchema, modelsReferredTo, schemasOf } from './model-schema.ts';
import { templateOf } from './model-template.ts';
import { readPage } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { holdingResources, placeOfMethod } from './references.ts';
import { resourcesOf } from './resource-tree.ts';
import { findRestApi, holding } from './rest-api.ts';

type Operation =
  | 'CreateModel'
  | 'GetModel'
  | 'GetModels'
  | 'GetModelTemplate'
  | 'UpdateModel'
  | 'DeleteModel';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Model.html */
export function modelOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateModel: (input, context) => createModel(gateway, input, context),
    GetModel: (input, context) => getModel(gateway, input, context),
    GetModels: async (input, context) => {
      const api = await findRestApi(gateway, input.restApiId, context);
      return readPage(gateway.models, api.scope, `${api.value.id}/`, input);
    },
    GetModelTemplate: (input, context) => getModelTemplate(gateway, input, context),
    UpdateModel: (input, context) => updateModel(gateway, input, context),
    DeleteModel: (input, context) => deleteModel(gateway, input, context),
  };
}

interface ModelReference {
  readonly restApiId: string | undefined;
  readonly modelName: string | undefined;
}

/** What UpdateModel can change; the schema is checked afterwards. */
const modelPatches: PatchTable<Model> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/description',
      replace: (model, { value }) => {
        if (value) model.description = value;
        else delete model.description;
      },
    },
    {
      path: '/schema',
      replace: (model, { value }) => {
        model.schema = value ?? '';
      },
    },
  ],
};

/** Throws NotFoundException; an unknown API too reads as an unknown model. */
async function findModel(
  gateway: Gateway,
  input: ModelReference,
  context: CallContext,
): Promise<Stored<Model>> {
  const name = required(input.modelName, 'modelName');
  const found = await gateway.models.get(
    scopeOf(context),
    `${required(input.restApiId, 'restApiId')}/${name}`,
  );
  if (found === undefined) throw errors.modelNotFound(name);
  return found;
}

/** All models of an API. */
async function modelsOf(gateway: Gateway, api: Stored<RestApi>): Promise<Model[]> {
  const found = await gateway.models.list(api.scope, { prefix: `${api.value.id}/` });
  return found.map((record) => record.value);
}

async function createModel(
  gateway: Gateway,
  input: Input<'CreateModel'>,
  context: CallContext,
): Promise<Output<'CreateModel'>> {
  const name = required(input.name, 'name');
  return atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    if (name === '') throw errors.emptyModelName();
    if (!/^[A-Za-z0-9]{1,256}$/.test(name)) throw errors.modelNameNotAlphanumeric(name);
    const all = await modelsOf(gateway, api);
    const model: Model = defined({
      id: newPartId(),
      name,
      description: input.description || undefined,
      schema: input.schema,
      contentType: required(input.contentType, 'contentType'),
    });
    checkSchema(gateway, model, all, api.value.id);
    if (all.some((other) => other.name === name)) throw errors.modelExists();
    if (all.length >= gateway.quotas.modelsPerApi) throw errors.modelQuota();
    await gateway.store.commit([
      holding(gateway, api),
      gateway.models.putting(api.scope, `${api.value.id}/${name}`, model, 0),
    ]);
    return model;
  });
}

function checkSchema(gateway: Gateway, model: Model, all: readonly Model[], restApiId: string): void {
  const names = new Set(all.map((other) => other.name)).add(model.name);
  checkModelSchema(model.schema, model.contentType, {
    restApiId,
    hasModel: (name) => names.has(name),
    maximumLength: gateway.quotas.modelLength,
  });
}

/** With `flatten`, the models to which it refers stand in the schema's own definitions. */
async function getModel(
  gateway: Gateway,
  input: Input<'GetModel'>,
  context: CallContext,
): Promise<Output<'GetModel'>> {
  const found = await findModel(gateway, input, context);
  if (input.flatten !== true) return found.value;
  const api = await findRestApi(gateway, input.restApiId, context);
  const flat = flattenSchema(found.value.name, schemasOf(await modelsOf(gateway, api)));
  return flat === undefined ? found.value : { ...found.value, schema: JSON.stringify(flat) };
}

async function getModelTemplate(
  gateway: Gateway,
  input: Input<'GetModelTemplate'>,
  context: CallContext,
): Promise<Output<'GetModelTemplate'>> {
  const found = await findModel(gateway, input, context);
  const api = await findRestApi(gateway, input.restApiId, context);
  const schema = flattenSchema(found.value.name, schemasOf(await modelsOf(gateway, api)));
  return { value: templateOf(schema ?? {}) };
}

async function updateModel(
  gateway: Gateway,
  input: Input<'UpdateModel'>,
  context: CallContext,
): Promise<Output<'UpdateModel'>> {
  return atomically(async () => {
    const found = await findModel(gateway, input, context);
    const api = await findRestApi(gateway, input.restApiId, context);
    const model = applyPatch(modelPatches, found.value, input.patchOperations);
    checkSchema(gateway, model, await modelsOf(gateway, api), api.value.id);
    await gateway.store.commit([
      holding(gateway, api),
      gateway.models.putting(found.scope, found.id, model, found.revision),
    ]);
    return model;
  });
}

async function deleteModel(
  gateway: Gateway,
  input: Input<'DeleteModel'>,
  context: CallContext,
): Promise<Output<'DeleteModel'>> {
  await atomically(async () => {
    const found = await findModel(gateway, input, context);
    const api = await findRestApi(gateway, input.restApiId, context);
    const changes = await checkUnused(gateway, api, found.value.name);
    await gateway.store.commit([
      holding(gateway, api),
      gateway.models.deleting(found.scope, found.id, found.revision),
      ...changes,
    ]);
  });
  return {};
}

/** Throws ConflictException where a method or another model names the model; the changes keep that so. */
async function checkUnused(gateway: Gateway, api: Stored<RestApi>, name: string): Promise<Change[]> {
  const tree = await resourcesOf(gateway, api.scope, api.value.id);
  const inRequest = placeOfMethod(tree, (method) => Object.values(method.requestModels ?? {}).includes(name));
  if (inRequest !== undefined) {
    throw errors.modelInMethodRequest(name, `${inRequest.path}/${inRequest.httpMethod}`);
  }
  const inResponse = placeOfMethod(tree, (method) =>
    Object.values(method.methodResponses ?? {}).some((response) =>
      Object.values(response.responseModels ?? {}).includes(name),
    ),
  );
  if (inResponse !== undefined) {
    throw errors.modelInMethodResponse(name, `${inResponse.path}/${inResponse.httpMethod}`);
  }
  for (const other of await modelsOf(gateway, api)) {
    const refers = other.name !== name && modelsReferredTo(other.schema).has(name);
    if (refers) throw errors.modelInModel(name, other.name);
  }
  return holdingResources(gateway, tree);
}
