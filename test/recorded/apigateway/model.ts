import type { Replay, Script } from '../replay.ts';

type Members = Record<string, unknown>;

const replace = (path: string, value: string) => ({ op: 'replace', path, value });
const contentType = 'application/json';

async function newApi(replay: Replay): Promise<Members> {
  return { restApiId: (await replay.given('CreateRestApi', { name: 'test-api' })).id };
}

const calculator = {
  title: 'Calc output',
  type: 'object',
  properties: {
    a: { type: 'number' },
    b: { type: 'number' },
    op: { description: 'operation of +, -, * or /', type: 'string' },
    c: { type: 'number' },
  },
  required: ['a', 'b', 'op'],
};

export const modelScripts: Record<string, Script> = {
  'api TestApiGatewayApiModels::test_model_lifecycle': async (replay) => {
    const api = await newApi(replay);
    const model = { ...api, modelName: 'CalcOutput' };
    await replay.step('create-model', 'CreateModel', {
      ...api,
      name: 'CalcOutput',
      contentType,
      description: 'Calc output model',
      schema: JSON.stringify(calculator),
    });
    await replay.step('get-models', 'GetModels', api);
    await replay.step('get-model', 'GetModel', model);
    await replay.step('del-model', 'DeleteModel', model);
  },
  'api TestApiGatewayApiModels::test_model_validation': async (replay) => {
    const api = await newApi(replay);
    const name = 'MySchema';
    const schema = JSON.stringify({ title: name, type: 'object' });
    const unknown = { restApiId: 'abcde0' };
    const create = (step: string, members: Members) =>
      replay.step(step, 'CreateModel', { ...api, name, contentType, schema, ...members });
    await create('create-model-wrong-id', unknown);
    await replay.step('get-models-wrong-id', 'GetModels', unknown);
    await replay.step('get-model-wrong-id', 'GetModel', { ...unknown, modelName: name });
    await replay.step('del-model-wrong-id', 'DeleteModel', { ...unknown, modelName: name });
    await replay.given('CreateModel', { ...api, name, contentType, schema });
    await create('create-model-already-exists', {});
    await create('create-model-empty-name', { name: '' });
    await create('create-model-empty-schema', { name: 'EmptySchema', schema: '' });
    const { schema: _schema, ...without } = { ...api, name: 'NoSchema', contentType, schema };
    await replay.step('create-model-no-schema-json', 'CreateModel', without);
    await replay.step('create-model-no-schema-xml', 'CreateModel', {
      ...without,
      contentType: 'application/xml',
    });
  },
  'api TestApiGatewayApiModels::test_update_model': async (replay) => {
    const api = await newApi(replay);
    const name = 'mySchema';
    const model = { ...api, modelName: name };
    const update = (step: string, ...patchOperations: Members[]) =>
      replay.step(step, 'UpdateModel', { ...model, patchOperations });
    const updated = JSON.stringify({ title: 'Updated schema', type: 'object' });
    await update('update-model-wrong-id', replace('/schema', updated));
    const schema = JSON.stringify({ title: name, type: 'object' });
    await replay.step('create-model', 'CreateModel', { ...api, name, contentType, schema });
    await update('update-model', replace('/schema', updated));
    await update('update-model-invalid-op', { op: 'add', path: '/wrong-path', value: 'not supported op' });
    await update('update-model-invalid-path', replace('/name', 'invalidPath'));
    await update('update-model-empty-schema', replace('/schema', ''));
  },
  'api TestApiGatewayApiMethod::test_put_method_model': async (replay) => {
    const { id: restApiId, rootResourceId } = await replay.given('CreateRestApi', { name: 'test-api' });
    const api = { restApiId };
    const create = (step: string, name: string) =>
      replay.step(step, 'CreateModel', {
        ...api,
        name,
        contentType,
        schema: JSON.stringify({ title: name, type: 'object' }),
      });
    const remove = (step: string, modelName: string) =>
      replay.step(step, 'DeleteModel', { ...api, modelName });
    await create('create-model', 'MySchema');
    await create('create-model-2', 'MySchemaTwo');
    const method = { ...api, resourceId: rootResourceId, httpMethod: 'ANY' };
    const put = (step: string, resource: Members, name: string) =>
      replay.step(step, 'PutMethod', {
        ...method,
        ...resource,
        authorizationType: 'NONE',
        requestModels: { [contentType]: name },
      });
    await put('put-method-request-models', {}, 'MySchema');
    await remove('delete-model-used', 'MySchema');
    const path = '/requestModels/application~1json';
    await replay.step('update-method-model', 'UpdateMethod', {
      ...method,
      patchOperations: [replace(path, 'MySchemaTwo')],
    });
    await remove('delete-model-unused', 'MySchema');
    await remove('delete-model-used-2', 'MySchemaTwo');
    const { id: resourceId } = await replay.given('CreateResource', {
      ...api,
      parentId: rootResourceId,
      pathPart: 'test',
    });
    await put('put-method-2-request-models', { resourceId }, 'MySchemaTwo');
    await remove('delete-model-used-by-2-method', 'MySchemaTwo');
    await replay.step('update-method-model-2', 'UpdateMethod', {
      ...method,
      resourceId,
      patchOperations: [{ op: 'remove', path }],
    });
    await remove('delete-model-used-by-method-1', 'MySchemaTwo');
    await replay.step('delete-method-using-model-2', 'DeleteMethod', method);
    await remove('delete-model-unused-2', 'MySchemaTwo');
  },
};
