import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARN, serviceFixture } from './service.fixture.ts';

const FunctionName = 'f';

test('publishing freezes what has changed since the last version', async (t) => {
  const { create, call } = await serviceFixture(t);
  const created = await create(FunctionName, { Publish: true, Description: 'first' });
  assert.deepEqual([created.Version, created.FunctionArn], ['1', `${ARN}:f`]);
  const again = await call('PublishVersion', { FunctionName, Description: 'ignored' });
  assert.deepEqual([again.Version, again.FunctionArn, again.Description], ['1', `${ARN}:f:1`, 'first']);

  await call('UpdateFunctionConfiguration', { FunctionName, Timeout: 9 });
  await assert.rejects(call('PublishVersion', { FunctionName, CodeSha256: 'other' }), {
    code: 'InvalidParameterValueException',
    message: `CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (${created.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
  });
  const second = await call('PublishVersion', { FunctionName, Description: 'second' });
  assert.deepEqual([second.Version, second.Description, second.Timeout], ['2', 'second', 9]);
  assert.equal((await call('PublishVersion', { FunctionName })).Version, '2');

  await call('UpdateFunctionConfiguration', { FunctionName, Timeout: 20 });
  assert.equal((await call('GetFunctionConfiguration', { FunctionName, Qualifier: '2' })).Timeout, 9);
  await call('DeleteFunction', { FunctionName, Qualifier: '2' });
  assert.equal((await call('PublishVersion', { FunctionName })).Version, '3', 'numbers are not used again');
  const { Versions } = await call('ListVersionsByFunction', { FunctionName });
  assert.deepEqual(
    Versions?.map(({ FunctionArn }) => FunctionArn),
    [`${ARN}:f:$LATEST`, `${ARN}:f:1`, `${ARN}:f:3`],
  );
});

test('aliases name one version, or two by weight', async (t) => {
  const { create, call } = await serviceFixture(t);
  await create(FunctionName, { Publish: true });
  await call('UpdateFunctionConfiguration', { FunctionName, Timeout: 9 });
  await call('PublishVersion', { FunctionName });
  const base = { FunctionName, Name: 'live', FunctionVersion: '1' };
  const weights = (AdditionalVersionWeights: Record<string, number>) => ({
    RoutingConfig: { AdditionalVersionWeights },
  });
  const { RevisionId, ...alias } = await call('CreateAlias', { ...base, ...weights({ '2': 0.2 }) });
  assert.deepEqual(alias, {
    AliasArn: `${ARN}:f:live`,
    Name: 'live',
    FunctionVersion: '1',
    Description: '',
    RoutingConfig: { AdditionalVersionWeights: { '2': 0.2 } },
  });
  const invalid = (message: string) => ({ code: 'InvalidParameterValueException', message });
  const other = { ...base, Name: 'other' };
  await assert.rejects(call('CreateAlias', base), {
    code: 'ResourceConflictException',
    message: `Alias already exists: ${ARN}:f:live`,
  });
  await assert.rejects(
    call('CreateAlias', { ...other, ...weights({ '1': 0.5, '2': 0.5 }) }),
    invalid('Number of items in AdditionalVersionWeights cannot be greater than 1'),
  );
  await assert.rejects(
    call('CreateAlias', { ...other, ...weights({ '1': 0.5 }) }),
    invalid('Invalid function version 1. Function version 1 is already included in routing configuration.'),
  );
  await assert.rejects(call('CreateAlias', { ...other, ...weights({ '2': 2 }) }), {
    code: 'ValidationException',
    message:
      /at 'routingConfig\.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy/,
  });
  await assert.rejects(
    call('CreateAlias', { ...other, FunctionVersion: '$LATEST', ...weights({ '2': 0.5 }) }),
    invalid('$LATEST is not supported for an alias pointing to more than 1 version'),
  );
  await assert.rejects(call('CreateAlias', { ...other, FunctionVersion: '10' }), {
    message: `Function not found: ${ARN}:f:10`,
  });
  await assert.rejects(call('CreateAlias', { ...other, FunctionName: 'none' }), {
    message: `Function not found: ${ARN}:none:1`,
  });

  await assert.rejects(call('DeleteFunction', { FunctionName, Qualifier: '2' }), {
    code: 'ResourceConflictException',
    message: 'Unable to delete version because the following aliases reference it: [live]',
  });
  await assert.rejects(call('UpdateAlias', { FunctionName, Name: 'live', RevisionId: 'stale' }), {
    code: 'PreconditionFailedException',
  });
  const updated = await call('UpdateAlias', { FunctionName, Name: 'live', RevisionId, RoutingConfig: {} });
  assert.equal(updated.RoutingConfig, undefined);
  assert.deepEqual(await call('GetAlias', { FunctionName, Name: 'live' }), updated);
  await call('CreateAlias', { ...other, FunctionVersion: '2' });
  const names = async (version?: string) => {
    const { Aliases } = await call('ListAliases', { FunctionName, FunctionVersion: version });
    return Aliases?.map(({ Name }) => Name);
  };
  assert.deepEqual([await names(), await names('2')], [['live', 'other'], ['other']]);
  await call('DeleteAlias', { FunctionName, Name: 'other' });
  await call('DeleteAlias', { FunctionName, Name: 'other' });
  await assert.rejects(call('GetAlias', { FunctionName, Name: 'other' }), {
    code: 'ResourceNotFoundException',
    message: `Cannot find alias arn: ${ARN}:f:other`,
  });
});

test('concurrency is reserved as far as the account allows; tags come and go', async (t) => {
  const { create, call } = await serviceFixture(t);
  await create(FunctionName, { Tags: { a: '1' } });
  await create('other');
  assert.deepEqual(await call('GetFunctionConcurrency', { FunctionName }), {});
  const put = (name: string, ReservedConcurrentExecutions: number) =>
    call('PutFunctionConcurrency', { FunctionName: name, ReservedConcurrentExecutions });
  assert.deepEqual(await put(FunctionName, 500), { ReservedConcurrentExecutions: 500 });
  await assert.rejects(put('other', 401), {
    code: 'InvalidParameterValueException',
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  });
  await put('other', 400);
  await assert.rejects(put('none', 1), { message: `Function not found: ${ARN}:none:$LATEST` });
  await assert.rejects(put(`${ARN}:f:1`, 1), {
    message:
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  });
  const { Concurrency, Tags } = await call('GetFunction', { FunctionName });
  assert.deepEqual([Concurrency, Tags], [{ ReservedConcurrentExecutions: 500 }, { a: '1' }]);
  await call('DeleteFunctionConcurrency', { FunctionName });
  assert.deepEqual(await call('GetFunctionConcurrency', { FunctionName }), {});

  const Resource = `${ARN}:f`;
  await call('TagResource', { Resource, Tags: { b: '2', c: '3' } });
  await call('UntagResource', { Resource, TagKeys: ['a', 'c', 'none'] });
  assert.deepEqual(await call('ListTags', { Resource }), { Tags: { b: '2' } });
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']));
  await assert.rejects(call('TagResource', { Resource, Tags: many }), {
    code: 'InvalidParameterValueException',
  });
  await assert.rejects(call('ListTags', { Resource: `${ARN}:none` }), {
    message: `Function not found: ${ARN}:none`,
  });
});
