import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oas30, read, swagger } from './read-definition.fixture.ts';

test('parameters of the path hold for its operations, which may replace them; references are followed', () => {
  const { methods, warnings } = read(
    oas30({
      paths: {
        '/pets/{id}/{rest+}': {
          parameters: [
            { name: 'a', in: 'query', required: true },
            { name: 'b', in: 'header', required: true },
          ],
          get: {
            parameters: [
              { name: 'a', in: 'query' },
              { $ref: '#/components/parameters/C' },
              { name: 'd', in: 'cookie' },
              { $ref: '#/components/parameters/none' },
              { $ref: '#/components/parameters/circle' },
              { $ref: 'other.yaml#/d' },
            ],
          },
        },
      },
      components: {
        parameters: { C: { name: 'c', in: 'header' }, circle: { $ref: '#/components/parameters/circle' } },
      },
    }),
  );
  assert.deepEqual(methods[0]?.method.requestParameters, {
    'method.request.querystring.a': false,
    'method.request.header.b': true,
    'method.request.header.c': false,
    // AWS declares the variables of the path by itself.
    'method.request.path.id': true,
    'method.request.path.rest': true,
  });
  assert.deepEqual(warnings, [
    "Unsupported location 'cookie' of parameter 'd' of method 'GET /pets/{id}/{rest+}'. Ignoring.",
  ]);
});

test('bodies and responses name models; schemas that stand in an operation become models of their own', () => {
  const inline = { type: 'array', items: { $ref: '#/components/schemas/Pet' } };
  const content = (schema: unknown) => ({ content: { 'application/json': { schema } } });
  const { methods, models, warnings } = read(
    oas30({
      paths: {
        '/': {
          post: {
            requestBody: { $ref: '#/components/requestBodies/Pet' },
            responses: {
              200: content(inline),
              201: content(inline),
              400: content({ type: 'string' }),
              404: content({ $ref: '#/components/schemas/Gone' }),
              500: { $ref: '#/components/responses/Broken' },
              default: content(inline),
            },
          },
        },
      },
      components: {
        schemas: { Pet: { type: 'object', description: 'a pet' } },
        requestBodies: { Pet: content({ $ref: '#/components/schemas/Pet' }) },
        responses: { Broken: { headers: { 'Retry-After': { required: true } } } },
      },
    }),
  );
  const generated = models[1]?.name ?? '';
  assert.match(generated, /^MODEL[0-9a-f]{6}$/);
  assert.deepEqual(models, [
    { name: 'Pet', description: 'a pet', schema: { type: 'object', description: 'a pet' } },
    { name: generated, schema: inline },
  ]);
  assert.deepEqual(methods[0]?.method.requestModels, { 'application/json': 'Pet' });
  const list = { responseModels: { 'application/json': generated } };
  assert.deepEqual(methods[0]?.method.methodResponses, {
    200: { statusCode: '200', ...list },
    201: { statusCode: '201', ...list },
    400: { statusCode: '400' },
    404: { statusCode: '404' },
    500: { statusCode: '500', responseParameters: { 'method.response.header.Retry-After': true } },
  });
  assert.deepEqual(warnings, [
    "Unsupported model type 'StringSchema' in 400 response to method 'POST /'. Ignoring.",
    "Reference to model 'Gone' not found. Ignoring.",
  ]);
});

test('Swagger 2.0 has its bodies among the parameters and its content types in lists', () => {
  const { methods } = read(
    swagger({
      produces: ['application/xml'],
      paths: {
        '/': {
          put: {
            consumes: ['application/json', 'text/json'],
            parameters: [{ in: 'body', name: 'Pet', required: true, schema: { $ref: '#/definitions/Pet' } }],
            responses: { 200: { schema: { $ref: '#/definitions/Pet' } } },
          },
        },
      },
      definitions: { Pet: { type: 'object' } },
    }),
  );
  assert.deepEqual(methods[0]?.method.requestModels, { 'application/json': 'Pet', 'text/json': 'Pet' });
  assert.deepEqual(methods[0]?.method.methodResponses?.[200]?.responseModels, { 'application/xml': 'Pet' });
});

test('security schemes are authorizers, API keys and Signature Version 4', () => {
  const authorizer = { type: 'token', authorizerUri: 'arn', authorizerResultTtlInSeconds: '60' };
  const { methods, authorizers, warnings } = read(
    oas30({
      security: [{ own: [] }],
      paths: {
        '/root': { get: {} },
        '/none': { get: { security: [] } },
        '/both': { get: { security: [{ key: [] }, { pool: ['a', 'b'] }] } },
        '/sigv4': { get: { security: [{ signature: [], key: [] }] } },
        '/auth': { get: { 'x-amazon-apigateway-auth': { type: 'aws_iam' } } },
        '/open': { get: { 'x-amazon-apigateway-auth': { type: 'NONE' } } },
        '/other': { get: { security: [{ oauth: [] }] } },
      },
      components: {
        securitySchemes: {
          own: {
            type: 'apiKey',
            name: 'X-Token',
            in: 'header',
            'x-amazon-apigateway-authtype': 'custom',
            'x-amazon-apigateway-authorizer': authorizer,
          },
          pool: {
            type: 'apiKey',
            name: 'Authorization',
            in: 'header',
            'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['arn'] },
          },
          key: { type: 'apiKey', name: 'X-API-Key', in: 'header' },
          signature: {
            type: 'apiKey',
            name: 'Authorization',
            in: 'header',
            'x-amazon-apigateway-authtype': 'awsSigv4',
          },
          oauth: { type: 'oauth2' },
        },
      },
    }),
  );
  assert.deepEqual(authorizers, [
    {
      name: 'own',
      type: 'TOKEN',
      authType: 'custom',
      authorizerUri: 'arn',
      identitySource: 'method.request.header.X-Token',
      authorizerResultTtlInSeconds: 60,
    },
    {
      name: 'pool',
      type: 'COGNITO_USER_POOLS',
      providerARNs: ['arn'],
      identitySource: 'method.request.header.Authorization',
    },
  ]);
  const said = methods.map(({ path, authorizer: by, method }) => [
    path,
    method.authorizationType,
    method.apiKeyRequired,
    by,
    method.authorizationScopes,
  ]);
  assert.deepEqual(said, [
    ['/root', 'CUSTOM', false, 'own', undefined],
    ['/none', 'NONE', false, undefined, undefined],
    ['/both', 'COGNITO_USER_POOLS', true, 'pool', ['a', 'b']],
    ['/sigv4', 'AWS_IAM', true, undefined, undefined],
    ['/auth', 'AWS_IAM', false, undefined, undefined],
    ['/open', 'NONE', false, undefined, undefined],
    ['/other', 'NONE', false, undefined, undefined],
  ]);
  assert.deepEqual(warnings, ["Unsupported security scheme 'oauth' in method 'GET /other'. Ignoring."]);
});

test('an integration may be shared by reference; one of wrong types is malformed', () => {
  const get = (value: unknown) => ({
    paths: { '/a': { get: { 'x-amazon-apigateway-integration': value } } },
  });
  const shared = { type: 'mock', passthroughBehavior: 'never', httpMethod: 'x-amazon-apigateway-any-method' };
  const components = { 'x-amazon-apigateway-integrations': { one: shared } };
  const reference = { $ref: '#/components/x-amazon-apigateway-integrations/one' };
  const { methods } = read(oas30({ ...get(reference), components }));
  assert.deepEqual(methods[0]?.integration, {
    type: 'MOCK',
    integrationHttpMethod: 'ANY',
    passthroughBehavior: 'NEVER',
    cacheKeyParameters: [],
    responses: [],
  });
  const malformed = [
    { uri: { 'Fn::Sub': 'a' } },
    'mock',
    { responses: [] },
    { responses: { default: {} } },
    { timeoutInMillis: 'x' },
    { $ref: '#/none' },
  ];
  for (const value of malformed) {
    assert.throws(() => read(oas30(get(value))), {
      message: 'Unable to parse API definition because of a malformed integration at path /a.',
    });
  }
});
