import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService } from './apigateway.fixture.ts';
import { body, MOCK, oas30, PET_STORE } from './import-rest-api.fixture.ts';

const { call } = openService();

async function resourcesOf(restApiId: string | undefined) {
  const { items = [] } = await call('GetResources', { restApiId, embed: ['methods'], limit: 500 });
  return new Map(items.map((resource) => [resource.path, resource]));
}

// As AWS was recorded to import it, in LocalStack's tests/aws/services/apigateway/test_apigateway_import.py.
test('the pet store of the console becomes an API', async () => {
  const { id: restApiId, createdDate, ...api } = await call('ImportRestApi', { body: body(PET_STORE) });
  assert.deepEqual(
    { ...api, rootResourceId: undefined },
    {
      name: 'PetStore',
      description: 'A sample API',
      apiKeySource: 'HEADER',
      disableExecuteApiEndpoint: false,
      endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
      rootResourceId: undefined,
    },
  );
  const resources = await resourcesOf(restApiId);
  assert.deepEqual([...resources.keys()].sort(), ['/', '/pets', '/pets/{petId}']);
  assert.deepEqual(resources.get('/pets')?.resourceMethods?.GET, {
    apiKeyRequired: false,
    authorizationType: 'NONE',
    httpMethod: 'GET',
    methodIntegration: {
      cacheKeyParameters: [],
      cacheNamespace: resources.get('/pets')?.id,
      connectionType: 'INTERNET',
      httpMethod: 'GET',
      integrationResponses: {
        200: {
          responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
          statusCode: '200',
        },
      },
      passthroughBehavior: 'WHEN_NO_MATCH',
      requestParameters: {
        'integration.request.querystring.page': 'method.request.querystring.page',
        'integration.request.querystring.type': 'method.request.querystring.type',
      },
      timeoutInMillis: 29000,
      type: 'HTTP',
      uri: 'http://petstore.execute-api.us-east-1.amazonaws.com/petstore/pets',
    },
    methodResponses: {
      200: {
        responseModels: { 'application/json': 'Pets' },
        responseParameters: { 'method.response.header.Access-Control-Allow-Origin': false },
        statusCode: '200',
      },
    },
    requestParameters: { 'method.request.querystring.page': false, 'method.request.querystring.type': false },
  });
  // Imports make no models of their own.
  const { items: models = [] } = await call('GetModels', { restApiId });
  assert.deepEqual(models.map(({ name }) => name).sort(), ['Empty', 'NewPet', 'Pet', 'PetType', 'Pets']);
  assert.equal(
    models.find(({ name }) => name === 'Pets')?.schema,
    `{"type":"array","items":{"$ref":"https://apigateway.amazonaws.com/restapis/${restApiId}/models/Pet"}}`,
  );
  assert.equal(typeof createdDate, 'object');
});

test('YAML, with statuses that are numbers, is imported alike', async () => {
  const yaml = `
openapi: 3.0.1
info: { title: test, version: '2.0' }
paths:
  /test:
    get:
      responses:
        200: { description: 200 response }
      x-amazon-apigateway-integration:
        type: mock
        responses:
          default: { statusCode: 200 }
`;
  const { id } = await call('ImportRestApi', { body: Buffer.from(yaml), failOnWarnings: true });
  const method = (await resourcesOf(id)).get('/test')?.resourceMethods?.GET;
  assert.deepEqual(method?.methodResponses, { 200: { statusCode: '200' } });
  assert.deepEqual(method?.methodIntegration?.integrationResponses, { 200: { statusCode: '200' } });
});

test('models may refer to each other in circles', async () => {
  const schemas = {
    Person: { type: 'object', properties: { house: { $ref: '#/components/schemas/House' } } },
    House: {
      type: 'object',
      properties: { in: { type: 'array', items: { $ref: '#/components/schemas/Person' } } },
    },
  };
  const { id: restApiId } = await call('ImportRestApi', { body: oas30({ components: { schemas } }) });
  const { schema } = await call('GetModel', { restApiId, modelName: 'House' });
  assert.match(schema ?? '', new RegExp(`/restapis/${restApiId}/models/Person"`));
});

test('parameters of the import say the endpoint type, the base path, and whether to import documentation', async () => {
  const documentationParts = [
    { location: { type: 'METHOD', method: 'GET' }, properties: { description: 'a' } },
  ];
  const definition = oas30({
    servers: [{ url: 'https://example.com/base/part' }],
    paths: { '/a': { get: MOCK } },
    'x-amazon-apigateway-documentation': { documentationParts },
  });
  const parameters = { endpointConfigurationTypes: 'REGIONAL', basepath: 'prepend', ignore: 'documentation' };
  const regional = await call('ImportRestApi', { body: definition, parameters });
  assert.deepEqual(regional.endpointConfiguration?.types, ['REGIONAL']);
  assert.deepEqual([...(await resourcesOf(regional.id)).keys()].sort(), [
    '/',
    '/base',
    '/base/part',
    '/base/part/a',
  ]);
  assert.equal((await call('GetDocumentationParts', { restApiId: regional.id })).items?.length, 0);
  const plain = await call('ImportRestApi', { body: definition });
  const { items: [part] = [] } = await call('GetDocumentationParts', { restApiId: plain.id });
  assert.deepEqual(part?.location, { type: 'METHOD', path: '/', method: 'GET' });
  for (const wrong of [{ basepath: 'append' }, { endpointConfigurationTypes: 'GLOBAL' }]) {
    await assert.rejects(
      call('ImportRestApi', { body: definition, parameters: wrong }),
      failure('BadRequestException'),
    );
  }
});

test('validators, authorizers and gateway responses come with their names', async () => {
  const uri =
    'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations';
  const { id: restApiId } = await call('ImportRestApi', {
    body: oas30({
      'x-amazon-apigateway-request-validators': {
        basic: { validateRequestBody: true, validateRequestParameters: true },
      },
      'x-amazon-apigateway-request-validator': 'basic',
      'x-amazon-apigateway-gateway-responses': {
        THROTTLED: { statusCode: 420, responseTemplates: { 'application/json': '{}' } },
      },
      paths: { '/': { get: { ...MOCK, security: [{ own: [] }] } } },
      components: {
        securitySchemes: {
          own: {
            type: 'apiKey',
            name: 'Authorization',
            in: 'header',
            'x-amazon-apigateway-authtype': 'oauth2',
            'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: uri },
          },
        },
      },
    }),
  });
  const { items: [validator] = [] } = await call('GetRequestValidators', { restApiId });
  assert.equal(validator?.name, 'basic');
  const { items: [authorizer] = [] } = await call('GetAuthorizers', { restApiId });
  // Nothing is filled in: AWS was recorded to keep no time to live here.
  assert.deepEqual(authorizer, {
    id: authorizer?.id,
    name: 'own',
    type: 'TOKEN',
    authType: 'oauth2',
    authorizerUri: uri,
    identitySource: 'method.request.header.Authorization',
  });
  const method = (await resourcesOf(restApiId)).get('/')?.resourceMethods?.GET;
  assert.equal(method?.requestValidatorId, validator?.id);
  assert.equal(method?.authorizerId, authorizer?.id);
  assert.equal(method?.authorizationType, 'CUSTOM');
  const response = await call('GetGatewayResponse', { restApiId, responseType: 'THROTTLED' });
  assert.equal(response.statusCode, '420');
});

test('overwriting keeps ids, endpoint, stages and deployments, and takes away what the definition does not have', async () => {
  const { id: restApiId, rootResourceId } = await call('ImportRestApi', {
    body: oas30({
      info: { title: 'before', description: 'to go' },
      paths: { '/kept': { get: MOCK, put: MOCK }, '/gone': { get: MOCK } },
      components: { schemas: { Kept: { type: 'object' }, Gone: { type: 'object' } } },
      'x-amazon-apigateway-binary-media-types': ['image/heif'],
    }),
    parameters: { endpointConfigurationTypes: 'REGIONAL' },
  });
  const before = await resourcesOf(restApiId);
  const kept = await call('GetModel', { restApiId, modelName: 'Kept' });
  const { id: deploymentId } = await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const put = await call('PutRestApi', {
    restApiId,
    mode: 'overwrite',
    body: oas30({
      info: { title: 'after' },
      paths: { '/kept': { get: MOCK }, '/new': { get: MOCK } },
      components: { schemas: { Kept: { type: 'object', title: 'changed' } } },
      'x-amazon-apigateway-binary-media-types': ['image/png'],
    }),
  });
  assert.deepEqual([put.id, put.name, put.rootResourceId], [restApiId, 'after', rootResourceId]);
  assert.deepEqual(put.endpointConfiguration?.types, ['REGIONAL']);
  assert.deepEqual(put.binaryMediaTypes, ['image/png']);
  assert.equal(put.description, undefined);
  assert.deepEqual(put.tags, {});
  const after = await resourcesOf(restApiId);
  assert.deepEqual([...after.keys()].sort(), ['/', '/kept', '/new']);
  assert.equal(after.get('/kept')?.id, before.get('/kept')?.id);
  assert.deepEqual(Object.keys(after.get('/kept')?.resourceMethods ?? {}), ['GET']);
  const { items: models = [] } = await call('GetModels', { restApiId });
  assert.deepEqual(models, [{ ...kept, schema: '{"type":"object","title":"changed"}' }]);
  assert.equal((await call('GetStage', { restApiId, stageName: 'v1' })).deploymentId, deploymentId);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html
test('merging replaces the methods of the definition and leaves everything else', async () => {
  const responses = (...codes: number[]) => ({
    ...MOCK,
    responses: Object.fromEntries(codes.map((code) => [code, { description: 'a' }])),
  });
  const { id: restApiId } = await call('ImportRestApi', {
    body: oas30({
      info: { title: 'before', description: 'stays' },
      paths: { '/a': { get: responses(200, 206), post: responses(200, 206) } },
      components: { schemas: { One: { type: 'object' } } },
      'x-amazon-apigateway-binary-media-types': ['image/heif'],
    }),
  });
  const put = await call('PutRestApi', {
    restApiId,
    body: oas30({
      paths: { '/a': { get: responses(200, 400) }, '/a/b': { get: MOCK } },
      components: { schemas: { Two: { type: 'object' } } },
      'x-amazon-apigateway-binary-media-types': ['image/png', 'image/jpg'],
    }),
  });
  assert.deepEqual(put.binaryMediaTypes, ['image/heif', 'image/png', 'image/jpg']);
  assert.equal(put.description, 'stays');
  const resources = await resourcesOf(restApiId);
  const codes = (method: 'GET' | 'POST') =>
    Object.keys(resources.get('/a')?.resourceMethods?.[method]?.methodResponses ?? {});
  assert.deepEqual(codes('GET'), ['200', '400']);
  assert.deepEqual(codes('POST'), ['200', '206']);
  assert.ok(resources.has('/a/b'));
  const { items: models = [] } = await call('GetModels', { restApiId });
  assert.deepEqual(models.map(({ name }) => name).sort(), ['One', 'Two']);
});

test('warnings are told, or refuse the import when they shall', async () => {
  const responses = {
    200: {
      description: 'a',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Gone' } } },
    },
  };
  const definition = oas30({ paths: { '/': { get: { ...MOCK, responses } } } });
  const warning = "Reference to model 'Gone' not found. Ignoring.";
  const { id: restApiId, warnings } = await call('ImportRestApi', { body: definition });
  assert.deepEqual(warnings, [warning]);
  const refusal = failure('BadRequestException', `Warnings found during import:\n\t${warning}`);
  await assert.rejects(call('ImportRestApi', { body: definition, failOnWarnings: true }), refusal);
  await assert.rejects(call('PutRestApi', { restApiId, body: definition, failOnWarnings: true }), refusal);
});
