import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lambdaFixture, SCOPE } from './lambda.fixture.ts';

test('an async handler gets event and context, and its result comes back', async (t) => {
  const { define, call } = await lambdaFixture(t);
  await define('echo', {
    'index.js': `exports.handler = async (event, context) => ({
      event,
      name: context.functionName,
      version: context.functionVersion,
      arn: context.invokedFunctionArn,
      memory: context.memoryLimitInMB,
      group: context.logGroupName,
      stream: context.logStreamName,
      remaining: context.getRemainingTimeInMillis(),
      waits: context.callbackWaitsForEmptyEventLoop,
      id: context.awsRequestId,
    });`,
  });
  const { error, payload } = await call('echo', { unicorn: 'Calypso' });
  assert.equal(error, false);
  const { remaining, stream, id, ...rest } = payload as Record<string, unknown>;
  assert.deepEqual(rest, {
    event: { unicorn: 'Calypso' },
    name: 'echo',
    version: '$LATEST',
    arn: `arn:aws:lambda:${SCOPE.region}:${SCOPE.account}:function:echo`,
    memory: '128',
    group: '/aws/lambda/echo',
    waits: true,
  });
  assert.match(String(stream), /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  assert.match(String(id), /^[0-9a-f-]{36}$/);
  assert.ok(Number(remaining) > 2000 && Number(remaining) <= 3000);
});
