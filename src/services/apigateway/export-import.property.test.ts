import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ACCOUNT, openService, REGION } from './apigateway.fixture.ts';

type Call = ReturnType<typeof openService>['call'];

const LAMBDA = `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:${REGION}:${ACCOUNT}:function:f/invocations`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/r`;

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
const template = fc.dictionary(fc.constant('application/json'), fc.string({ minLength: 1, unit: 'binary' }));
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const SCHEMES = {
  token: {
    type: 'apiKey',
    name: 'X-Token',
    in: 'header',
    'x-amazon-apigateway-authtype': 'oauth2',
    'x-amazon-apigateway-authorizer': {
      type: 'token',
      authorizerUri: LAMBDA,
      authorizerCredentials: ROLE,
      authorizerResultTtlInSeconds: 60,
      identityValidationExpression: '^x-[a-z]+',
    },
  },
  request: {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      authorizerUri: LAMBDA,
      identitySource: 'method.request.header.a, method.request.querystring.b',
      authorizerResultTtlInSeconds: 300,
    },
  },
  pool: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': {
      type: 'cognito_user_pools',
      providerARNs: [`arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${REGION}_A`],
    },
  },
  key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
  signature: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
};

const security = fc.constantFrom(
  undefined,
  [{ token: [] }],
  [{ request: [] }, { key: [] }],
  [{ pool: ['email', 'openid'] }],
  [{ key: [] }],
  [{ signature: [] }],
);

const integration = fc.oneof(
  fc.record({
    type: fc.constant('mock'),
    requestTemplates: template,
    passthroughBehavior: fc.constantFrom('when_no_match', 'when_no_templates', 'never'),
    responses: fc.constant({
      default: { statusCode: '200', responseParameters: { 'method.response.header.H': "'*'" } },
      '4\\d{2}': { statusCode: 400, responseTemplates: { 'application/json': '$input.body' } },
    }),
  }),
  fc.record(
    {
      type: fc.constantFrom('http', 'HTTP_PROXY'),
      httpMethod: fc.constantFrom('GET', 'post', 'ANY'),
      uri: fc.constant('https://example.com/pets'),
      timeoutInMillis: fc.integer({ min: 50, max: 29_000 }),
      tlsConfig: fc.constant({ insecureSkipVerification: true }),
      connectionType: fc.constant('VPC_LINK'),
      connectionId: fc.constant('abc123'),
      cacheKeyParameters: fc.constant(['method.request.querystring.q']),
      requestParameters: fc.constant({ 'integration.request.querystring.z': 'method.request.querystring.q' }),
    },
    { requiredKeys: ['type', 'httpMethod', 'uri', 'connectionId'] },
  ),
  fc.record({
    type: fc.constantFrom('aws', 'aws_proxy'),
    httpMethod: fc.constant('POST'),
    uri: fc.constant(LAMBDA),
    credentials: rarely(fc.constant(ROLE)),
    contentHandling: rarely(fc.constantFrom('CONVERT_TO_TEXT', 'CONVERT_TO_BINARY')),
    cacheNamespace: rarely(fc.constant('shared')),
  }),
);

const reference = (model: string | undefined) => ({
  content: model ? { 'application/json': { schema: { $ref: `#/components/schemas/${model}` } } } : {},
});

const operation = (models: readonly string[]) =>
  fc
    .record({
      operationId: rarely(name),
      required: fc.boolean(),
      body: rarely(fc.constantFrom(...models)),
      answer: rarely(fc.constantFrom(...models)),
      security,
      integration: rarely(integration),
      validator: rarely(fc.constantFrom('all', 'body only')),
    })
    .map((one) => ({
      operationId: one.operationId,
      parameters: [
        { name: 'q', in: 'query', required: one.required, schema: { type: 'string' } },
        { name: 'X-H', in: 'header', schema: { type: 'string' } },
      ],
      ...(one.body ? { requestBody: reference(one.body) } : {}),
      responses: {
        200: {
          description: '200 response',
          headers: { H: { schema: { type: 'string' } } },
          ...reference(one.answer),
        },
        400: { description: '400 response' },
      },
      security: one.security,
      'x-amazon-apigateway-request-validator': one.validator,
      'x-amazon-apigateway-integration': one.integration ?? { type: 'mock' },
    }));

const segment = fc.oneof(name, fc.constant('{id}'));
const path = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '/below/{proxy+}'))
  .map(([parts, end]) =>
    `/${parts.map((part, at) => (part === '{id}' ? `{id${at}}` : part)).join('/')}${end}`.replace('//', '/'),
  );

const METHODS = [
  'get',
  'put',
  'post',
  'delete',
  'patch',
  'options',
  'head',
  'x-amazon-apigateway-any-method',
];

const document = fc
  .uniqueArray(name, { minLength: 1, maxLength: 4, selector: (text) => text.toLowerCase() })
  .chain((models) =>
    fc.record({
      models: fc.constant(models),
      title: fc.string({ minLength: 1, maxLength: 20 }),
      description: rarely(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })),
      version: fc.string({ minLength: 1, maxLength: 10 }),
      paths: fc.dictionary(
        path,
        fc.dictionary(fc.constantFrom(...METHODS), operation(models), { minKeys: 1, maxKeys: 3 }),
        { maxKeys: 5 },
      ),
      binary: rarely(fc.uniqueArray(fc.constantFrom('image/png', '*/*'), { minLength: 1 })),
      size: rarely(fc.integer({ min: 0, max: 10_485_760 })),
      source: fc.constantFrom('HEADER', 'AUTHORIZER'),
      responses: rarely(
        fc.constant({ DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.A': "'*'" } } }),
      ),
      disabled: fc.boolean(),
      everyModel: operation(models),
    }),
  )
  .map((one) => ({
    openapi: '3.0.1',
    info: { title: one.title, version: one.version, description: one.description },
    servers: [
      { url: '/', 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: one.disabled } },
    ],
    paths: {
      ...one.paths,
      // Models that nothing uses are not exported.
      '/used': {
        get: {
          ...one.everyModel,
          responses: { 500: reference(one.models[0]) },
          'x-amazon-apigateway-integration': { type: 'mock' },
        },
      },
    },
    components: {
      schemas: Object.fromEntries(
        one.models.map((model, index) => {
          const next = one.models[index + 1] ?? one.models[0];
          const other = { $ref: `#/components/schemas/${next}` };
          return [model, { type: 'object', title: model, properties: { other, all: { allOf: [other] } } }];
        }),
      ),
      securitySchemes: SCHEMES,
    },
    'x-amazon-apigateway-request-validators': {
      all: { validateRequestBody: true, validateRequestParameters: true },
      'body only': { validateRequestBody: true, validateRequestParameters: false },
    },
    'x-amazon-apigateway-gateway-responses': one.responses,
    'x-amazon-apigateway-binary-media-types': one.binary,
    'x-amazon-apigateway-minimum-compression-size': one.size,
    'x-amazon-apigateway-api-key-source': one.source,
    'x-amazon-apigateway-policy': {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*/GET/*' },
      ],
    },
  }));

/** Everything of an API, with names where ids are. */
async function portrait(call: Call, restApiId: string): Promise<unknown> {
  const { rootResourceId, createdDate, id, ...api } = await call('GetRestApi', { restApiId });
  const all = { restApiId, limit: 500 };
  const { items: resources = [] } = await call('GetResources', { ...all, embed: ['methods'] });
  const { items: models = [] } = await call('GetModels', all);
  const { items: validators = [] } = await call('GetRequestValidators', all);
  const { items: authorizers = [] } = await call('GetAuthorizers', all);
  const { items: responses = [] } = await call('GetGatewayResponses', { restApiId });
  const names = new Map<string, string>([
    [restApiId, 'API'],
    ...[...validators, ...authorizers].map((one): [string, string] => [one.id ?? '', one.name ?? '']),
    ...resources.map((one): [string, string] => [one.id ?? '', one.path ?? '']),
  ]);
  const text = JSON.stringify({
    api,
    resources: Object.fromEntries(
      resources
        .map((one): [string, unknown] => [one.path ?? '', one.resourceMethods ?? {}])
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
    models: models.map(({ id: _, schema = '', ...one }) => ({
      ...one,
      schema: JSON.parse(schema.replaceAll(restApiId, 'API')),
    })),
    validators: validators.map(({ id: _, ...one }) => one).sort(byName),
    authorizers: authorizers.map(({ id: _, ...one }) => one).sort(byName),
    responses,
  });
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' ? (names.get(value) ?? value.replaceAll(restApiId, 'API')) : value,
  );
}

function byName(one: { name?: string | undefined }, other: { name?: string | undefined }): number {
  return (one.name ?? '') < (other.name ?? '') ? -1 : 1;
}

const { call } = openService({ edgeApis: 100_000 });

for (const exportType of ['oas30', 'swagger']) {
  for (const accepts of ['application/json', 'application/yaml']) {
    test(`importing an export gives the same API: ${exportType}, ${accepts}`, async () => {
      await fc.assert(
        fc.asyncProperty(document, async (source) => {
          const { id: restApiId = '' } = await call('ImportRestApi', {
            body: Buffer.from(JSON.stringify(source)),
            failOnWarnings: true,
          });
          await call('CreateDeployment', { restApiId, stageName: 'v1' });
          const parameters = { extensions: 'apigateway' };
          const stage = { restApiId, stageName: 'v1', exportType, accepts };
          const exported = await call('GetExport', { ...stage, parameters });
          const again = await call('ImportRestApi', {
            body: Buffer.from(exported.body ?? []),
            failOnWarnings: true,
          });
          assert.deepEqual(await portrait(call, again.id ?? ''), await portrait(call, restApiId));
          await call('DeleteRestApi', { restApiId });
          await call('DeleteRestApi', { restApiId: again.id });
        }),
        { numRuns: 25 },
      );
    });
  }
}
