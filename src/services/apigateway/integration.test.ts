import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService, petsApi } from './apigateway.fixture.ts';
import type { Input } from './gateway.ts';

const LAMBDA =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a stage variable in API Gateway's own syntax
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:${stageVariables.fn}/invocations';

/** Puts an integration on `GET /pets`. */
async function opened() {
  const { call } = openService();
  const { method } = await petsApi(call);
  return {
    call,
    method,
    put: (members: Partial<Input<'PutIntegration'>>) =>
      call('PutIntegration', { ...method, type: 'MOCK', ...members }),
  };
}

test('a Lambda proxy with a stage variable for its function is taken as it is', async () => {
  const { put } = await opened();
  const proxy = await put({ type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: LAMBDA });
  assert.equal(proxy.uri, LAMBDA);
  assert.equal(proxy.httpMethod, 'POST');
});

test('an integration says how and where it goes', async () => {
  const { put } = await opened();
  const rejects = (members: Partial<Input<'PutIntegration'>>, message: string) =>
    assert.rejects(put(members), failure('BadRequestException', message), JSON.stringify(members));
  const http = { type: 'HTTP' as const, integrationHttpMethod: 'GET' };
  await rejects(
    { type: 'HTTP', uri: 'http://example.com' },
    'Enumeration value for HttpMethod must be non-empty',
  );
  await rejects(http, 'Invalid HTTP endpoint specified for URI');
  await rejects({ ...http, uri: 'ftp://example.com' }, 'Invalid HTTP endpoint specified for URI');
  await rejects({ ...http, uri: 'http://' }, 'Invalid HTTP endpoint specified for URI');
  await rejects(
    {
      type: 'AWS',
      integrationHttpMethod: 'POST',
      uri: 'arn:aws:apigateway:us-east-1:sqs:action/SendMessage',
    },
    'Role ARN must be specified for AWS integrations',
  );
  await rejects({ timeoutInMillis: 49 }, 'Timeout should be between 50 ms and 29000 ms');
  await rejects({ timeoutInMillis: 29_001 }, 'Timeout should be between 50 ms and 29000 ms');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a stage variable in API Gateway's own syntax
  await put({ ...http, uri: 'https://${stageVariables.host}/pets/{id}' });
});

test('only proxy integrations stream, and a function has a URI of its own for it', async () => {
  const { call, method, put } = await opened();
  const rejects = (members: Partial<Input<'PutIntegration'>>, message: string) =>
    assert.rejects(put(members), failure('BadRequestException', message), JSON.stringify(members));
  const proxy = { type: 'AWS_PROXY' as const, integrationHttpMethod: 'POST', uri: LAMBDA };
  const uri = LAMBDA.replace('2015-03-31', '2021-11-15').replace(
    '/invocations',
    '/response-streaming-invocations',
  );
  const invalid = 'Invalid ResponseTransferMode. Cannot use ResponseTransferMode';
  await rejects(
    { ...proxy, uri },
    `${invalid} BUFFERED for Lambda functions invoked by InvokeWithResponseStream for AWS_PROXY integrations.`,
  );
  await rejects(
    { ...proxy, responseTransferMode: 'STREAM' },
    `${invalid} STREAM for Lambda functions invoked by Invoke for AWS_PROXY integrations.`,
  );
  await rejects({ responseTransferMode: 'STREAM' }, `${invalid} STREAM for MOCK integrations.`);
  const stream = { ...proxy, uri, responseTransferMode: 'STREAM' as const };
  // hashicorp/terraform-provider-aws#45482 reports the text.
  await rejects({ ...stream, timeoutInMillis: 900_001 }, 'Timeout should be between 50 ms and 900000 ms');
  await put({ ...stream, timeoutInMillis: 900_000 });
  await put(proxy);
  const updated = await call('UpdateIntegration', {
    ...method,
    patchOperations: [
      { op: 'replace', path: '/uri', value: uri },
      { op: 'replace', path: '/responseTransferMode', value: 'STREAM' },
    ],
  });
  assert.deepEqual([updated.uri, updated.responseTransferMode], [uri, 'STREAM']);
  const http = { type: 'HTTP_PROXY' as const, integrationHttpMethod: 'GET', uri: 'http://example.com' };
  await put({ ...http, responseTransferMode: 'STREAM', timeoutInMillis: 300_000 });
});

test('roles of other accounts cannot be given', async () => {
  const { put } = await opened();
  const proxy = { type: 'AWS_PROXY' as const, integrationHttpMethod: 'POST', uri: LAMBDA };
  await assert.rejects(
    put({ ...proxy, credentials: 'arn:aws:iam::222222222222:role/other' }),
    failure('AccessDeniedException', 'Cross-account pass role is not allowed.'),
  );
  await put({ ...proxy, credentials: 'arn:aws:iam::111111111111:role/path/mine' });
  await put({ ...proxy, credentials: 'arn:aws:iam::*:user/*' });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a stage variable in API Gateway's own syntax
  await put({ ...proxy, credentials: 'arn:aws:iam::111111111111:${stageVariables.role}' });
  await assert.rejects(
    put({ ...proxy, credentials: 'arn:aws:iam::111111111111:user/alice' }),
    failure('BadRequestException', 'Invalid ARN specified in the request'),
  );
});

test('Regional and private APIs may wait five minutes', async () => {
  for (const type of ['REGIONAL', 'PRIVATE'] as const) {
    const { call } = openService();
    const api = await call('CreateRestApi', { name: 'a', endpointConfiguration: { types: [type] } });
    const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'GET' };
    await call('PutMethod', { ...method, authorizationType: 'NONE' });
    const put = (timeoutInMillis: number) =>
      call('PutIntegration', { ...method, type: 'MOCK', timeoutInMillis });
    assert.equal((await put(300_000)).timeoutInMillis, 300_000);
    await assert.rejects(
      put(300_001),
      failure('BadRequestException', 'Timeout should be between 50 ms and 300000 ms'),
    );
    const patchOperations = [{ op: 'replace' as const, path: '/timeoutInMillis', value: '60000' }];
    assert.equal((await call('UpdateIntegration', { ...method, patchOperations })).timeoutInMillis, 60_000);
  }
});

// https://github.com/awsdocs/amazon-api-gateway-developer-guide/issues/24 and others report these texts.
test('what a mapping reads must be declared by the method', async () => {
  const { call, method, put } = await opened();
  const parameters = (source: string) => ({ requestParameters: { 'integration.request.path.id': source } });
  const undeclared =
    'Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: method.request.path.petId]';
  await assert.rejects(
    put(parameters('method.request.path.petId')),
    failure('BadRequestException', undeclared),
  );
  for (const source of ["'static'", 'context.requestId', 'stageVariables.a', 'method.request.body']) {
    await put(parameters(source));
  }
  await call('UpdateMethod', {
    ...method,
    patchOperations: [{ op: 'add', path: '/requestParameters/method.request.path.petId', value: 'true' }],
  });
  await put(parameters('method.request.path.petId'));
  const noResponse =
    'Invalid mapping expression specified: Validation Result: warnings : [], errors : [No method response exists for method.]';
  const mapped = {
    ...method,
    statusCode: '302',
    responseParameters: { 'method.response.header.Location': "'/x'" },
  };
  await assert.rejects(call('PutIntegrationResponse', mapped), failure('BadRequestException', noResponse));
  await call('PutMethodResponse', { ...method, statusCode: '302' });
  await assert.rejects(call('PutIntegrationResponse', mapped), failure('BadRequestException'));
  await call('UpdateMethodResponse', {
    ...method,
    statusCode: '302',
    patchOperations: [
      { op: 'add', path: '/responseParameters/method.response.header.Location', value: 'true' },
    ],
  });
  await call('PutIntegrationResponse', mapped);
});

test('an update is checked as a whole and changes nothing when it fails', async () => {
  const { call, method, put } = await opened();
  await put({ type: 'HTTP', integrationHttpMethod: 'GET', uri: 'http://example.com' });
  const patchOperations = [
    { op: 'replace' as const, path: '/timeoutInMillis', value: '1000' },
    { op: 'replace' as const, path: '/uri', value: 'nowhere' },
  ];
  await assert.rejects(
    call('UpdateIntegration', { ...method, patchOperations }),
    failure('BadRequestException'),
  );
  const kept = await call('GetIntegration', method);
  assert.equal(kept.timeoutInMillis, 29_000);
  assert.equal(kept.uri, 'http://example.com');
});

test('templates and cache keys are patched by name', async () => {
  const { call, method, put } = await opened();
  await put({ requestTemplates: { 'application/json': '{}' } });
  const updated = await call('UpdateIntegration', {
    ...method,
    patchOperations: [
      { op: 'add', path: '/requestTemplates/text~1plain', value: 'hello' },
      { op: 'remove', path: '/requestTemplates/application~1json' },
      { op: 'add', path: '/cacheKeyParameters/method.request.path.id' },
      { op: 'replace', path: '/passthroughBehavior', value: 'NEVER' },
    ],
  });
  assert.deepEqual(updated.requestTemplates, { 'text/plain': 'hello' });
  assert.deepEqual(updated.cacheKeyParameters, ['method.request.path.id']);
  assert.equal(updated.passthroughBehavior, 'NEVER');
});
