import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { zipOf } from '../../lambda/lambda.fixture.ts';
import { createRuntimes } from '../../lambda/runtimes.ts';
import { ACCOUNT, ARN, HELLO, ROLE, serviceFixture } from './service.fixture.ts';

/** Messages and members were recorded by LocalStack's test_lambda_api.py against AWS, where no other source is named. */

test('a new function has all the members that AWS answers', async (t) => {
  const { create, call, lambda } = await serviceFixture(t);
  const { RevisionId, CodeSha256, CodeSize, RuntimeVersionConfig, ...created } = await create('unicorn');
  assert.match(RevisionId ?? '', /^[0-9a-f-]{36}$/);
  assert.match(CodeSha256 ?? '', /^[A-Za-z0-9+/]{43}=$/);
  assert.ok(CodeSize);
  assert.match(
    RuntimeVersionConfig?.RuntimeVersionArn ?? '',
    /^arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}$/,
  );
  assert.deepEqual(created, {
    FunctionName: 'unicorn',
    FunctionArn: `${ARN}:unicorn`,
    Runtime: 'nodejs22.x',
    Role: ROLE,
    Handler: 'index.handler',
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    LastModified: '2026-01-31T12:00:00.000+0000',
    Version: '$LATEST',
    TracingConfig: { Mode: 'PassThrough' },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/unicorn' },
  });
  const got = await call('GetFunction', { FunctionName: 'unicorn' });
  assert.equal(got.Code?.RepositoryType, 'S3');
  const { pathname, search } = new URL(got.Code?.Location ?? '', 'http://localhost');
  const zip = (await lambda.downloads.open(pathname, search.slice(1))) ?? Buffer.alloc(0);
  assert.equal(createHash('sha256').update(zip).digest('base64'), got.Configuration?.CodeSha256);
  assert.equal(got.Configuration?.RevisionId, RevisionId);
  const latest = await call('GetFunctionConfiguration', { FunctionName: 'unicorn', Qualifier: '$LATEST' });
  assert.equal(latest.FunctionArn, `${ARN}:unicorn:$LATEST`);
});

test('functions are found by name, partial ARN and ARN', async (t) => {
  const { create, call } = await serviceFixture(t);
  await create('unicorn');
  for (const FunctionName of [
    'unicorn',
    `${ACCOUNT}:function:unicorn`,
    `function:unicorn`,
    `${ARN}:unicorn`,
  ]) {
    assert.equal((await call('GetFunctionConfiguration', { FunctionName })).FunctionName, 'unicorn');
  }
  const qualified = await call('GetFunctionConfiguration', { FunctionName: `${ARN}:unicorn:$LATEST` });
  assert.equal(qualified.FunctionArn, `${ARN}:unicorn:$LATEST`);
  await assert.rejects(call('GetFunction', { FunctionName: 'unicorn:1', Qualifier: '$LATEST' }), {
    code: 'InvalidParameterValueException',
    message: 'The derived qualifier from the function name does not match the specified qualifier.',
  });
  await assert.rejects(
    call('GetFunction', { FunctionName: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:unicorn` }),
    {
      code: 'ResourceNotFoundException',
      message: "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')",
    },
  );
  await assert.rejects(call('GetFunction', { FunctionName: 'unicorn', Qualifier: '1221' }), {
    code: 'ResourceNotFoundException',
    statusCode: 404,
    message: `Function not found: ${ARN}:unicorn:1221`,
  });
  await assert.rejects(call('GetFunction', { FunctionName: 'none' }), {
    message: `Function not found: ${ARN}:none`,
  });
});

test('what AWS refuses on creation is refused with its texts', async (t) => {
  const { create } = await serviceFixture(t, { runtimes: createRuntimes(async () => undefined) });
  await create('taken');
  const invalid = (message: string | RegExp) => ({
    code: 'InvalidParameterValueException',
    statusCode: 400,
    message,
  });
  await assert.rejects(create('taken'), {
    code: 'ResourceConflictException',
    statusCode: 409,
    message: 'Function already exist: taken',
  });
  const role = 'The role defined for the function cannot be assumed by Lambda.';
  await assert.rejects(create('f', { Role: `${ROLE}-not-there` }), invalid(role));
  await assert.rejects(create('f', { Role: ROLE.replace('lambda-role', 'ec2-role') }), invalid(role));
  await assert.rejects(create('f', { Role: ROLE.replace(ACCOUNT, '210987654321') }), {
    code: 'AccessDeniedException',
    statusCode: 403,
    message: 'Cross-account pass role is not allowed.',
  });
  await assert.rejects(
    create('f', { Code: { ZipFile: Buffer.from('no zip') } }),
    invalid('Could not unzip uploaded file. Please check your file, then try to upload again.'),
  );
  await assert.rejects(create('f', { Code: {} }), invalid('Please provide a source for function code.'));
  await assert.rejects(
    create('f', { Code: { S3Bucket: 'bucket', S3Key: 'key' } }),
    invalid(
      'Error occurred while GetObject. S3 Error Code: ServiceUnavailable. S3 Error Message: this test has no s3',
    ),
  );
  await assert.rejects(
    create('f', { Handler: undefined }),
    invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.'),
  );
  await assert.rejects(
    create('f', { Runtime: 'java21' }),
    invalid(/^The runtime java21 is not supported here\. Supported are nodejs\*\.x, python3\.\*, provided/),
  );
  await assert.rejects(
    create('f', { Runtime: 'python3.12' }),
    invalid('python3 was not found on this machine, python3.12 needs it.'),
  );
  await assert.rejects(
    create('f', { Environment: { Variables: { AWS_REGION: 'x', LAMBDA_TASK_ROOT: 'y', OK: 'z' } } }),
    invalid(
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT',
    ),
  );
  await assert.rejects(
    create('f', { Environment: { Variables: { LARGE: 'x'.repeat(4096) } } }),
    invalid(/exceeded the 4KB limit\. String measured: \{"LARGE":"xxx/),
  );
  await assert.rejects(create('f', { Timeout: 901 }), {
    code: 'ValidationException',
    message:
      "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
  });
  for (const more of [
    { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } },
    { Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:l:1'] },
    { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:q' } },
    { PackageType: 'Image' as const },
  ]) {
    await assert.rejects(create('f', more), invalid(/ is not supported here\.$/));
  }
});

test('code and configuration change under new revisions', async (t) => {
  const { create, call } = await serviceFixture(t);
  const { RevisionId, CodeSha256 } = await create('f');
  const FunctionName = 'f';
  const configured = await call('UpdateFunctionConfiguration', {
    FunctionName,
    Description: 'changed',
    Timeout: 10,
    Environment: { Variables: { ENV_A: 'a' } },
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogGroup: '/mine' },
  });
  assert.notEqual(configured.RevisionId, RevisionId);
  const { Description, Timeout, Environment, TracingConfig, LoggingConfig, Handler } = configured;
  assert.deepEqual(
    { Description, Timeout, Environment, TracingConfig, LoggingConfig, Handler },
    {
      Description: 'changed',
      Timeout: 10,
      Environment: { Variables: { ENV_A: 'a' } },
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/mine' },
      Handler: 'index.handler',
    },
  );
  const stale = {
    code: 'PreconditionFailedException',
    statusCode: 412,
    message:
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  };
  const ZipFile = await zipOf({ 'index.js': 'exports.handler = async () => 2' });
  await assert.rejects(call('UpdateFunctionCode', { FunctionName, ZipFile, RevisionId }), stale);
  await assert.rejects(call('UpdateFunctionConfiguration', { FunctionName, RevisionId, Timeout: 4 }), stale);

  const dry = await call('UpdateFunctionCode', { FunctionName, ZipFile, DryRun: true });
  assert.notEqual(dry.CodeSha256, CodeSha256);
  assert.equal((await call('GetFunctionConfiguration', { FunctionName })).CodeSha256, CodeSha256);
  const updated = await call('UpdateFunctionCode', {
    FunctionName,
    ZipFile,
    RevisionId: configured.RevisionId,
    Publish: true,
  });
  assert.equal(updated.CodeSha256, dry.CodeSha256);
  assert.deepEqual([updated.Version, updated.FunctionArn], ['1', `${ARN}:f:1`]);
});

test('functions are listed in pages, with all versions on request, and deleted', async (t) => {
  const { create, call } = await serviceFixture(t);
  for (const name of ['a', 'b', 'c']) await create(name);
  await call('PublishVersion', { FunctionName: 'b' });
  const first = await call('ListFunctions', { MaxItems: 2 });
  assert.deepEqual(
    first.Functions?.map(({ FunctionArn }) => FunctionArn),
    [`${ARN}:a`, `${ARN}:b`],
  );
  assert.equal(first.Functions?.[0]?.State, undefined);
  const second = await call('ListFunctions', { MaxItems: 2, Marker: first.NextMarker });
  assert.deepEqual(
    second.Functions?.map(({ FunctionName }) => FunctionName),
    ['c'],
  );
  assert.equal(second.NextMarker, undefined);
  const all = await call('ListFunctions', { FunctionVersion: 'ALL' });
  assert.deepEqual(
    all.Functions?.map(({ FunctionArn }) => FunctionArn?.slice(ARN.length)),
    [':a:$LATEST', ':b:$LATEST', ':b:1', ':c:$LATEST'],
  );
  await assert.rejects(call('ListFunctions', { Marker: 'nonsense' }), {
    code: 'InvalidParameterValueException',
  });

  await assert.rejects(call('DeleteFunction', { FunctionName: 'b', Qualifier: '$LATEST' }), {
    code: 'InvalidParameterValueException',
    message: '$LATEST version cannot be deleted without deleting the function.',
  });
  await call('DeleteFunction', { FunctionName: 'b', Qualifier: '1' });
  await call('DeleteFunction', { FunctionName: 'b' });
  await assert.rejects(call('DeleteFunction', { FunctionName: 'b' }), {
    message: `Function not found: ${ARN}:b`,
  });
  assert.equal((await call('ListFunctions', {})).Functions?.length, 2);
  const { AccountLimit, AccountUsage } = await call('GetAccountSettings', {});
  assert.deepEqual(AccountLimit, {
    TotalCodeSize: 80530636800,
    CodeSizeUnzipped: 262144000,
    CodeSizeZipped: 52428800,
    ConcurrentExecutions: 1000,
    UnreservedConcurrentExecutions: 1000,
  });
  const { length } = await zipOf(HELLO);
  assert.deepEqual(AccountUsage, { TotalCodeSize: 2 * length, FunctionCount: 2 });
});
