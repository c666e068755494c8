import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { AccessControl } from '../identity/access.ts';
import type { AwsServiceName } from './aws-services.ts';
import { loadAwsService } from './aws-services.ts';
import { ServiceRegistry } from './engine.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { loadBotocoreModel } from './loaders/botocore.ts';
import type { Service } from './service.ts';

const caller = {
  principal: {
    type: 'Root',
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
    userId: '123456789012',
  },
} as const;
const access: AccessControl = {
  decide: async () => ({ allowed: false, explicitDeny: true, source: 'boundary' }),
};

const eus = loadBotocoreModel({
  metadata: {
    apiVersion: '2026-01-01',
    endpointPrefix: 'eus',
    protocol: 'json',
    jsonVersion: '1.1',
    targetPrefix: 'Unicorns',
  },
  operations: {
    Get: {
      name: 'Get',
      http: { method: 'POST', requestUri: '/' },
      requestcompression: { encodings: ['gzip'] },
      input: { shape: 'In' },
    },
  },
  shapes: {
    In: { type: 'structure', members: { Id: { shape: 'Id' } }, required: ['Id'] },
    Id: { type: 'string', max: 5 },
  },
});

function awsService(name: AwsServiceName): Service {
  const permissions = () => [{ action: `${name}:Do`, resource: '*', resourceAccount: '123456789012' }];
  return {
    name,
    loadSchema: () => loadAwsService(name),
    handlers: { ListFunctions: async () => ({}) },
    permissions,
  };
}

const services: Service[] = [
  ...(['lambda', 'apigateway', 'iam'] as const).map(awsService),
  {
    name: 'eus',
    loadSchema: async () => eus,
    handlers: { Get: async () => ({}) },
    permissions: () => [],
    maximumBodySize: 100,
  },
];
const registry = new ServiceRegistry({ services, access, clock: Date.now });

async function ask(service: string, request: Partial<ApiRequest> & { text?: string }): Promise<ApiResponse> {
  const found = registry.service(service);
  assert.ok(found);
  const { text = '', ...rest } = request;
  const body = new Uint8Array(Buffer.from(text));
  return registry.handle(
    found,
    { method: 'POST', path: '/', query: '', headers: {}, body, ...rest },
    {
      caller,
      account: '123456789012',
      region: 'us-east-1',
      requestId: 'id',
      signal: AbortSignal.timeout(5_000),
    },
  );
}

const target = { 'x-amz-target': 'Unicorns.Get' };

test('an unknown path', async () => {
  const lambda = await ask('lambda', { path: '/nowhere' });
  assert.equal(lambda.status, 404);
  assert.equal(lambda.headers['x-amzn-errortype'], 'UnknownOperationException');
  assert.equal(lambda.body, '<UnknownOperationException/>\n');
  const gateway = await ask('apigateway', { path: '/nowhere' });
  assert.equal(gateway.status, 403);
  assert.equal(gateway.body, '{"message":"Missing Authentication Token"}');
});

test('an unknown target', async () => {
  const answer = await ask('eus', { headers: { 'x-amz-target': 'Unicorns.Fly' } });
  assert.equal(answer.status, 404);
  assert.equal(answer.body, '{"__type":"UnknownOperationException"}');
});

test('an unknown action, another version, none at all', async () => {
  for (const [text, message] of [
    ['Action=Fly&Version=2010-05-08', 'Could not find operation Fly for version 2010-05-08'],
    ['Action=ListUsers&Version=2000-01-01', 'Could not find operation ListUsers for version 2000-01-01'],
    ['Action=ListUsers', 'Could not find operation ListUsers for version NO_VERSION_SPECIFIED'],
  ] as const) {
    const answer = await ask('iam', { text });
    assert.equal(answer.status, 400);
    assert.equal(
      answer.body,
      `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error>
    <Type>Sender</Type>
    <Code>InvalidAction</Code>
    <Message>${message}</Message>
  </Error>
  <RequestId>id</RequestId>
</ErrorResponse>
`,
    );
  }
  assert.match(String((await ask('iam', {})).body), /<Code>MissingAction<\/Code>/);
});

test('a body that is not JSON, or too large, or wrongly compressed', async () => {
  const malformed = await ask('eus', { headers: target, text: '{' });
  assert.equal(malformed.status, 400);
  assert.equal(malformed.body, '{"__type":"SerializationException"}');
  const large = await ask('eus', { headers: target, text: 'x'.repeat(101) });
  assert.equal(large.status, 413);
  assert.match(String(large.body), /"__type":"RequestEntityTooLargeException"/);
  const bomb = gzipSync(JSON.stringify({ Id: 'x'.repeat(1_000) }));
  const headers = { ...target, 'content-encoding': 'gzip' };
  assert.equal((await ask('eus', { headers, body: bomb })).status, 413);
  const broken = await ask('eus', { headers, text: 'no gzip' });
  assert.match(String(broken.body), /MalformedHttpRequestException/);
  assert.equal((await ask('eus', { headers, body: gzipSync('{"Id":"u"}') })).status, 200);
});

test('an input that breaks a constraint', async () => {
  const answer = await ask('eus', { headers: target, text: '{"Id":"unicorn"}' });
  assert.equal(answer.status, 400);
  assert.deepEqual(JSON.parse(String(answer.body)), {
    __type: 'ValidationException',
    message:
      "1 validation error detected: Value 'unicorn' at 'id' failed to satisfy constraint: Member must have length less than or equal to 5",
  });
});

test('an operation that is not offered', async () => {
  const answer = await ask('iam', { text: 'Action=ListUsers&Version=2010-05-08' });
  assert.equal(answer.status, 501);
  assert.match(String(answer.body), /<Type>Receiver<\/Type>\n {4}<Code>NotImplemented</);
});

test('a denial by a permissions boundary', async () => {
  const answer = await ask('lambda', { method: 'GET', path: '/2015-03-31/functions/' });
  assert.equal(answer.status, 403);
  assert.equal(answer.headers['x-amzn-errortype'], 'AccessDeniedException');
  assert.equal(
    answer.body,
    '{"Message":"User: arn:aws:iam::123456789012:root is not authorized to perform: lambda:Do on resource: * ' +
      'with an explicit deny in a permissions boundary"}',
  );
});
