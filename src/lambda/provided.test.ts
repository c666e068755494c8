import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { lambdaFixture } from './lambda.fixture.ts';
import { peerOwnerIsKnown } from './peer-owner.ts';
import { startRuntimeApi } from './runtime-api.ts';

const PROVIDED = { runtime: 'provided.al2023', handler: 'function.handler' };

/** Serves invocations as a custom runtime does that knows nothing but `http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/...`. */
const BOOTSTRAP = `#!${process.execPath}
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/';
(async () => {
  for (;;) {
    const next = await fetch(base + 'invocation/next');
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const event = await next.json();
    const post = (what, body) => fetch(base + 'invocation/' + id + '/' + what, { method: 'POST', body: JSON.stringify(body) });
    if (event.fail) { await post('error', { errorType: 'Custom', errorMessage: 'as told' }); continue; }
    const wrong = await fetch(base + 'invocation/unknown/response', { method: 'POST', body: '{}' });
    await post('response', {
      handler: process.env._HANDLER, event, wrong: wrong.status,
      arn: next.headers.get('lambda-runtime-invoked-function-arn'),
      deadline: Number(next.headers.get('lambda-runtime-deadline-ms')) > Date.now(),
      api: process.env.AWS_LAMBDA_RUNTIME_API,
    });
  }
})();
`;

test('a bootstrap serves invocations', async (t) => {
  const { define, call } = await lambdaFixture(t);
  await define('custom', { bootstrap: { text: BOOTSTRAP, mode: 0o755 } }, PROVIDED);
  const { payload, error } = await call('custom', { a: 1 });
  assert.equal(error, false);
  const { api, ...rest } = payload as Record<string, unknown>;
  assert.deepEqual(rest, {
    handler: 'function.handler',
    event: { a: 1 },
    wrong: 400,
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:custom',
    deadline: true,
  });
  if (peerOwnerIsKnown) assert.match(String(api), /^127\.0\.0\.1:\d+$/);
  const failed = await call('custom', { fail: true });
  assert.deepEqual([failed.error, failed.payload], [true, { errorType: 'Custom', errorMessage: 'as told' }]);
});

test('a missing, unexecutable or failing bootstrap is an error of the invocation', async (t) => {
  const { define, call } = await lambdaFixture(t);
  const errorOf = async (files: Parameters<typeof define>[1]) => {
    await define('custom', files, PROVIDED);
    const { errorType, errorMessage } = (await call('custom')).payload as Record<string, string>;
    return [errorType, errorMessage?.replace(/^RequestId: [0-9a-f-]{36} /, '')];
  };
  assert.deepEqual(await errorOf({ other: '' }), [
    'Runtime.InvalidEntrypoint',
    "Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
  ]);
  if (process.getuid?.() !== 0) {
    assert.deepEqual(await errorOf({ bootstrap: BOOTSTRAP }), [
      'Runtime.InvalidEntrypoint',
      'Error: fork/exec /var/task/bootstrap: permission denied',
    ]);
  }
  assert.deepEqual(await errorOf({ bootstrap: { text: '#!/bin/sh\nexit 9\n', mode: 0o755 } }), [
    'Runtime.ExitError',
    'Error: Runtime exited with error: exit status 9',
  ]);
});

const ASK = `
  fetch(process.argv[1], { signal: AbortSignal.timeout(3000) }).then((r) => console.log(r.status), () => console.log('none'));
`;

test('another user of the machine gets nothing from a Runtime API without its secret', {
  skip: !peerOwnerIsKnown || process.getuid?.() !== 0 ? 'needs Linux and root' : false,
}, async (t) => {
  const invocations: string[] = [];
  const api = await startRuntimeApi(
    {
      onNext: (answer) => {
        invocations.push('taken');
        answer({}, Buffer.from('{}'));
      },
      onResponse: () => false,
      onError: () => false,
      onResponseStream: () => 'unknown',
      onInitError: () => {},
    },
    { maximumBody: 100, plainAddress: true },
  );
  t.after(() => api.close());
  const folder = await mkdtemp(path.join(tmpdir(), 'alicorn-ask-'));
  t.after(() => rm(folder, { recursive: true }));
  const script = path.join(folder, 'ask.cjs');
  await writeFile(script, ASK.replace('argv[1]', 'argv[2]'));
  await chown(folder, 65534, 65534);
  const ask = async (identity: object, address: string) => {
    const url = `http://${address}/2018-06-01/runtime/invocation/next`;
    const { stdout } = await promisify(execFile)('/usr/bin/env', ['node', script, url], identity);
    return stdout.trim();
  };
  assert.equal(await ask({}, api.address), '200');
  assert.deepEqual(invocations, ['taken']);
  assert.equal(await ask({ uid: 65534, gid: 65534 }, api.address), '403');
  assert.equal(await ask({ uid: 65534, gid: 65534 }, `${api.address}/${'A'.repeat(32)}`), '403');
  assert.deepEqual(invocations, ['taken']);
});
