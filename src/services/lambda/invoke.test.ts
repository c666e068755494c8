import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccessControl } from '../../identity/access-control.ts';
import type { Caller } from '../../identity/principal.ts';
import { users } from '../../identity/records.ts';
import { createFunctionAccess } from '../../lambda/function-access.ts';
import { GLOBAL_REGION } from '../../store/store.ts';
import { ACCOUNT, ARN, REGION, ROLE, serviceFixture } from './service.fixture.ts';

const FunctionName = 'f';
const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

test('a function is invoked, tried, and queued', async (t) => {
  const { create, call } = await serviceFixture(t);
  await create(FunctionName, { Publish: true });
  const { Payload, ...result } = await call('Invoke', { FunctionName, Payload: Buffer.from('{"a":1}') });
  assert.equal(textOf(Payload), '{"hello":{"a":1}}');
  assert.deepEqual(result, { StatusCode: 200, ExecutedVersion: '$LATEST' });
  const tail = await call('Invoke', { FunctionName, Qualifier: '1', LogType: 'Tail' });
  assert.equal(tail.ExecutedVersion, '1');
  assert.match(
    Buffer.from(tail.LogResult ?? '', 'base64').toString(),
    /START RequestId: [\s\S]*Version: 1\n/,
  );
  assert.deepEqual(await call('Invoke', { FunctionName, InvocationType: 'DryRun' }), { StatusCode: 204 });
  assert.deepEqual(await call('Invoke', { FunctionName, InvocationType: 'Event' }), { StatusCode: 202 });
  await assert.rejects(call('Invoke', { FunctionName: 'none' }), {
    message: `Function not found: ${ARN}:none`,
  });
  await assert.rejects(call('Invoke', { FunctionName, Payload: Buffer.from('{') }), {
    code: 'InvalidRequestContentException',
    statusCode: 400,
    message: /^Could not parse request body into json: Could not parse payload into json: /,
  });
  await assert.rejects(call('Invoke', { FunctionName, ClientContext: 'bm90IGpzb24=' }), {
    code: 'InvalidRequestContentException',
  });
});

test('over HTTP the result is the body, the rest is headers', async (t) => {
  const { create, registry, service } = await serviceFixture(t);
  await create(FunctionName);
  const request = {
    method: 'POST',
    path: `/2015-03-31/functions/${FunctionName}/invocations`,
    query: '',
    headers: { 'x-amz-log-type': 'Tail' },
    body: Buffer.from('{"b":2}'),
  };
  const response = await registry.handle(service, request, {
    caller: {
      principal: { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
    },
    account: ACCOUNT,
    region: REGION,
    requestId: '00000000-0000-4000-8000-000000000000',
    signal: AbortSignal.timeout(10_000),
  });
  assert.equal(response.status, 200);
  assert.equal(Buffer.from(response.body).toString(), '{"hello":{"b":2}}');
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  assert.equal(headers['x-amz-executed-version'], '$LATEST');
  assert.match(
    Buffer.from(String(headers['x-amz-log-result']), 'base64').toString(),
    /^START RequestId: 00000000-0000-4000-8000-000000000000 Version/,
  );
});

test('permissions form a policy as AWS forms it', async (t) => {
  const { create, call } = await serviceFixture(t);
  await create(FunctionName, { Publish: true });
  const base = { FunctionName, Action: 'lambda:InvokeFunction' };
  const gateway = { ...base, StatementId: 'gateway', Principal: 'apigateway.amazonaws.com' };
  const SourceArn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:abc/*/GET/`;
  const { Statement } = await call('AddPermission', { ...gateway, SourceArn, SourceAccount: ACCOUNT });
  const expected = {
    Sid: 'gateway',
    Effect: 'Allow',
    Principal: { Service: 'apigateway.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: `${ARN}:f`,
    Condition: { StringEquals: { 'AWS:SourceAccount': ACCOUNT }, ArnLike: { 'AWS:SourceArn': SourceArn } },
  };
  assert.deepEqual(JSON.parse(Statement ?? ''), expected);
  await assert.rejects(call('AddPermission', gateway), {
    code: 'ResourceConflictException',
    message:
      'The statement id (gateway) provided already exists. Please provide a new statement id, or remove the existing statement.',
  });
  await call('AddPermission', { ...base, StatementId: 'account', Principal: '210987654321' });
  const { Policy, RevisionId } = await call('GetPolicy', { FunctionName });
  assert.deepEqual(JSON.parse(Policy ?? ''), {
    Version: '2012-10-17',
    Id: 'default',
    Statement: [
      expected,
      {
        Sid: 'account',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::210987654321:root' },
        Action: 'lambda:InvokeFunction',
        Resource: `${ARN}:f`,
      },
    ],
  });
  await call('AddPermission', { ...base, Qualifier: '1', StatementId: 'v', Principal: '*' });
  assert.match(
    (await call('GetPolicy', { FunctionName, Qualifier: '1' })).Policy ?? '',
    /"Principal":"\*".*:f:1"/,
  );

  const invalid = { code: 'InvalidParameterValueException' };
  await assert.rejects(call('AddPermission', { ...gateway, Principal: 'nobody' }), {
    ...invalid,
    message: 'The provided principal was invalid. Please check the principal and try again.',
  });
  await assert.rejects(call('AddPermission', { ...gateway, Qualifier: '$LATEST' }), {
    ...invalid,
    message: 'We currently do not support adding policies for $LATEST.',
  });
  await assert.rejects(call('AddPermission', { ...gateway, Qualifier: '9' }), {
    message: `Function not found: ${ARN}:f:9`,
  });
  await assert.rejects(call('AddPermission', { ...gateway, Qualifier: 'live' }), {
    message: `Cannot find alias arn: ${ARN}:f:live`,
  });
  const remove = (StatementId: string, revision?: string) =>
    call('RemovePermission', { FunctionName, StatementId, RevisionId: revision });
  await assert.rejects(remove('none'), { message: 'Statement none is not found in resource policy.' });
  await assert.rejects(remove('gateway', 'stale'), { code: 'PreconditionFailedException' });
  await remove('gateway', RevisionId);
  await remove('account');
  await assert.rejects(remove('account'), { message: 'No policy is associated with the given resource.' });
  await assert.rejects(call('GetPolicy', { FunctionName }), {
    code: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
  await assert.rejects(
    async () => {
      for (let index = 0; index < 200; index++) {
        await call('AddPermission', { ...gateway, StatementId: `${'s'.repeat(90)}${index}` });
      }
    },
    {
      code: 'PolicyLengthExceededException',
      message: /^The final policy size \(20\d\d\d\) is bigger than the limit \(20480\)\.$/,
    },
  );
});

test('a service may invoke what its permission covers, nothing else', async (t) => {
  const { create, call, store } = await serviceFixture(t);
  await create(FunctionName, { Publish: true });
  const access = createAccessControl({ store, clock: Date.now });
  t.after(() => access.close());
  const functionAccess = createFunctionAccess({ store, access });
  const principal = 'apigateway.amazonaws.com';
  const caller: Caller = {
    principal: { type: 'Service', account: ACCOUNT, arn: principal, userId: principal },
  };
  const api = `arn:aws:execute-api:${REGION}:${ACCOUNT}:abc`;
  const may = (arn: string, qualifier?: string, functionName = FunctionName) =>
    functionAccess.mayInvoke(
      caller,
      { account: ACCOUNT, region: REGION, functionName, ...(qualifier && { qualifier }) },
      { arn, account: ACCOUNT },
    );
  assert.equal(await may(`${api}/prod/GET/`), false);
  const permission = {
    FunctionName,
    StatementId: 's',
    Action: 'lambda:InvokeFunction',
    Principal: principal,
  };
  await call('AddPermission', { ...permission, SourceArn: `${api}/*/GET/` });
  assert.equal(await may(`${api}/prod/GET/`), true);
  assert.equal(await may(`${api}/prod/POST/`), false);
  assert.equal(await may(`${api}/prod/GET/`, '1'), false, 'a version has a policy of its own');
  assert.equal(await may(`${api}/prod/GET/`, undefined, 'none'), false);
  await call('AddPermission', { ...permission, Qualifier: '1', SourceAccount: '210987654321' });
  assert.equal(await may(`${api}/prod/GET/`, '1'), false, 'of another account');
});

test('callers need the permission for the operation and the role', async (t) => {
  const { create, call, service, store } = await serviceFixture(t);
  await create(FunctionName);
  const user = `arn:aws:iam::${ACCOUNT}:user/bob`;
  const statement = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
  const setPolicy = (...Statement: object[]) =>
    store.collection(users).put({ account: ACCOUNT, region: GLOBAL_REGION }, 'bob', {
      name: 'bob',
      path: '/',
      arn: user,
      id: 'AIDAEXAMPLE',
      createdAt: 0,
      inlinePolicies: { p: JSON.stringify({ Version: '2012-10-17', Statement }) },
      attachedPolicies: [],
      groups: [],
      tags: [],
    });
  await setPolicy(statement('lambda:UpdateFunctionConfiguration', `${ARN}:f`));
  const bob: Caller = {
    principal: { type: 'User', account: ACCOUNT, arn: user, userId: 'AIDAEXAMPLE', userName: 'bob' },
  };
  await assert.rejects(call('Invoke', { FunctionName }, bob), {
    statusCode: 403,
    message: `User: ${user} is not authorized to perform: lambda:InvokeFunction on resource: ${ARN}:f because no identity-based policy allows the lambda:InvokeFunction action`,
  });
  await call('UpdateFunctionConfiguration', { FunctionName, Timeout: 5 }, bob);
  await assert.rejects(call('UpdateFunctionConfiguration', { FunctionName, Role: ROLE }, bob), {
    statusCode: 403,
    message: new RegExp(`not authorized to perform: iam:PassRole on resource: ${ROLE}`),
  });
  await call('AddPermission', {
    FunctionName,
    StatementId: 'bob',
    Action: 'lambda:InvokeFunction',
    Principal: user,
  });
  assert.equal((await call('Invoke', { FunctionName, InvocationType: 'DryRun' }, bob)).StatusCode, 204);

  const handlers = Object.entries(service.handlers);
  assert.equal(handlers.length, 91);
  await assert.rejects(call('ListLayers', {}), {
    message: /Layers are not offered: put what a function needs into its zip file\./,
  });
});
