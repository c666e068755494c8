import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamedResult } from './invoker.ts';
import { type LambdaFixture, lambdaFixture, SCOPE } from './lambda.fixture.ts';

function open(
  { lambda }: LambdaFixture,
  event: unknown = {},
  more: { signal?: AbortSignal; logTail?: boolean } = {},
): Promise<StreamedResult> {
  const payload = Buffer.from(JSON.stringify(event));
  return lambda.invoker.invokeWithResponseStream({ ...SCOPE, functionName: 'f', payload, ...more });
}

/** The whole response, and the error if there is one. */
async function all(result: StreamedResult) {
  const body = await text(result.body);
  const { error } = await result.completion;
  return { body, error: error && JSON.parse(Buffer.from(error).toString()) };
}

const streamify = (body: string) =>
  `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;

test('what a function writes comes while it goes on', async (t) => {
  const fixture = await lambdaFixture(t);
  await fixture.define('f', {
    'index.js': `const { existsSync } = require('node:fs');
    ${streamify(`
      stream.setContentType('text/plain');
      stream.write('first');
      while (!existsSync(event.sign)) await new Promise((resolve) => setTimeout(resolve, 5));
      stream.write(Buffer.from(' second'));
      stream.write({ third: true });
      stream.end();`)}`,
  });
  const directory = mkdtempSync(join(tmpdir(), 'alicorn-streaming-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const sign = join(directory, 'go-on');
  const result = await open(fixture, { sign });
  assert.equal(result.contentType, 'text/plain');
  assert.equal(result.executedVersion, '$LATEST');
  const chunks: string[] = [];
  for await (const chunk of result.body) {
    // Until the first piece is here the function writes no other.
    if (chunks.length === 0) writeFileSync(sign, '');
    chunks.push(String(chunk));
  }
  assert.equal(chunks[0], 'first');
  assert.equal(chunks.join(''), 'first second{"third":true}');
  assert.deepEqual(await result.completion, {});
});

test('HttpResponseStream puts its metadata and eight null bytes before what is written', async (t) => {
  const fixture = await lambdaFixture(t);
  await fixture.define('f', {
    'index.mjs': `
      import { pipeline } from 'node:stream/promises';
      import { Readable } from 'node:stream';
      export const handler = awslambda.streamifyResponse(async (event, stream) => {
        stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, cookies: ['a=b'] });
        if (event.empty) stream.end();
        else await pipeline(Readable.from(['one ', 'two']), stream);
      });`,
  });
  const head = '{"statusCode":201,"cookies":["a=b"]}\0\0\0\0\0\0\0\0';
  const result = await open(fixture);
  assert.equal(result.contentType, 'application/vnd.awslambda.http-integration-response');
  assert.equal((await all(result)).body, `${head}one two`);
  assert.equal((await all(await open(fixture, { empty: true }))).body, head);
});

test('a function that does not stream gives its result in one piece', async (t) => {
  const fixture = await lambdaFixture(t, { limits: { responsePayload: 1000 } });
  await fixture.define('f', {
    'index.js': `exports.handler = async (event) => event.large ? 'x'.repeat(2000) : { unicorn: 'Calypso' };`,
  });
  const result = await open(fixture, {}, { logTail: true });
  assert.equal(result.contentType, 'application/json');
  assert.equal(await text(result.body), '{"unicorn":"Calypso"}');
  const { logResult } = await result.completion;
  assert.match(Buffer.from(logResult ?? '', 'base64').toString(), /END RequestId/);
  const large = await all(await open(fixture, { large: true }));
  assert.deepEqual([large.body, large.error.errorType], ['', 'Function.ResponseSizeTooLarge']);
});

test('Invoke gives what a streaming function wrote as a whole', async (t) => {
  const fixture = await lambdaFixture(t, { limits: { responsePayload: 1000 } });
  await fixture.define('f', {
    'index.js': streamify(`
      stream.write(event.fail ? '"half' : '"wh');
      if (event.fail) throw new RangeError('no more');
      stream.end(event.large ? 'x'.repeat(4000) : 'ole"');`),
  });
  assert.equal((await fixture.call('f')).payload, 'whole');
  const failed = await fixture.call('f', { fail: true });
  assert.deepEqual([failed.error, (failed.payload as { errorType: string }).errorType], [true, 'RangeError']);
  const { payload } = await fixture.call('f', { large: true });
  assert.equal((payload as { errorType: string }).errorType, 'Function.ResponseSizeTooLarge');
});

test('errors before the response and in its middle', async (t) => {
  const fixture = await lambdaFixture(t);
  await fixture.define('f', {
    'index.js': `
      const { pipeline } = require('node:stream/promises');
      exports.handler = awslambda.streamifyResponse((event, stream) => {
        if (event.how === 'sync') { stream.end('x'); return; }
        return run(event, stream);
      });
      async function run({ how }, stream) {
        if (how === 'early') throw new TypeError('early');
        if (how === 'nothing') return;
        stream.write('begun');
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (how === 'late') throw new TypeError('late');
        if (how === 'uncaught') { setImmediate(() => { throw new RangeError('uncaught'); }); await new Promise(() => {}); }
        if (how === 'exit') process.exit(7);
        if (how === 'destroy') { stream.destroy(new Error('destroyed')); return; }
        if (how === 'source') await pipeline(async function* () { throw new Error('source'); }, stream);
        stream.end();
      }`,
  });
  const outcome = async (how: string) => {
    const { body, error } = await all(await open(fixture, { how }));
    return [body, error?.errorType, error?.errorMessage?.replace(/^RequestId: \S+ /, '')];
  };
  assert.deepEqual(await outcome('early'), ['', 'TypeError', 'early']);
  assert.deepEqual(await outcome('nothing'), ['', 'string', 'Response stream is not finished.']);
  assert.deepEqual(await outcome('late'), ['begun', 'TypeError', 'late']);
  assert.deepEqual(await outcome('destroy'), ['begun', 'Error', 'destroyed']);
  assert.deepEqual(await outcome('source'), ['begun', 'Error', 'source']);
  assert.deepEqual(await outcome('uncaught'), ['begun', 'RangeError', 'uncaught']);
  assert.deepEqual(await outcome('exit'), [
    'begun',
    'Runtime.ExitError',
    'Error: Runtime exited with error: exit status 7',
  ]);
  assert.deepEqual((await outcome('sync')).slice(1), [
    'string',
    'Streaming does not support non-async handlers.',
  ]);
  assert.deepEqual(await outcome('fine'), ['begun', undefined, undefined], 'and the next one is served');
});

test('the timeout of the function holds for the whole response', async (t) => {
  const fixture = await lambdaFixture(t);
  await fixture.define(
    'f',
    { 'index.js': streamify(`stream.write('begun'); await new Promise((r) => setTimeout(r, 60000));`) },
    { timeout: 1 },
  );
  const { body, error } = await all(await open(fixture));
  assert.deepEqual([body, error.errorType], ['begun', 'Sandbox.Timedout']);
});

test('a response that is too large ends where it is', async (t) => {
  const fixture = await lambdaFixture(t, { limits: { streamedPayload: 100_000 } });
  await fixture.define('f', {
    'index.js': streamify(`for (let i = 0; i < 30; i++) {
      if (!stream.write('x'.repeat(10_000))) await new Promise((resolve) => stream.once('drain', resolve));
    }
    stream.end();`),
  });
  const { body, error } = await all(await open(fixture));
  assert.ok(body.length > 0 && body.length <= 100_000);
  assert.equal(error.errorType, 'Function.ResponseSizeTooLarge');
});

test('a reader who stops makes the function wait; one who has gone does not', async (t) => {
  const fixture = await lambdaFixture(t);
  await fixture.define(
    'f',
    {
      'index.js': streamify(`
        let written = 0;
        const timer = setInterval(() => console.log('written ' + written), 50);
        for (; written < 400; written++) {
          if (!stream.write(Buffer.alloc(64 * 1024))) await new Promise((resolve) => stream.once('drain', resolve));
        }
        clearInterval(timer);
        stream.end();`),
    },
    { timeout: 10 },
  );
  const seen = () => Number(/written (\d+)/.exec(fixture.logLines.at(-1) ?? '')?.[1] ?? -1);
  const result = await open(fixture);
  let before = -2;
  for (let tries = 0; tries < 100 && (before < 0 || before !== seen()); tries++) {
    before = seen();
    await sleep(120);
  }
  assert.ok(before >= 0 && before < 350, `it stopped at ${before} of 400`);
  result.body.destroy();
  assert.deepEqual(await result.completion, {});

  const abort = new AbortController();
  const { body, completion } = await open(fixture, {}, { signal: abort.signal });
  abort.abort();
  assert.equal(body.destroyed, true);
  assert.deepEqual(await completion, {});
});

test('what cannot be run is refused at once', async (t) => {
  const fixture = await lambdaFixture(t, { limits: { requestPayload: 10 } });
  await assert.rejects(open(fixture), { code: 'ResourceNotFoundException' });
  await fixture.define('f', { 'index.js': streamify('stream.end();') });
  await assert.rejects(open(fixture, 'more than that'), { code: 'RequestEntityTooLargeException' });
});

test('a runtime of one’s own streams by the Runtime API', async (t) => {
  const fixture = await lambdaFixture(t);
  const script = `#!/usr/bin/env node
    const http = require('node:http');
    const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
    const post = (id, headers, write) => new Promise((resolve) => {
      const request = http.request(base + id + '/response', { method: 'POST', headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      request.on('error', () => resolve('error'));
      write(request);
    });
    (async () => {
      for (;;) {
        const next = await fetch(base + 'next');
        const id = next.headers.get('lambda-runtime-aws-request-id');
        const { how } = await next.json();
        const headers = { 'Lambda-Runtime-Function-Response-Mode': 'streaming', 'Transfer-Encoding': 'chunked' };
        await post(id, headers, (request) => {
          request.write('piece');
          if (how === 'break') setTimeout(() => request.destroy(), 20);
          else if (how === 'twice') {
            post(id, headers, (second) => second.end('wrong')).then((status) => request.end(' ' + status));
          } else request.end();
        });
      }
    })();`;
  await fixture.define('f', { bootstrap: { text: script, mode: 0o755 } }, { runtime: 'provided.al2023' });
  assert.deepEqual(await all(await open(fixture)), { body: 'piece', error: undefined });
  assert.equal((await all(await open(fixture, { how: 'twice' }))).body, 'piece 400');
  const broken = await all(await open(fixture, { how: 'break' }));
  assert.deepEqual([broken.body, broken.error.errorType], ['piece', 'Runtime.ExitError']);
});
