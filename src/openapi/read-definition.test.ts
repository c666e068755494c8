import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from './json-value.ts';
import { oas30, read, swagger } from './read-definition.fixture.ts';

test('what is no OpenAPI 3.0 or Swagger 2.0 is refused', () => {
  const refused = (document: JsonObject, message: string) =>
    assert.throws(() => read(document), { name: 'InvalidDefinitionError', message });
  refused({}, 'Unable to build importer with provided input.');
  refused({ openapi: '3.1.0', info: {}, paths: {} }, 'Invalid OpenAPI input.');
  refused({ swagger: '1.2', info: {}, paths: {} }, 'Invalid OpenAPI input.');
  refused({ openapi: '3.0.1', paths: {} }, 'Invalid OpenAPI input.');
  refused({ openapi: '3.0.1', info: {}, paths: [] }, 'Invalid OpenAPI input.');
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
test('the base path is ignored, prepended, or split', () => {
  const paths = { '/e': {}, '/f/': {} };
  const documents = [
    swagger({ paths, basePath: '/a/b/c' }),
    oas30({
      paths,
      servers: [{ url: 'https://example.com/{basePath}', variables: { basePath: { default: 'a/b/c' } } }],
    }),
    oas30({ paths, servers: [{ url: 'https://{host}/a/b/c/' }] }),
    oas30({ paths, servers: [{ url: '/a/b/c' }] }),
    oas30({ paths, servers: [{ url: '/x' }, { url: '/y', variables: { basePath: { default: '/a/b/c' } } }] }),
  ];
  for (const document of documents) {
    assert.deepEqual(read(document).paths, ['/e', '/f']);
    assert.deepEqual(read(document, 'prepend').paths, ['/a/b/c/e', '/a/b/c/f']);
    assert.deepEqual(read(document, 'split').paths, ['/b/c/e', '/b/c/f']);
  }
  assert.deepEqual(read(oas30({ paths }), 'prepend').paths, ['/e', '/f']);
  assert.deepEqual(read(oas30({ paths, servers: [{ url: 'https://example.com' }] }), 'split').paths, [
    '/e',
    '/f',
  ]);
});

test('documentation comes from the extension, else from what is described', () => {
  const paths = {
    '/a': {
      get: {
        summary: 'gets',
        responses: { 200: { description: 'fine' }, 400: { description: '400 response' } },
      },
    },
  };
  const info = { title: 'a', description: 'an API' };
  assert.deepEqual(read(oas30({ info, paths })).documentationParts, [
    { location: { type: 'API' }, properties: '{"info":{"description":"an API"}}' },
    { location: { type: 'METHOD', path: '/a', method: 'GET' }, properties: '{"summary":"gets"}' },
    {
      location: { type: 'RESPONSE', path: '/a', method: 'GET', statusCode: '200' },
      properties: '{"description":"fine"}',
    },
  ]);
  const documentationParts = [{ location: { type: 'METHOD', method: 'GET' }, properties: { foo: 1 } }];
  const extension = { 'x-amazon-apigateway-documentation': { version: '1', documentationParts } };
  assert.deepEqual(read(oas30({ info, paths, ...extension })).documentationParts, [
    { location: { type: 'METHOD', method: 'GET' }, properties: '{"foo":1}' },
  ]);
});

test('settings stand at the root and at the first server', () => {
  const endpoint = { disableExecuteApiEndpoint: true, vpcEndpointIds: ['vpce-1'] };
  const { settings, warnings } = read(
    oas30({
      servers: [{ url: '/', 'x-amazon-apigateway-endpoint-configuration': endpoint }, { url: '/b' }],
      'x-amazon-apigateway-api-key-source': 'authorizer',
      'x-amazon-apigateway-binary-media-types': ['image/png'],
      'x-amazon-apigateway-minimum-compression-size': 10,
      'x-amazon-apigateway-policy': { Version: '2012-10-17' },
      'x-amazon-apigateway-security-policy': 'TLS_1_2',
      'x-amazon-apigateway-endpoint-access-mode': 'STRICT',
    }),
  );
  assert.deepEqual(settings, {
    apiKeySource: 'AUTHORIZER',
    binaryMediaTypes: ['image/png'],
    minimumCompressionSize: 10,
    policy: '{"Version":"2012-10-17"}',
    securityPolicy: 'TLS_1_2',
    endpointAccessMode: 'STRICT',
    disableExecuteApiEndpoint: true,
    vpcEndpointIds: ['vpce-1'],
  });
  assert.deepEqual(warnings, [
    'More than one server provided. Ignoring all but the first for defining endpoint configuration',
  ]);
});

test('members of wrong types are passed over, whatever they are', () => {
  const odd = [null, 1, 'x', [], [null], {}, { $ref: 1 }];
  for (const value of odd) {
    const operation = {
      parameters: value,
      requestBody: value,
      responses: value,
      security: value,
      tags: value,
    };
    const document = {
      paths: { '/a': { get: operation, put: value, parameters: value }, '/b': value },
      components: { schemas: value, securitySchemes: value },
      definitions: value,
      securityDefinitions: value,
      servers: value,
      security: value,
      'x-amazon-apigateway-request-validators': value,
      'x-amazon-apigateway-gateway-responses': value,
      'x-amazon-apigateway-binary-media-types': value,
      'x-amazon-apigateway-documentation': value,
    };
    assert.doesNotThrow(() => read(oas30(document)));
    assert.doesNotThrow(() => read(swagger(document)));
  }
});
