import type { Replay, Script } from '../replay.ts';

type Members = Record<string, unknown>;

const add = (path: string, value: string) => ({ op: 'add', path, value });
const replace = (path: string, value: string) => ({ op: 'replace', path, value });

async function newRoot(replay: Replay): Promise<Members> {
  const api = await replay.given('CreateRestApi', { name: 'test-api' });
  return { restApiId: api.id, resourceId: api.rootResourceId };
}

export const methodScripts: Record<string, Script> = {
  'api TestApiGatewayApiMethod::test_method_lifecycle': async (replay) => {
    const method = { ...(await newRoot(replay)), httpMethod: 'ANY' };
    await replay.step('put-base-method-response', 'PutMethod', { ...method, authorizationType: 'NONE' });
    await replay.step('get-base-method-response', 'GetMethod', method);
    await replay.step('del-base-method-response', 'DeleteMethod', method);
    await replay.step('get-deleted-method-response', 'GetMethod', method);
    await replay.step('delete-deleted-method-response', 'DeleteMethod', method);
  },
  'api TestApiGatewayApiMethod::test_method_request_parameters': async (replay) => {
    const root = await newRoot(replay);
    const method = { ...root, httpMethod: 'ANY' };
    await replay.step('put-method-request-params-response', 'PutMethod', {
      ...method,
      authorizationType: 'NONE',
      requestParameters: {
        'method.request.querystring.q_optional': false,
        'method.request.querystring.q_required': true,
        'method.request.header.h_optional': false,
        'method.request.header.h_required': true,
      },
    });
    await replay.step('get-method-request-params-response', 'GetMethod', method);
    await replay.step('req-params-same-name', 'PutMethod', {
      ...root,
      httpMethod: 'GET',
      authorizationType: 'NONE',
      requestParameters: {
        'method.request.querystring.optional': false,
        'method.request.header.optional': false,
      },
    });
  },
  'api TestApiGatewayApiMethod::test_put_method_validation': async (replay) => {
    const root = await newRoot(replay);
    const put = (step: string, members: Members) =>
      replay.step(step, 'PutMethod', { ...root, authorizationType: 'NONE', httpMethod: 'ANY', ...members });
    await put('wrong-api', { restApiId: 'fake-api', httpMethod: 'WRONG' });
    await put('wrong-resource', { resourceId: 'fake-resource-id', httpMethod: 'WRONG' });
    await put('wrong-method', { httpMethod: 'WRONG' });
    await put('missing-authorizer-id', { authorizationType: 'CUSTOM' });
    await put('invalid-request-validator', { requestValidatorId: 'fake-validator' });
    await put('invalid-model-name', { requestModels: { 'application/json': 'petModel' } });
  },
  'api TestApiGatewayApiMethod::test_update_method': async (replay) => {
    const root = await newRoot(replay);
    const method = { ...root, httpMethod: 'ANY' };
    const update = (step: string, ...patchOperations: Members[]) =>
      replay.step(step, 'UpdateMethod', { ...method, patchOperations });
    const optional = '/requestParameters/method.request.querystring.optional';
    await replay.step('put-method-response', 'PutMethod', { ...method, authorizationType: 'NONE' });
    await update(
      'update-method-add',
      add(optional, 'true'),
      add('/requestModels/application~1json', 'Empty'),
    );
    await update(
      'update-method-replace',
      replace('/operationName', 'ReplacedOperationName'),
      replace('/apiKeyRequired', 'true'),
      replace('/authorizationType', 'AWS_IAM'),
      replace(optional, 'false'),
    );
    const { id: authorizerId } = await replay.given('CreateAuthorizer', {
      restApiId: root.restApiId,
      name: 'test-authorizer',
      type: 'TOKEN',
      authorizerUri:
        'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:auth/invocations',
      identitySource: 'method.request.header.Authorization',
    });
    await update(
      'update-method-replace-authorizer',
      replace('/authorizationType', 'CUSTOM'),
      replace('/authorizerId', String(authorizerId)),
    );
    await update(
      'update-method-remove',
      { op: 'remove', path: optional },
      { op: 'remove', path: '/requestModels/application~1json' },
    );
  },
  'api TestApiGatewayApiMethod::test_update_method_validation': async (replay) => {
    const root = await newRoot(replay);
    const method = { ...root, httpMethod: 'ANY' };
    const update = (step: string, ...patchOperations: Members[]) =>
      replay.step(step, 'UpdateMethod', { ...method, patchOperations });
    await replay.step('wrong-rest-api', 'UpdateMethod', {
      ...method,
      restApiId: 'fake-api',
      patchOperations: [],
    });
    await replay.step('wrong-resource-id', 'UpdateMethod', {
      ...method,
      resourceId: 'fake',
      patchOperations: [],
    });
    await replay.step('method-does-not-exist', 'UpdateMethod', {
      ...root,
      httpMethod: 'GET',
      patchOperations: [replace('/operationName', 'methodDoesNotExist')],
    });
    await replay.step('put-method-response', 'PutMethod', {
      ...method,
      authorizationType: 'NONE',
      apiKeyRequired: true,
    });
    await update('unsupported-operation', add('/operationName', 'operationName'));
    await update('unsupported-operation-2', add('/requestValidatorId', 'wrong-id'));
    await update('unsupported-path', add('/httpMethod', 'PUT'));
    await update(
      'wrong-path-request-parameters',
      replace('/requestParameters', 'method.request.querystring.a=false'),
    );
    await update('wrong-path-request-models', add('/requestModels/application/json', 'Empty'));
    await update('wrong-value-type', replace('/apiKeyRequired', 'whatever'));
    await update('wrong-auth-type', replace('/authorizationType', 'CUSTOM'));
    await update('skip-auth-id-with-wrong-type', replace('/authorizerId', 'abc123'));
    await update(
      'wrong-auth-id',
      replace('/authorizationType', 'CUSTOM'),
      replace('/authorizerId', 'abc123'),
    );
    await update('wrong-req-validator-id', replace('/requestValidatorId', 'fake-id'));
  },
};
