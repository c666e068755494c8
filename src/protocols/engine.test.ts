import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccessControl, AccessRequest, Decision } from '../identity/access.ts';
import type { Caller } from '../identity/principal.ts';
import { loadAwsService } from './aws-services.ts';
import type { FaultListener } from './engine.ts';
import { ServiceRegistry } from './engine.ts';
import type { Service } from './service.ts';
import { unsupported } from './service.ts';
import { ServiceError } from './service-error.ts';

const ACCOUNT = '123456789012';
const ANN: Caller = {
  principal: {
    type: 'User',
    account: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
    userId: 'AIDAEXAMPLE',
    userName: 'ann',
  },
};
const ROLE = `arn:aws:iam::${ACCOUNT}:role/r`;
const ALLOWED: Decision = { allowed: true, explicitDeny: false, source: 'identity' };

let decision = ALLOWED;
const decided: AccessRequest[] = [];
const access: AccessControl = {
  async decide(_caller, request) {
    decided.push(request);
    return decision;
  },
};
const faults: unknown[] = [];
const onFault: FaultListener = (error) => faults.push(error);

const sts: Service = {
  name: 'sts',
  loadSchema: () => loadAwsService('sts'),
  handlers: {
    GetCallerIdentity: async (_input, context) => ({
      Account: context.account,
      Arn: context.caller.principal.arn,
      UserId: 'a<b>&"c',
    }),
    AssumeRole: async (input: { RoleSessionName: string; Tags?: unknown[] }) => {
      if (input.RoleSessionName === 'broken') throw new Error('secret detail');
      if (input.RoleSessionName === 'malformed') {
        throw new ServiceError('MalformedPolicyDocumentException', 400, 'Syntax errors in policy.');
      }
      return {
        Credentials: {
          AccessKeyId: 'ASIAEXAMPLEEXAMPLE',
          SecretAccessKey: 's',
          SessionToken: 't',
          Expiration: new Date('2026-01-02T03:04:05Z'),
        },
        PackedPolicySize: input.Tags?.length ?? 0,
      };
    },
    AssumeRoot: unsupported('there are no organizations here'),
  },
  permissions: (operation) =>
    operation === 'AssumeRole'
      ? [{ action: 'sts:AssumeRole', resource: ROLE, resourceAccount: ACCOUNT }]
      : [],
};

const lambda: Service = {
  name: 'lambda',
  loadSchema: () => loadAwsService('lambda'),
  handlers: {
    Invoke: async (input: { FunctionName: string; Payload?: Uint8Array; InvocationType?: string }) => {
      if (input.FunctionName === 'gone') {
        throw new ServiceError('ResourceNotFoundException', 404, 'Function not found: gone', {
          Type: 'User',
        });
      }
      return {
        StatusCode: input.InvocationType === 'Event' ? 202 : 200,
        FunctionError: 'Unhandled',
        ExecutedVersion: '$LATEST',
        Payload: input.Payload,
      };
    },
  },
  permissions: () => [],
};

const registry = new ServiceRegistry({
  services: [sts, lambda],
  access,
  clock: () => Date.UTC(2026, 0, 1),
  onFault,
});

async function readAll(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The smallest server around the engine; every request goes to the service its credential scope names. */
const server = createServer(async (request, response) => {
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '');
  const service = registry.service(scope?.[2] ?? '');
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const body = await readAll(request);
  assert.ok(service);
  const answer = await registry.handle(
    service,
    { method: request.method ?? '', path, query, headers: request.headers, body },
    {
      caller: ANN,
      account: ACCOUNT,
      region: scope?.[1] ?? '',
      requestId: '6f9f1d4e-0d5c-4f0e-9d3c-0a2b1c3d4e5f',
      sourceIp: '127.0.0.1',
      signal: AbortSignal.timeout(10_000),
    },
  );
  response.writeHead(answer.status, answer.headers).end(answer.body);
});

const shared = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  maxAttempts: 1,
};
let stsClient: STSClient;
let lambdaClient: LambdaClient;

before(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  stsClient = new STSClient({ ...shared, endpoint });
  lambdaClient = new LambdaClient({ ...shared, endpoint });
});

after(() => {
  stsClient.destroy();
  lambdaClient.destroy();
  server.close();
});

test('the official STS client gets what the handler returns', async () => {
  const answer = await stsClient.send(new GetCallerIdentityCommand());
  assert.equal(answer.Account, ACCOUNT);
  assert.equal(answer.Arn, 'arn:aws:iam::123456789012:user/ann');
  assert.equal(answer.UserId, 'a<b>&"c');
  assert.equal(answer.$metadata.requestId, '6f9f1d4e-0d5c-4f0e-9d3c-0a2b1c3d4e5f');
});

test('structures, lists, numbers and timestamps travel through awsQuery', async () => {
  const answer = await stsClient.send(
    new AssumeRoleCommand({
      RoleArn: ROLE,
      RoleSessionName: 'session',
      Tags: [{ Key: 'k', Value: 'ü +@=' }],
    }),
  );
  assert.equal(answer.PackedPolicySize, 1);
  assert.deepEqual(answer.Credentials?.Expiration, new Date('2026-01-02T03:04:05Z'));
});

test('a modelled error has its awsQuery code', async () => {
  const call = stsClient.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'malformed' }));
  await assert.rejects(call, (error: Error & { Code?: string }) => {
    assert.equal(error.name, 'MalformedPolicyDocumentException');
    assert.equal(error.Code, 'MalformedPolicyDocument');
    assert.equal(error.message, 'Syntax errors in policy.');
    return true;
  });
});

test('what a handler throws otherwise stays inside', async () => {
  const call = stsClient.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'broken' }));
  await assert.rejects(call, (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
    assert.equal(error.name, 'InternalFailure');
    assert.equal(error.$metadata?.httpStatusCode, 500);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
  assert.match(String(faults.at(-1)), /secret detail/);
});

test('a denial says who, what, on which resource and why', async () => {
  decision = { allowed: false, explicitDeny: false, source: 'identity' };
  try {
    const call = stsClient.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'session' }));
    await assert.rejects(call, {
      name: 'AccessDenied',
      message:
        'User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on resource: ' +
        'arn:aws:iam::123456789012:role/r because no identity-based policy allows the sts:AssumeRole action',
    });
  } finally {
    decision = ALLOWED;
  }
  const conditions = decided.at(-1)?.conditions;
  assert.equal(conditions?.['aws:sourceip'], '127.0.0.1');
  assert.equal(conditions?.['aws:requestedregion'], 'eu-west-1');
  assert.equal(conditions?.['aws:currenttime'], '2026-01-01T00:00:00.000Z');
  assert.equal(conditions?.['aws:epochtime'], '1767225600');
  assert.equal(conditions?.['aws:securetransport'], 'false');
});

test("Lambda's Invoke binds status, headers and payload", async () => {
  const answer = await lambdaClient.send(
    new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event', Payload: Buffer.from('{"a":1}') }),
  );
  assert.equal(answer.StatusCode, 202);
  assert.equal(answer.$metadata.httpStatusCode, 202);
  assert.equal(answer.FunctionError, 'Unhandled');
  assert.equal(answer.ExecutedVersion, '$LATEST');
  assert.equal(Buffer.from(answer.Payload ?? []).toString(), '{"a":1}');
});

test('a restJson1 error has its members', async () => {
  const call = lambdaClient.send(new InvokeCommand({ FunctionName: 'gone' }));
  await assert.rejects(call, {
    name: 'ResourceNotFoundException',
    Type: 'User',
    message: 'Function not found: gone',
  });
});

test('a service of this process is called with the same checks', async () => {
  const call = { caller: ANN, account: ACCOUNT, region: 'eu-west-1' };
  const answer = await registry.call(
    'sts',
    'AssumeRole',
    { RoleArn: ROLE, RoleSessionName: 'session' },
    call,
  );
  assert.deepEqual(Reflect.get(Object(answer), 'PackedPolicySize'), 0);
  await assert.rejects(registry.call('sts', 'AssumeRole', { RoleSessionName: 'session' }, call), {
    code: 'ValidationError',
    message:
      "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
  });
  await assert.rejects(
    registry.call('sts', 'AssumeRoot', { TargetPrincipal: ACCOUNT, TaskPolicyArn: {} }, call),
    {
      code: 'NotImplemented',
      statusCode: 501,
    },
  );
});

test('errors from before routing need no schema', () => {
  const error = new ServiceError(
    'InvalidClientTokenId',
    403,
    'The security token included in the request is invalid.',
  );
  const query = registry.renderError('awsQuery', error, 'id');
  assert.equal(query.status, 403);
  assert.match(String(query.body), /<Code>InvalidClientTokenId<\/Code>\n {4}<Message>The security token/);
  const rest = registry.renderError(lambda, error, 'id');
  assert.equal(rest.headers['x-amzn-errortype'], 'InvalidClientTokenId');
  assert.equal(rest.body, '{"message":"The security token included in the request is invalid."}');
});
