import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService } from './apigateway.fixture.ts';

const text = (document: unknown) => Buffer.from(JSON.stringify(document));

test('an OpenAPI 3.0 document becomes an API with its resources, methods and integrations', async () => {
  const { call } = openService();
  const api = await call('ImportRestApi', {
    body: text({
      openapi: '3.0.1',
      info: { title: 'pets', version: '1.0' },
      paths: {
        '/pets/{id}': {
          get: {
            operationId: 'GetPet',
            parameters: [{ name: 'kind', in: 'query', schema: { type: 'string' } }],
            responses: {
              200: {
                description: 'a pet',
                headers: { ETag: { schema: { type: 'string' } } },
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
              },
            },
            'x-amazon-apigateway-integration': {
              type: 'http',
              httpMethod: 'GET',
              uri: 'http://example.com/{id}',
              requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
              responses: { default: { statusCode: '200' } },
              passthroughBehavior: 'when_no_match',
            },
          },
        },
      },
      components: { schemas: { Pet: { type: 'object' } } },
    }),
  });
  assert.equal(api.name, 'pets');
  assert.equal(api.warnings, undefined);
  const { items = [] } = await call('GetResources', { restApiId: api.id, embed: ['methods'] });
  const resource = items.find(({ path }) => path === '/pets/{id}');
  assert.deepEqual(resource?.resourceMethods, {
    GET: {
      httpMethod: 'GET',
      authorizationType: 'NONE',
      apiKeyRequired: false,
      operationName: 'GetPet',
      requestParameters: { 'method.request.querystring.kind': false, 'method.request.path.id': true },
      methodResponses: {
        200: {
          statusCode: '200',
          responseParameters: { 'method.response.header.ETag': false },
          responseModels: { 'application/json': 'Pet' },
        },
      },
      methodIntegration: {
        type: 'HTTP',
        httpMethod: 'GET',
        uri: 'http://example.com/{id}',
        connectionType: 'INTERNET',
        requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
        passthroughBehavior: 'WHEN_NO_MATCH',
        timeoutInMillis: 29000,
        cacheNamespace: resource?.id,
        cacheKeyParameters: [],
        integrationResponses: { 200: { statusCode: '200' } },
      },
    },
  });
  const models = await call('GetModels', { restApiId: api.id });
  assert.deepEqual(
    models.items?.map(({ name }) => name),
    ['Pet'],
  );
  await assert.rejects(
    call('ImportRestApi', { body: Buffer.from('{"openapi": ') }),
    failure('BadRequestException'),
  );
});
