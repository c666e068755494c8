import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Invocation, InvocationResult } from '../lambda/invoker.ts';
import { ServiceError } from '../protocols/service-error.ts';
import { poolRecord, SCOPE } from '../user-pools/hosted/hosted.fixture.ts';
import { userPoolTriggers } from './user-pool-triggers.ts';

const pool = { ...poolRecord('eu-west-1_AbC'), scope: SCOPE };
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:trigger:live';

function triggers(invoke: (invocation: Invocation) => Promise<InvocationResult>, allowed = true) {
  const asked: unknown[] = [];
  const functionAccess = {
    async mayInvoke(...question: unknown[]) {
      asked.push(question);
      return allowed;
    },
  };
  return { asked, ...userPoolTriggers({ invoker: { invoke }, functionAccess }) };
}
const result = (payload: string, functionError?: 'Unhandled') => ({
  ...{ payload: Buffer.from(payload), executedVersion: '1', ...(functionError && { functionError }) },
});

test('a function gets the event, and gives what follows', async () => {
  const invocations: Invocation[] = [];
  const { invoke, asked } = triggers(async (invocation) => {
    invocations.push(invocation);
    return result('{"response":{"a":1}}');
  });
  assert.deepEqual(await invoke(pool, ARN, 'PreSignUp', { b: 2 }), { response: { a: 1 } });
  const [invocation] = invocations;
  assert.deepEqual(
    [invocation?.functionName, invocation?.qualifier, Buffer.from(invocation?.payload ?? '').toString()],
    ['trigger', 'live', '{"b":2}'],
  );
  const [, target, source] = asked[0] as unknown[];
  assert.deepEqual(target, { ...SCOPE, functionName: 'trigger', qualifier: 'live' });
  assert.deepEqual(source, { arn: pool.arn, account: SCOPE.account });
});

test('a function that its policy keeps from Cognito, or that is none', async () => {
  const never = async () => assert.fail('not to be called');
  const expected = {
    code: 'UnexpectedLambdaException',
    message: 'PreSignUp invocation failed due to error AccessDeniedException.',
  };
  await assert.rejects(triggers(never, false).invoke(pool, ARN, 'PreSignUp', {}), expected);
  await assert.rejects(triggers(never).invoke(pool, 'arn:aws:s3:::bucket', 'PreSignUp', {}), expected);
});

test('a function that fails, or answers no JSON', async () => {
  const answers = (payload: string, error?: 'Unhandled') =>
    triggers(async () => result(payload, error)).invoke(pool, ARN, 'PreSignUp', {});
  await assert.rejects(answers('{"errorMessage":"no"}', 'Unhandled'), {
    code: 'UserLambdaValidationException',
    message: 'PreSignUp failed with error no.',
  });
  await assert.rejects(answers('null', 'Unhandled'), { code: 'UserLambdaValidationException' });
  await assert.rejects(answers('<html>'), { code: 'InvalidLambdaResponseException' });
});

test('a function that cannot be called', async () => {
  const { invoke } = triggers(async () => {
    throw new ServiceError('ResourceNotFoundException', 404, 'gone');
  });
  await assert.rejects(invoke(pool, ARN, 'PreSignUp', {}), {
    code: 'UnexpectedLambdaException',
    message: 'PreSignUp invocation failed due to error ResourceNotFoundException.',
  });
});
