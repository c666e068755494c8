import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService } from './apigateway.fixture.ts';
import { body, MOCK, oas30 } from './import-rest-api.fixture.ts';

const { call, store } = openService({ resourcesPerApi: 20, modelsPerApi: 3, documentationPartsPerApi: 2 });

/** Everything in the store, to tell that nothing has changed. */
async function everything(restApiId: string | undefined) {
  return JSON.stringify([
    await call('GetRestApis', { limit: 500 }),
    await call('GetResources', { restApiId, embed: ['methods'] }),
    await call('GetModels', { restApiId }),
  ]);
}

const integration = (members: object) => ({
  ...MOCK,
  'x-amazon-apigateway-integration': {
    type: 'http',
    httpMethod: 'GET',
    uri: 'http://example.com',
    ...members,
  },
});
const at = (path: string, operation: object) => oas30({ paths: { [path]: { get: operation } } });
const deep = (depth: number) => Buffer.from(`{"openapi": ${'['.repeat(depth)}${']'.repeat(depth)}}`);
const HEADER = 'method.response.header.A';

/** What is imported, and the whole message with which AWS refuses it. */
const refused: Readonly<Record<string, readonly [Buffer, string]>> = {
  'no JSON': [Buffer.from('{"openapi": '), 'Unable to build importer with provided input.'],
  'no YAML': [Buffer.from('a: [1\nb'), 'Unable to build importer with provided input.'],
  'no definition': [Buffer.from('{}'), 'Unable to build importer with provided input.'],
  'an empty body': [Buffer.alloc(0), 'Unable to build importer with provided input.'],
  'deep nesting': [deep(500), 'Unable to build importer with provided input.'],
  'another version': [body({ openapi: '3.1.0', info: { title: 'a' }, paths: {} }), 'Invalid OpenAPI input.'],
  '10 MB': [
    Buffer.alloc(10 * 1024 * 1024, ' '),
    'The API definition exceeds the maximum size of 6291456 bytes.',
  ],
  'a malformed integration': [
    at('/x', integration({ uri: { 'Fn::Sub': 'a' } })),
    'Unable to parse API definition because of a malformed integration at path /x.',
  ],
  'a timeout out of range': [
    at('/tags', integration({ timeoutInMillis: 87_000 })),
    "Errors found during import:\n\tUnable to put integration on 'GET' for resource at path '/tags': Timeout should be between 50 ms and 29000 ms",
  ],
  'an ARN without action': [
    at(
      '/subject',
      integration({ type: 'aws_proxy', uri: 'arn:aws:lambda:us-east-1:111111111111:function:f' }),
    ),
    "Errors found during import:\n\tUnable to put integration on 'GET' for resource at path '/subject': AWS ARN for integration must contain path or action",
  ],
  'an integration response without its method response': [
    at(
      '/x',
      integration({ responses: { default: { statusCode: '404', responseParameters: { [HEADER]: "'a'" } } } }),
    ),
    "Errors found during import:\n\tUnable to put integration response on 'GET' for resource at path '/x': Invalid mapping expression specified: Validation Result: warnings : [], errors : [No method response exists for method.]",
  ],
  'sibling variables': [
    oas30({ paths: { '/r/{id}': {}, '/r/{email}/{eventId}': {} } }),
    "Errors found during import:\n\tUnable to create resource at path '/r/{email}/{eventId}': A sibling ({id}) of this resource already has a variable path part -- only one is allowed",
  ],
  'children of a greedy variable': [
    oas30({ paths: { '/{proxy+}/more': {} } }),
    "Errors found during import:\n\tUnable to create resource at path '/{proxy+}/more': Cannot create a child of a resource with a greedy path variable: {proxy+}",
  ],
  'an odd path part': [
    oas30({ paths: { '/a b': {} } }),
    "Errors found during import:\n\tUnable to create resource at path '/a b': Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
  ],
  'a model name that is not alphanumeric': [
    oas30({ components: { schemas: { inline_response: { type: 'object' } } } }),
    "Errors found during import:\n\tUnable to create model for 'inline_response': Model name must be alphanumeric: inline_response",
  ],
  'a reference to another document, with a warning': [
    oas30({
      paths: {
        '/': {
          get: {
            ...MOCK,
            responses: {
              200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Gone' } } } },
            },
          },
        },
      },
      components: { schemas: { Feed: { $ref: 'https://example.com/feed.json' } } },
    }),
    "Errors found during import:\n\tUnable to create model for 'Feed': Invalid model specified: Validation Result: warnings : [], errors : [Model reference must be in canonical form]\nAdditionally, these warnings were found:\n\tReference to model 'Gone' not found. Ignoring.",
  ],
  'an unknown validator': [
    at('/', { ...MOCK, 'x-amazon-apigateway-request-validator': 'none' }),
    "Errors found during import:\n\tUnable to put method 'GET' on resource at path '/': Invalid Request Validator identifier specified",
  ],
  'a policy that is none': [
    oas30({ 'x-amazon-apigateway-policy': { Statement: 'x' } }),
    'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
  ],
};

for (const [what, [definition, message]] of Object.entries(refused)) {
  test(`refused, and nothing is changed: ${what}`, async () => {
    const { id: restApiId } = await call('ImportRestApi', { body: at('/', MOCK) });
    const before = await everything(restApiId);
    const refusal = failure('BadRequestException', message);
    await assert.rejects(call('ImportRestApi', { body: definition }), refusal);
    await assert.rejects(call('PutRestApi', { restApiId, mode: 'overwrite', body: definition }), refusal);
    await assert.rejects(call('PutRestApi', { restApiId, body: definition }), refusal);
    assert.equal(await everything(restApiId), before);
  });
}

test('10,000 resources are refused by the quota, quickly and with one message', async () => {
  const paths = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`/r${index}`, { get: MOCK }]),
  );
  await assert.rejects(
    call('ImportRestApi', { body: oas30({ paths }) }),
    failure(
      'BadRequestException',
      "Errors found during import:\n\tUnable to create resource at path '/r19': Maximum number of Resources for this API has been reached.  Please contact AWS if you need additional Resources.",
    ),
  );
});

test('quotas of models refuse, those of documentation leave out', async () => {
  const schemas = Object.fromEntries(['A', 'B', 'C', 'D'].map((name) => [name, { type: 'object' }]));
  await assert.rejects(
    call('ImportRestApi', { body: oas30({ components: { schemas } }) }),
    failure('BadRequestException'),
  );
  const responses = { 200: { description: 'a' }, 400: { description: 'b' }, 500: { description: 'c' } };
  const { id: restApiId, warnings = [] } = await call('ImportRestApi', {
    body: at('/', { ...MOCK, responses }),
  });
  assert.equal((await call('GetDocumentationParts', { restApiId })).items?.length, 2);
  assert.match(warnings[0] ?? '', /Maximum number of Documentation Parts/);
});

test('an unknown API is not found, before its definition is read', async () => {
  const refusal = failure('NotFoundException', 'Invalid API identifier specified 111111111111:nope');
  await assert.rejects(call('PutRestApi', { restApiId: 'nope', body: Buffer.from('{') }), refusal);
});

test('an import beside other writers is whole', async () => {
  const { id: restApiId, rootResourceId } = await call('ImportRestApi', { body: at('/kept', MOCK) });
  const definition = (name: string) =>
    oas30({ info: { title: name }, paths: { [`/${name}`]: { get: MOCK } } });
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all([
    ...names.map((name) => call('PutRestApi', { restApiId, body: definition(name) })),
    call('CreateResource', { restApiId, parentId: rootResourceId, pathPart: 'made' }),
  ]);
  const { items = [] } = await call('GetResources', { restApiId });
  const paths = items.map(({ path }) => path).sort();
  assert.deepEqual(paths, ['/', '/a', '/b', '/c', '/d', '/kept', '/made']);
  assert.ok(store);
});
