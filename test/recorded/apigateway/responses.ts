import type { Replay, Script } from '../replay.ts';

type Members = Record<string, unknown>;

const HEADER = '/responseParameters/method.response.header.my-header';
const MODEL = '/responseModels/application~1json';
const MOCK_TEMPLATE = { 'application/json': '{"statusCode": 200}' };

const EMPTY_TEMPLATE =
  'an empty template is answered as an empty text, not as null, which the model does not allow';

/** A method GET on the root of a new API, with a MOCK integration. */
async function newMockMethod(replay: Replay): Promise<Members> {
  const api = await replay.given('CreateRestApi', { name: 'test-api' });
  const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'GET' };
  await replay.given('PutMethod', { ...method, authorizationType: 'NONE' });
  await replay.given('PutIntegration', { ...method, type: 'MOCK', requestTemplates: MOCK_TEMPLATE });
  return method;
}

const FULL = {
  responseParameters: { 'method.response.header.my-header': false },
  responseModels: { 'application/json': 'Empty' },
};

/** The same with a method response 200, and what changes it. */
async function newMethodResponse(replay: Replay, response: Members = FULL) {
  const method = await newMockMethod(replay);
  await replay.given('PutMethodResponse', { ...method, statusCode: '200', ...response });
  const update = (step: string, patchOperations: Members[], more: Members = {}) =>
    replay.step(step, 'UpdateMethodResponse', { ...method, statusCode: '200', ...more, patchOperations });
  return { update };
}

const patch = (op: string, path: string, value: string) => ({ op, path, value });

export const responseScripts: Record<string, Script> = {
  'api TestApigatewayMethodResponse::test_lifecycle_method_response': async (replay) => {
    const method = await newMockMethod(replay);
    const response = { ...method, statusCode: '200' };
    const update = (step: string, op: string) =>
      replay.step(step, 'UpdateMethodResponse', {
        ...response,
        patchOperations: [patch(op, HEADER, 'true'), patch(op, MODEL, 'Empty')],
      });
    await replay.step('put-method-response', 'PutMethodResponse', {
      ...response,
      responseParameters: {},
      responseModels: {},
    });
    await replay.step('get-integration-response', 'GetMethodResponse', response);
    await update('add-method-responses', 'add');
    await update('update-method-responses', 'replace');
    await replay.step('get-method', 'GetMethod', method);
    await replay.step('delete-method-response', 'DeleteMethodResponse', response);
  },
  'api TestApigatewayMethodResponse::test_update_method_response': async (replay) => {
    const { update } = await newMethodResponse(replay);
    await update('remove-update-method-response', [
      patch('remove', HEADER, 'true'),
      patch('remove', MODEL, 'Empty'),
    ]);
    await update('add-update-method-response', [patch('add', HEADER, 'true'), patch('add', MODEL, 'Empty')]);
  },
  'api TestApigatewayMethodResponse::test_update_method_response_wrong_operations': async (replay) => {
    const { update } = await newMethodResponse(replay);
    const header = patch('wrong_op', HEADER, 'true');
    const model = patch('wrong_op', MODEL, 'Empty');
    await update('update-method-response-wrong-operation-1', [header]);
    await update('update-method-response-wrong-operation-2', [model]);
    await update('update-method-response-wrong-operation-3', [header, model]);
    await update('update-method-response-wrong-operation-4', [header, model, header, model]);
    await update('update-method-response-wrong-operation-5', [
      header,
      patch('remove', MODEL, 'Empty'),
      model,
    ]);
  },
  'api TestApigatewayMethodResponse::test_update_method_response_negative_tests': async (replay) => {
    const { update } = await newMethodResponse(replay);
    const header = [patch('replace', HEADER, 'true')];
    await update('update-method-response-wrong-statuscode', header, { statusCode: '201' });
    await update('update-method-response-invalid-statuscode', header, { statusCode: 'wrong' });
    await update(
      'update-method-response-invalid-statuscode-and-wrong-op',
      [patch('wrong_op', HEADER, 'true')],
      {
        statusCode: 'wrong',
      },
    );
    await update('update-method-response-wrong-resource', header, { resourceId: 'wrong' });
    await update('update-method-response-wrong-method', header, { httpMethod: 'POST' });
  },
  'api TestApigatewayMethodResponse::test_update_method_lack_response_parameters_and_models': async (
    replay,
  ) => {
    const { update } = await newMethodResponse(replay, { responseParameters: {}, responseModels: {} });
    const step = 'update-method-response-operation';
    await update(`${step}-without-response-parameters`, [patch('remove', HEADER, 'true')]);
    await update(`${step}-without-response-models`, [patch('remove', MODEL, 'Empty')]);
    await update(`${step}-with-wrong-path`, [
      patch('remove', '/wrong/method.response.header.my-header', 'true'),
    ]);
  },
  'api TestApigatewayMethodResponse::test_update_method_wrong_param_names': async (replay) => {
    const { update } = await newMethodResponse(replay);
    const step = 'update-method-response-operation-with-wrong-param-name';
    await update(`${step}-1`, [patch('replace', '/responseParameters/wrong', 'true')]);
    await update(`${step}-2`, [patch('remove', '/responseParameters/wrong', 'true')]);
    await update(`${step}-3`, [patch('replace', '/responseModels/wrong', 'Empty')]);
    await update(`${step}-4`, [patch('remove', '/responseModels/wrong', 'Empty')]);
  },
  'api TestApigatewayIntegrationResponse::test_lifecycle_integration_response': async (replay) => {
    const method = await newMockMethod(replay);
    const response = { ...method, statusCode: '200' };
    const put = (step: string, template: string, selectionPattern: string) =>
      replay.step(step, 'PutIntegrationResponse', {
        ...response,
        responseTemplates: { 'application/json': template },
        selectionPattern,
      });
    await put('put-integration-response', '"created"', '');
    await replay.step('get-integration-response', 'GetIntegrationResponse', response);
    await replay.step('update-integration-response', 'UpdateIntegrationResponse', {
      ...response,
      patchOperations: [patch('replace', '/selectionPattern', 'updated-pattern')],
    });
    await put('overwrite-integration-response', 'overwrite', 'overwrite-pattern');
    await replay.step('get-method', 'GetMethod', method);
    await replay.step('delete-integration-response', 'DeleteIntegrationResponse', response);
  },
  'api TestApigatewayIntegrationResponse::test_integration_response_wrong_api': async (replay) => {
    const response = {
      restApiId: 'wrong-api',
      resourceId: 'dummy-value',
      httpMethod: 'GET',
      statusCode: '200',
    };
    await replay.step('put-integration-response-wrong-api', 'PutIntegrationResponse', response);
    await replay.step('get-integration-response-wrong-api', 'GetIntegrationResponse', response);
  },
  'api TestApigatewayIntegrationResponse::test_integration_response_wrong_resource': async (replay) => {
    const { id: restApiId } = await replay.given('CreateRestApi', { name: 'test-api' });
    const response = { restApiId, resourceId: 'wrong-resource', httpMethod: 'GET', statusCode: '200' };
    await replay.step('put-integration-response-wrong-resource', 'PutIntegrationResponse', response);
    await replay.step('get-integration-response-wrong-resource', 'GetIntegrationResponse', response);
  },
  'api TestApigatewayIntegrationResponse::test_integration_response_wrong_method': async (replay) => {
    const api = await replay.given('CreateRestApi', { name: 'test-api' });
    const root = { restApiId: api.id, resourceId: api.rootResourceId };
    const response = { ...root, httpMethod: 'wrong-method', statusCode: '200' };
    await replay.step('put-integration-response-wrong-method', 'PutIntegrationResponse', response);
    await replay.step('get-integration-response-wrong-method', 'GetIntegrationResponse', response);
  },
  'api TestApigatewayIntegrationResponse::test_integration_response_invalid_statuscode': async (replay) => {
    const api = await replay.given('CreateRestApi', { name: 'test-api' });
    const response = {
      restApiId: api.id,
      resourceId: api.rootResourceId,
      httpMethod: 'GET',
      statusCode: 'wrong',
    };
    await replay.step('put-integration-response-invalid-statusCode', 'PutIntegrationResponse', {
      ...response,
      responseTemplates: { 'application/json': '"created"' },
      selectionPattern: '',
    });
    await replay.step('get-integration-response-invalid-statusCode', 'GetIntegrationResponse', response);
  },
  'api TestApigatewayIntegrationResponse::test_integration_response_invalid_responsetemplates': async (
    replay,
  ) => {
    const method = await newMockMethod(replay);
    const put = (step: string, responseTemplates: Members) =>
      replay.step(step, 'PutIntegrationResponse', { ...method, statusCode: '200', responseTemplates });
    await put('put-integration-response-invalid-responseTemplates-1', { 'application/json': 123 });
    await put('put-integration-response-invalid-responseTemplates-2', { 123: '{"statusCode": 200}' });
  },
  'api TestApigatewayIntegrationResponse::test_integration_response_invalid_integration': async (replay) => {
    const api = await replay.given('CreateRestApi', { name: 'test-api' });
    const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'GET' };
    await replay.given('PutMethod', { ...method, authorizationType: 'NONE' });
    const get = 'get-integration-response-without-integration';
    await replay.step(get, 'GetIntegrationResponse', { ...method, statusCode: '200' });
  },
  'api TestApigatewayIntegrationResponse::test_integration_response_wrong_status_code': async (replay) => {
    const method = await newMockMethod(replay);
    const get = 'get-integration-response-wrong-status-code';
    await replay.step(get, 'GetIntegrationResponse', { ...method, statusCode: '201' });
  },
  'api TestApigatewayIntegrationResponse::test_delete_integration_response_errors': async (replay) => {
    const method = await newMockMethod(replay);
    const response = { ...method, statusCode: '200' };
    const remove = (step: string, members: Members) =>
      replay.step(step, 'DeleteIntegrationResponse', { ...response, ...members });
    await replay.step('put-integration-response', 'PutIntegrationResponse', {
      ...response,
      responseTemplates: { 'application/json': '"created"' },
      selectionPattern: '',
    });
    await remove('non-existent-resource', { resourceId: 'wrong' });
    await remove('non-existent-api-id', { restApiId: 'wrong' });
    await remove('non-existent-method', { httpMethod: 'POST' });
    await remove('non-existent-status-code', { statusCode: '201' });
    await remove('bad-method', { httpMethod: 'wrong-method' });
  },
  'api TestApigatewayIntegration::test_put_integration_response_templates': async (replay) => {
    const method = await newMockMethod(replay);
    const put = (step: string, members: Members) =>
      replay.step(step, 'PutIntegrationResponse', {
        ...method,
        statusCode: '200',
        selectionPattern: '',
        ...members,
      });
    replay.differs('put-integration-response-template-none', EMPTY_TEMPLATE);
    replay.differs('put-integration-response-template-empty', EMPTY_TEMPLATE);
    await replay.given('PutIntegrationResponse', {
      ...method,
      statusCode: '200',
      responseTemplates: { 'application/json': '' },
    });
    await put('put-integration-no-response-template', {});
  },
};
