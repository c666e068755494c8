import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
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

test('handlers may be asynchronous, call back, or use the context, as ES module or CommonJS', async (t) => {
  const { define, call } = await lambdaFixture(t);
  const files = {
    'lib/styles.mjs': `
      export const esm = async () => 'esm';
      export const nested = { deep: { handler: async () => 'nested' } };`,
    'styles.js': `
      exports.callback = (event, context, callback) => setTimeout(() => callback(null, 'callback'), 5);
      exports.succeed = (event, context) => context.succeed('succeed');
      exports.nothing = () => 'ignored';
      exports.void = async () => {};`,
  };
  const expected: Record<string, unknown> = {
    'lib/styles.esm': 'esm',
    'lib/styles.nested.deep.handler': 'nested',
    'styles.callback': 'callback',
    'styles.succeed': 'succeed',
    // Recorded behaviour of AWS's runtime: only promises, callbacks and the context give a result.
    'styles.nothing': null,
    'styles.void': null,
  };
  for (const [handler, result] of Object.entries(expected)) {
    await define('styles', files, { handler });
    const { payload, error } = await call('styles');
    assert.deepEqual({ handler, payload, error }, { handler, payload: result, error: false });
  }
});

test('a callback with an empty event loop to wait for is answered when the loop is empty', async (t) => {
  const { define, call } = await lambdaFixture(t);
  await define('waits', {
    'index.js': `exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = event.wait;
      let late = false;
      setTimeout(() => { late = true; }, 50);
      callback(null, { get late() { return late; } });
    };`,
  });
  assert.deepEqual((await call('waits', { wait: true })).payload, { late: true });
  assert.deepEqual((await call('waits', { wait: false })).payload, { late: false });
});

test('errors have the form of AWS', async (t) => {
  const { define, call } = await lambdaFixture(t);
  await define('errors', {
    'index.js': `
      class UnicornError extends Error { constructor(m) { super(m); this.name = 'UnicornError'; } }
      exports.handler = async ({ how }) => {
        if (how === 'throw') throw new UnicornError('no such unicorn');
        if (how === 'text') throw 'just text';
        if (how === 'cycle') { const a = {}; a.a = a; return a; }
        if (how === 'reject') { Promise.reject(new Error('nobody cares')); await new Promise(() => {}); }
        if (how === 'uncaught') { setTimeout(() => { throw new RangeError('later'); }); await new Promise(() => {}); }
        if (how === 'exit') process.exit(3);
        if (how === 'signal') process.kill(process.pid, 'SIGSEGV');
        return 'fine';
      };`,
  });
  type ErrorObject = { errorType: string; errorMessage: string; trace?: string[] };
  const failure = async (how: string) => {
    const { error, payload, log } = await call('errors', { how });
    assert.equal(error, true, how);
    return { ...(payload as ErrorObject), log };
  };
  const thrown = await failure('throw');
  assert.equal(thrown.errorType, 'UnicornError');
  assert.equal(thrown.errorMessage, 'no such unicorn');
  assert.match(thrown.trace?.[0] ?? '', /^UnicornError: no such unicorn|^Error: no such unicorn/);
  assert.match(
    thrown.log,
    /\tERROR\tInvoke Error \t\{"errorType":"UnicornError","errorMessage":"no such unicorn"/,
  );

  const text = await failure('text');
  assert.deepEqual([text.errorType, text.errorMessage, text.trace], ['string', 'just text', []]);
  assert.equal((await failure('cycle')).errorType, 'TypeError');

  const rejected = await failure('reject');
  assert.equal(rejected.errorType, 'Runtime.UnhandledPromiseRejection');
  assert.equal(rejected.errorMessage, 'Error: nobody cares');
  const uncaught = await failure('uncaught');
  assert.deepEqual([uncaught.errorType, uncaught.errorMessage], ['RangeError', 'later']);

  const exit = await failure('exit');
  assert.equal(exit.errorType, 'Runtime.ExitError');
  assert.match(
    exit.errorMessage,
    /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
  );
  assert.match(
    exit.log,
    /Error: Runtime exited with error: exit status 3\nRuntime\.ExitError\nEND RequestId/,
  );
  const killed = await failure('signal');
  assert.match(killed.errorMessage, /Error: Runtime exited with error: signal: segmentation fault$/);

  assert.equal((await call('errors', {})).payload, 'fine', 'the function still works');
});

test('code that cannot be loaded is an error of each invocation', async (t) => {
  const { define, call } = await lambdaFixture(t);
  const errorOf = async (files: Record<string, string>, handler = 'index.handler') => {
    await define('broken', files, { handler });
    const { error, payload, log } = await call('broken');
    assert.equal(error, true);
    assert.match(
      log,
      /^[\s\S]*START RequestId: [\s\S]*END RequestId: [\s\S]*REPORT RequestId: .*Status: error/m,
    );
    const { errorType, errorMessage } = payload as { errorType: string; errorMessage: string };
    return [errorType, errorMessage.split('\n')[0]];
  };
  assert.deepEqual(await errorOf({ 'index.js': `require('not-there')` }), [
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'not-there'",
  ]);
  assert.deepEqual(await errorOf({ 'other.js': '' }), [
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'index'",
  ]);
  assert.deepEqual(await errorOf({ 'index.js': 'exports.other = 1;' }), [
    'Runtime.HandlerNotFound',
    'index.handler is undefined or not exported',
  ]);
  assert.deepEqual(await errorOf({ 'index.js': 'exports.handler = 1;' }), [
    'Runtime.HandlerNotFound',
    'index.handler is not a function',
  ]);
  assert.equal((await errorOf({ 'index.js': 'exports.handler = (' }))[0], 'Runtime.UserCodeSyntaxError');
  assert.deepEqual(await errorOf({ 'index.js': `throw new TypeError('at load')` }), ['TypeError', 'at load']);
  assert.equal((await errorOf({ 'index.js': '' }, 'index'))[0], 'Runtime.MalformedHandlerName');
  assert.equal((await errorOf({ 'index.js': '' }, '../index.handler'))[0], 'Runtime.MalformedHandlerName');
  assert.equal((await errorOf({ 'index.js': 'process.exit(7)' }))[0], 'Runtime.ExitError');
});

test('the log has START, END, REPORT and lines of the console in order', async (t) => {
  const { define, call, logLines } = await lambdaFixture(t);
  await define('logs', {
    'index.js': `exports.handler = async () => {
      console.log('one %s', 'first'); console.error('two'); process.stdout.write('three without end');
      return 1;
    };`,
  });
  const { log } = await call('logs');
  const lines = log.replace(/\n$/, '').split('\n');
  assert.match(lines[0] ?? '', /^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
  assert.match(lines[1] ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\tINFO\tone first$/);
  assert.match(lines[2] ?? '', /\tERROR\ttwo$/);
  assert.equal(lines[3], 'three without end');
  assert.match(lines[4] ?? '', /^END RequestId: [0-9a-f-]{36}$/);
  const report =
    /^REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t$/;
  if (process.platform === 'linux') assert.match(lines[5] ?? '', report);
  assert.deepEqual(logLines, lines);
  const second = await call('logs');
  assert.doesNotMatch(second.log, /Init Duration/);

  await define('chatty', {
    'index.js': `exports.handler = async () => { for (let i = 0; i < 5000; i++) console.log('line', i); };`,
  });
  const tail = Buffer.from((await call('chatty')).log);
  assert.equal(tail.length, 4096, 'the tail is the last 4 KB');
  assert.match(tail.toString(), /line 4999\nEND RequestId/);
});

test('variables are those of AWS and the function, none of the gateway', async (t) => {
  process.env.ALICORN_TEST_SECRET = 'of the gateway';
  t.after(() => delete process.env.ALICORN_TEST_SECRET);
  const { define, call } = await lambdaFixture(t);
  await define(
    'variables',
    { 'index.js': `exports.handler = async () => ({ env: process.env, cwd: process.cwd() });` },
    { environment: { COLOUR: 'white', PATH: '/own' }, memorySize: 256 },
  );
  const { env, cwd } = (await call('variables')).payload as { env: Record<string, string>; cwd: string };
  const { AWS_LAMBDA_RUNTIME_API, AWS_LAMBDA_LOG_STREAM_NAME, LAMBDA_RUNTIME_DIR, ...rest } = env;
  const { LAMBDA_TASK_ROOT, _X_AMZN_TRACE_ID, PWD, SHLVL, OLDPWD, _, ...fixed } = rest;
  assert.equal(LAMBDA_TASK_ROOT, cwd);
  assert.match(_X_AMZN_TRACE_ID ?? '', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
  assert.match(AWS_LAMBDA_RUNTIME_API ?? '', /^127\.0\.0\.1:\d+\/[\w-]{32}$/);
  assert.ok(AWS_LAMBDA_LOG_STREAM_NAME && LAMBDA_RUNTIME_DIR);
  assert.deepEqual(fixed, {
    AWS_ACCESS_KEY_ID: 'ASIATEST',
    AWS_DEFAULT_REGION: SCOPE.region,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_FUNCTION_NAME: 'variables',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/variables',
    AWS_REGION: SCOPE.region,
    AWS_SECRET_ACCESS_KEY: `secret of arn:aws:iam::${SCOPE.account}:role/lambda-role`,
    AWS_SESSION_TOKEN: 'token',
    COLOUR: 'white',
    LANG: 'en_US.UTF-8',
    LD_LIBRARY_PATH: `${LAMBDA_TASK_ROOT}/lib`,
    NODE_PATH: LAMBDA_TASK_ROOT,
    PATH: '/own',
    TZ: ':UTC',
    _HANDLER: 'index.handler',
  });
});

test('client context and trace arrive; a result that is too large is an error', async (t) => {
  const { define, lambda } = await lambdaFixture(t, { limits: { responsePayload: 1000 } });
  await define('more', {
    'index.js': `exports.handler = async ({ size }, context) => size
      ? 'x'.repeat(size)
      : { context: context.clientContext, trace: process.env._X_AMZN_TRACE_ID };`,
  });
  const invoke = async (payload: string, more: object = {}) => {
    const invocation = { ...SCOPE, functionName: 'more', payload: Buffer.from(payload), ...more };
    const result = await lambda.invoker.invoke({ ...invocation, type: 'RequestResponse' });
    return { error: result.functionError, payload: JSON.parse(Buffer.from(result.payload).toString()) };
  };
  const clientContext = JSON.stringify({ custom: { name: 'Einhörnchen 🦄' } }, null, 1);
  const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
  assert.deepEqual((await invoke('', { clientContext, traceId })).payload, {
    context: { custom: { name: 'Einhörnchen 🦄' } },
    trace: traceId,
  });
  assert.equal((await invoke('{"size":998}')).payload.length, 998);
  for (const size of [999, 5000]) {
    assert.deepEqual(await invoke(JSON.stringify({ size })), {
      error: 'Unhandled',
      payload: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (1000 bytes).',
      },
    });
  }
  assert.equal((await invoke('{"size":1}')).payload, 'x');
});

test('code takes no module format from a project around the data directory', async (t) => {
  const { define, call } = await lambdaFixture(t, {
    codeDirectory: await insideModuleProject(t),
  });
  await define('plain', { 'index.js': 'exports.handler = async () => require("node:path").sep;' });
  assert.deepEqual((await call('plain')).payload, path.sep);
});

/** A folder for code below a package whose files are ES modules. */
async function insideModuleProject(t: TestContext): Promise<string> {
  const project = await mkdtemp(path.join(tmpdir(), 'alicorn-project-'));
  t.after(() => rm(project, { recursive: true }));
  await writeFile(path.join(project, 'package.json'), '{"type":"module"}');
  return path.join(project, '.alicorn', 'code');
}
