import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openExports } from './export-rest-api.fixture.ts';
import { MOCK, oas30 } from './import-rest-api.fixture.ts';

const { call, deployed, exported, json } = openExports();

test('extensions are exported as they are asked for', async () => {
  const uri =
    'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations';
  const own = {
    type: 'apiKey',
    name: 'X-Token',
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': { authorizerUri: uri, type: 'token' },
  };
  const key = { type: 'apiKey', name: 'x-api-key', in: 'header' };
  const stage = await deployed(
    oas30({
      paths: { '/': { get: { ...MOCK, security: [{ own: [] }, { api_key: [] }] } } },
      components: { securitySchemes: { own, api_key: key } },
      'x-amazon-apigateway-binary-media-types': ['*/*'],
      'x-amazon-apigateway-request-validators': {
        a: { validateRequestParameters: true, validateRequestBody: false },
      },
    }),
  );
  const has = async (extensions?: string) => {
    const { text } = await exported(stage, 'oas30', extensions);
    return ['-integration"', '-authorizer"', '-binary-media-types"', '-request-validators"']
      .filter((name) => text.includes(`x-amazon-apigateway${name}`))
      .join(' ');
  };
  assert.equal(await has(), '');
  assert.equal(await has('integrations'), '-integration"');
  assert.equal(await has('authorizers'), '-authorizer"');
  assert.equal(await has('integrations,authorizers'), '-integration" -authorizer"');
  assert.equal(
    await has('apigateway'),
    '-integration" -authorizer" -binary-media-types" -request-validators"',
  );
  const document = await json(stage, 'oas30', 'apigateway');
  assert.deepEqual(document.components.securitySchemes, { own, api_key: key });
  assert.deepEqual(document.paths['/'].get.security, [{ own: [] }, { api_key: [] }]);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-quick-start-publishing.html
test('documentation is exported when the stage shows a version of it', async () => {
  const documentationParts = [
    {
      location: { type: 'API' },
      properties: { foo: 'x', 'x-bar': 'API x-bar', info: { description: 'info' } },
    },
    {
      location: { type: 'METHOD', method: 'GET' },
      properties: { description: 'Method.', foo: 'x', 'x-example': 'e' },
    },
    { location: { type: 'RESOURCE' }, properties: { description: 'resource', 'x-bar': 'resource x-bar' } },
    { location: { type: 'RESPONSE', method: '*', statusCode: '200' }, properties: { description: 'fine' } },
  ];
  const stage = await deployed(
    oas30({
      paths: { '/': { get: MOCK }, '/below': { get: MOCK } },
      'x-amazon-apigateway-documentation': { version: '9', documentationParts },
    }),
  );
  const plain = await json(stage, 'swagger');
  assert.equal(plain['x-amazon-apigateway-documentation'], undefined);
  await call('CreateDocumentationVersion', { ...stage, documentationVersion: '1.0' });
  const document = await json(stage, 'swagger');
  assert.equal(document['x-bar'], 'API x-bar');
  assert.equal(document.foo, undefined);
  assert.equal(document.info.description, 'info');
  assert.equal(document.paths['/']['x-bar'], 'resource x-bar');
  const { description, 'x-example': example, responses } = document.paths['/'].get;
  assert.deepEqual([description, example, responses[200].description], ['Method.', 'e', 'fine']);
  assert.equal(document.paths['/below'].get.description, undefined);
  assert.equal(document.paths['/below'].get.responses[200].description, 'fine');
  const extension = document['x-amazon-apigateway-documentation'];
  assert.deepEqual([extension.version, extension.createdDate], ['1.0', '2026-01-02T03:04:05Z']);
  assert.equal(extension.documentationParts.length, documentationParts.length);
  assert.equal(
    (await json(stage, 'swagger', 'integrations'))['x-amazon-apigateway-documentation'],
    undefined,
  );
});
