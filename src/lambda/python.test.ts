import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lambdaFixture, SCOPE } from './lambda.fixture.ts';
import { createRuntimes } from './runtimes.ts';

const resolved = await createRuntimes().resolve('python3.12');
const skip = resolved.available ? false : 'there is no python3 on this machine';
const PYTHON = { runtime: 'python3.12', handler: 'lambda_function.handler' };

test('a Python handler gets event and context', { skip }, async (t) => {
  const { define, call } = await lambdaFixture(t);
  await define(
    'python',
    {
      'lambda_function.py': `
import logging, decimal
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    print("printed")
    logging.info("logged %s", 1)
    return {
        "event": event, "name": context.function_name, "version": context.function_version,
        "arn": context.invoked_function_arn, "memory": context.memory_limit_in_mb,
        "group": context.log_group_name, "remaining": 2000 < context.get_remaining_time_in_millis() <= 3000,
        "identity": context.identity.cognito_identity_id, "client": context.client_context,
        "horn": decimal.Decimal("3.5"), "text": "Einhörnchen",
    }
`,
    },
    PYTHON,
  );
  const { payload, error, log } = await call('python', { unicorn: 'Calypso' });
  assert.equal(error, false);
  assert.deepEqual(payload, {
    event: { unicorn: 'Calypso' },
    name: 'python',
    version: '$LATEST',
    arn: `arn:aws:lambda:${SCOPE.region}:${SCOPE.account}:function:python`,
    memory: '128',
    group: '/aws/lambda/python',
    remaining: true,
    identity: null,
    client: null,
    horn: 3.5,
    text: 'Einhörnchen',
  });
  assert.match(log, /\nprinted\n\[INFO\]\t\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\tlogged 1\nEND/);
});

test('Python errors have the form of AWS', { skip }, async (t) => {
  const { define, call } = await lambdaFixture(t);
  await define(
    'errors',
    {
      'lambda_function.py': `
import sys
class UnicornError(Exception): pass
def handler(event, context):
    if event["how"] == "raise":
        raise UnicornError("no such unicorn")
    if event["how"] == "json":
        return {1, 2}
    sys.exit(5)
`,
    },
    PYTHON,
  );
  const raised = (await call('errors', { how: 'raise' })) as {
    error: boolean;
    log: string;
    payload: Record<string, unknown> & { stackTrace: string[] };
  };
  const { requestId, stackTrace, ...rest } = raised.payload;
  assert.deepEqual(rest, { errorMessage: 'no such unicorn', errorType: 'UnicornError' });
  assert.match(String(requestId), /^[0-9a-f-]{36}$/);
  assert.equal(stackTrace.length, 1);
  assert.match(stackTrace[0] ?? '', /^ {2}File ".*lambda_function\.py", line 6, in handler\n {4}raise/);
  assert.match(raised.log, /\[ERROR\] UnicornError: no such unicorn\nTraceback \(most recent call last\):\n/);

  const { payload } = await call('errors', { how: 'json' });
  const { errorType, errorMessage } = payload as Record<string, string>;
  assert.equal(errorType, 'Runtime.MarshalError');
  assert.equal(errorMessage, 'Unable to marshal response: Object of type set is not JSON serializable');

  const exit = (await call('errors', { how: 'exit' })).payload as Record<string, string>;
  assert.match(exit.errorMessage ?? '', /Runtime exited with error: exit status 5$/);
});

test('Python code that cannot be loaded is named as by AWS', { skip }, async (t) => {
  const { define, call } = await lambdaFixture(t);
  const errorOf = async (text: string, handler = 'lambda_function.handler') => {
    await define('broken', { 'lambda_function.py': text }, { ...PYTHON, handler });
    const { errorType, errorMessage } = (await call('broken')).payload as Record<string, string>;
    return [errorType, errorMessage];
  };
  assert.deepEqual(await errorOf('import not_there'), [
    'Runtime.ImportModuleError',
    "Unable to import module 'lambda_function': No module named 'not_there'",
  ]);
  assert.deepEqual(await errorOf('x = 1'), [
    'Runtime.HandlerNotFound',
    "Handler 'handler' missing on module 'lambda_function'",
  ]);
  const [type, message] = await errorOf('def handler(:');
  assert.equal(type, 'Runtime.UserCodeSyntaxError');
  assert.match(message ?? '', /^Syntax error in module 'lambda_function': invalid syntax/);
  assert.deepEqual(await errorOf('', 'handler'), [
    'Runtime.MalformedHandlerName',
    "Bad handler 'handler': not enough values to unpack (expected 2, got 1)",
  ]);
});

test('a runtime without its interpreter, and one that is unknown, say so', async (t) => {
  const runtimes = createRuntimes(async () => undefined);
  assert.deepEqual(await runtimes.resolve('python3.12'), {
    available: false,
    reason: 'python3 was not found on this machine, python3.12 needs it.',
  });
  const java = await runtimes.resolve('java21');
  assert.ok(
    !java.available && /^The runtime java21 is not supported here\. Supported are nodejs/.test(java.reason),
  );

  const { define, call } = await lambdaFixture(t, { runtimes });
  await define('python', { 'lambda_function.py': '' }, PYTHON);
  await assert.rejects(call('python'), {
    code: 'InvalidRuntimeException',
    statusCode: 502,
    message: 'python3 was not found on this machine, python3.12 needs it.',
  });
});
