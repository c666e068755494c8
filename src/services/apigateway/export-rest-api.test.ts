import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure } from './apigateway.fixture.ts';
import { openExports } from './export-rest-api.fixture.ts';
import { body, MOCK, oas30, PET_STORE } from './import-rest-api.fixture.ts';

const { call, deployed, exported, json } = openExports();

const pets = await deployed(
  body({
    swagger: '2.0',
    info: { version: '1.0.0', title: 'Simple PetStore' },
    paths: {
      '/pets/{petId}': {
        get: {
          parameters: [{ name: 'petId', in: 'path', required: true, type: 'string' }],
          responses: { 200: { description: 'a pet' } },
          'x-amazon-apigateway-integration': {
            type: 'http',
            uri: 'http://petstore.example.com/pets/{id}',
            httpMethod: 'GET',
            requestParameters: { 'integration.request.path.id': 'method.request.path.petId' },
            responses: { default: { statusCode: '200' } },
          },
        },
      },
    },
  }),
);
const HOST = `${pets.restApiId}.execute-api.us-east-1.amazonaws.com`;

// As AWS was recorded to export, in LocalStack's tests/aws/services/apigateway/test_apigateway_extended.py.
test('an OpenAPI 3.0 export has the shape and the layout of AWS', async () => {
  const { text, contentType, contentDisposition } = await exported(pets, 'oas30', 'apigateway');
  assert.equal(contentType, 'application/octet-stream');
  assert.equal(contentDisposition, 'attachment; filename="oas30_1.0.0.json"');
  assert.equal(
    text,
    `{
  "openapi" : "3.0.1",
  "info" : {
    "title" : "Simple PetStore",
    "version" : "1.0.0"
  },
  "servers" : [ {
    "url" : "https://${HOST}/{basePath}",
    "variables" : {
      "basePath" : {
        "default" : "local"
      }
    }
  } ],
  "paths" : {
    "/pets/{petId}" : {
      "get" : {
        "parameters" : [ {
          "name" : "petId",
          "in" : "path",
          "required" : true,
          "schema" : {
            "type" : "string"
          }
        } ],
        "responses" : {
          "200" : {
            "description" : "200 response",
            "content" : { }
          }
        },
        "x-amazon-apigateway-integration" : {
          "type" : "http",
          "httpMethod" : "GET",
          "uri" : "http://petstore.example.com/pets/{id}",
          "responses" : {
            "default" : {
              "statusCode" : "200"
            }
          },
          "requestParameters" : {
            "integration.request.path.id" : "method.request.path.petId"
          },
          "passthroughBehavior" : "when_no_match"
        }
      }
    }
  },
  "components" : { }
}`,
  );
});

test('a YAML export is laid out as AWS lays it out', async () => {
  const { text, contentDisposition } = await exported(pets, 'oas30', undefined, 'application/yaml');
  assert.equal(contentDisposition, 'attachment; filename="oas30_1.0.0.yaml"');
  assert.equal(
    text,
    `openapi: "3.0.1"
info:
  title: "Simple PetStore"
  version: "1.0.0"
servers:
- url: "https://${HOST}/{basePath}"
  variables:
    basePath:
      default: "local"
paths:
  /pets/{petId}:
    get:
      parameters:
      - name: "petId"
        in: "path"
        required: true
        schema:
          type: "string"
      responses:
        200:
          description: "200 response"
          content: {}
components: {}
`,
  );
});

test('a Swagger export of the pet store has what AWS was recorded to export', async () => {
  const store = await deployed(body(PET_STORE));
  const document = await json(store, 'swagger');
  assert.deepEqual(Object.keys(document), [
    'swagger',
    'info',
    'host',
    'basePath',
    'schemes',
    'paths',
    'definitions',
  ]);
  // The API has no version: the date of its creation stands for it.
  assert.deepEqual(document.info, {
    description: 'A sample API',
    version: '2026-01-02T03:04:05Z',
    title: 'PetStore',
  });
  assert.equal(document.basePath, '/local');
  assert.deepEqual(document.paths['/'].get, {
    consumes: ['application/json'],
    produces: ['text/html'],
    responses: { 200: { description: '200 response', headers: { 'Content-Type': { type: 'string' } } } },
  });
  assert.deepEqual(document.paths['/pets'].post, {
    operationId: 'CreatePet',
    consumes: ['application/json'],
    produces: ['application/json'],
    parameters: [{ in: 'body', name: 'NewPet', required: true, schema: { $ref: '#/definitions/NewPet' } }],
    responses: {
      200: {
        description: '200 response',
        schema: { $ref: '#/definitions/Pet' },
        headers: { 'Access-Control-Allow-Origin': { type: 'string' } },
      },
    },
  });
  // Empty is used by no method.
  const { Empty, ...used } = PET_STORE.definitions;
  assert.deepEqual(document.definitions, used);
});

test('an export is of what was deployed, not of what was edited since', async () => {
  const stage = await deployed(oas30({ paths: { '/before': { get: MOCK } } }));
  await call('PutRestApi', {
    ...stage,
    mode: 'overwrite',
    body: oas30({ paths: { '/after': { get: MOCK } } }),
  });
  assert.deepEqual(Object.keys((await json(stage, 'oas30')).paths), ['/before']);
});

test('a version does not get into the header of an export', async () => {
  const info = { title: 'a', version: '1"\r\nSet-Cookie: a=b' };
  const { contentDisposition } = await exported(
    await deployed(oas30({ info, paths: { '/': { get: MOCK } } })),
    'oas30',
  );
  assert.equal(contentDisposition, 'attachment; filename="oas30_1___Set-Cookie: a_b.json"');
});

test('what is unknown is refused', async () => {
  await assert.rejects(exported(pets, 'raml'), failure('BadRequestException'));
  await assert.rejects(exported(pets, 'oas30', undefined, 'text/html'), failure('BadRequestException'));
  await assert.rejects(exported(pets, 'oas30', 'postman'), failure('BadRequestException'));
  await assert.rejects(exported({ ...pets, stageName: 'none' }, 'oas30'), failure('NotFoundException'));
  await assert.rejects(exported({ ...pets, restApiId: 'none' }, 'oas30'), failure('NotFoundException'));
});

test('Swagger has no place for models of other content than JSON', async () => {
  const content = { 'text/xml': { schema: { $ref: '#/components/schemas/Pet' } } };
  const stage = await deployed(
    oas30({
      paths: { '/': { post: { ...MOCK, requestBody: { content } } } },
      components: { schemas: { Pet: { type: 'object' } } },
    }),
  );
  await assert.rejects(
    exported(stage, 'swagger'),
    failure('BadRequestException', 'Only found non-JSON body models for Pet'),
  );
  assert.deepEqual((await json(stage, 'oas30')).paths['/'].post.requestBody, { content, required: true });
});
