import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { type TestContext, test } from 'node:test';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Caller } from '../../identity/principal.ts';
import { zipOf } from '../../lambda/lambda.fixture.ts';
import { ACCOUNT, ARN, REGION, serviceFixture } from './service.fixture.ts';

const FunctionName = 'f';

const STREAMING = {
  'index.js': `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
    if (event.early) throw new Error('early');
    stream.write('one ');
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (event.late) throw new TypeError('late');
    stream.end(Buffer.from([0, 255]));
  });`,
};

/** The official client against the service, signatures not looked at. */
async function clientFixture(t: TestContext) {
  const fixture = await serviceFixture(t);
  const caller: Caller = {
    principal: { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', headers, url = '' } = request;
    const [path = '', query = ''] = url.split('?');
    const answer = await fixture.registry.handle(
      fixture.service,
      { method, path, query, headers, body: Buffer.concat(chunks) },
      {
        caller,
        account: ACCOUNT,
        region: REGION,
        requestId: crypto.randomUUID(),
        signal: new AbortController().signal,
      },
    );
    response.writeHead(answer.status, answer.headers);
    if (answer.stream) await pipeline(answer.stream, response);
    else response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new LambdaClient({
    region: REGION,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  t.after(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  const invoke = async (event: unknown, more: { LogType?: 'Tail'; InvocationType?: 'DryRun' } = {}) => {
    const Payload = Buffer.from(JSON.stringify(event));
    const output = await client.send(new InvokeWithResponseStreamCommand({ FunctionName, Payload, ...more }));
    const pieces: Buffer[] = [];
    let complete: Record<string, unknown> | undefined;
    for await (const event of output.EventStream ?? []) {
      if (event.PayloadChunk) pieces.push(Buffer.from(event.PayloadChunk.Payload ?? []));
      if (event.InvokeComplete) complete = { ...event.InvokeComplete };
    }
    return { output, pieces, payload: Buffer.concat(pieces), complete };
  };
  return { ...fixture, invoke };
}

test('the official client reads pieces as they come, and how it ended', async (t) => {
  const { create, invoke } = await clientFixture(t);
  await create(FunctionName, { Code: { ZipFile: await zipOf(STREAMING) } });
  const { output, pieces, payload, complete } = await invoke({}, { LogType: 'Tail' });
  assert.equal(output.StatusCode, 200);
  assert.equal(output.ExecutedVersion, '$LATEST');
  assert.equal(output.ResponseStreamContentType, 'application/vnd.amazon.eventstream');
  assert.deepEqual([...payload], [...Buffer.from('one '), 0, 255]);
  assert.ok(pieces.length >= 2);
  assert.match(Buffer.from(String(complete?.LogResult), 'base64').toString(), /END RequestId/);
  assert.equal(complete?.ErrorCode, undefined);
});

test('errors are told in the last event, whether something came before or not', async (t) => {
  const { create, invoke } = await clientFixture(t);
  await create(FunctionName, { Code: { ZipFile: await zipOf(STREAMING) } });
  for (const [event, payload, errorType] of [
    [{ early: true }, '', 'Error'],
    [{ late: true }, 'one ', 'TypeError'],
  ] as const) {
    const result = await invoke(event);
    assert.equal(result.payload.toString(), payload);
    assert.equal(result.complete?.ErrorCode, 'Unhandled');
    assert.equal(JSON.parse(String(result.complete?.ErrorDetails)).errorType, errorType);
  }
});

test('a function that does not stream gives one piece; a dry run gives none', async (t) => {
  const { create, invoke } = await clientFixture(t);
  await create(FunctionName);
  const { pieces, complete } = await invoke({ a: 1 });
  assert.deepEqual([pieces.map(String), complete], [['{"hello":{"a":1}}'], {}]);
  assert.equal((await invoke({}, { InvocationType: 'DryRun' })).output.StatusCode, 204);
});

test('what is refused is refused as by Invoke', async (t) => {
  const { call, create } = await serviceFixture(t);
  await assert.rejects(call('InvokeWithResponseStream', { FunctionName: 'none' }), {
    message: `Function not found: ${ARN}:none`,
  });
  await create(FunctionName);
  await assert.rejects(call('InvokeWithResponseStream', { FunctionName, Payload: Buffer.from('{') }), {
    code: 'InvalidRequestContentException',
  });
  const nobody: Caller = {
    principal: {
      type: 'User',
      account: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/nobody`,
      userId: 'AIDA',
      userName: 'nobody',
    },
  };
  await assert.rejects(call('InvokeWithResponseStream', { FunctionName }, nobody), {
    message: new RegExp(`lambda:InvokeFunction on resource: ${ARN}:${FunctionName}`),
  });
});
