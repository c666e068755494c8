import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Integration } from '../definitions/rest-api.ts';
import { ServiceError } from '../protocols/service-error.ts';
import { API_ID, FUNCTION_ARN, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig, streamOf } from './gateway.fixture.ts';
import { idleTimeoutOf, streamedBody } from './integrations/streamed-body.ts';

const STREAM_URI = `arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${FUNCTION_ARN}/response-streaming-invocations`;
const NULLS = '\0'.repeat(8);
const SERVER_ERROR = '{"message": "Internal server error"}';

function streaming(changes: Partial<Integration> = {}): Integration {
  return lambdaProxy({ uri: STREAM_URI, responseTransferMode: 'STREAM', ...changes });
}

describe('Lambda proxy integrations with response streaming', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await new Rig().start();
    await rig.deploy({ paths: { '/': [method('ANY', { methodIntegration: streaming() })] } });
  });
  afterEach(() => rig.stop());

  /** The beginning of an answer, to be read by the test. */
  async function open(path = '/'): Promise<IncomingMessage> {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: rig.port,
      path: `/${API_ID}/stage${path}`,
    }).end();
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return incoming;
  }

  test('the function gets the event of every Lambda proxy integration', async () => {
    rig.stream = () => streamOf([`{}${NULLS}`]);
    await rig.send('/?a=1&a=2', { method: 'POST', body: 'unicorn' });
    const [invocation] = rig.streamedInvocations;
    const event = JSON.parse(Buffer.from(invocation?.payload ?? []).toString());
    assert.deepEqual(
      [event.httpMethod, event.body, event.multiValueQueryStringParameters],
      ['POST', 'unicorn', { a: ['1', '2'] }],
    );
    assert.equal(invocation?.functionName, 'echo');
    assert.deepEqual(rig.permissionQuestions, [
      { arn: 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/stage/ANY/', account: '123456789012' },
    ]);
  });

  test('metadata makes status, headers and cookies; the payload is passed on as it comes', async () => {
    const { promise: more, resolve: goOn } = Promise.withResolvers<void>();
    rig.stream = () =>
      streamOf(
        (async function* () {
          yield JSON.stringify({
            statusCode: 201,
            headers: { 'x-foo': 'bar', 'content-type': 'text/event-stream' },
            multiValueHeaders: { 'x-mv1': ['hello', 'world'], 'set-cookie': ['c0=white'] },
            cookies: ['c1=blue', 'c2=red'],
          });
          yield NULLS.slice(0, 3);
          yield `${NULLS.slice(3)}first`;
          await more;
          yield Buffer.from([0, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
        })(),
      );
    const answer = await open();
    assert.equal(answer.statusCode, 201);
    assert.equal(answer.headers['transfer-encoding'], 'chunked');
    assert.equal(answer.headers['content-type'], 'text/event-stream');
    assert.equal(answer.headers['x-foo'], 'bar');
    assert.equal(answer.headers['x-mv1'], 'hello, world');
    assert.deepEqual(answer.headers['set-cookie'], ['c0=white', 'c1=blue', 'c2=red']);
    assert.match(String(answer.headers['x-amzn-trace-id']), /^Root=/);
    const received: Buffer[] = [];
    for await (const chunk of answer) {
      if (received.length === 0) goOn();
      received.push(chunk);
    }
    assert.equal(String(received[0]), 'first');
    assert.deepEqual([...Buffer.concat(received.slice(1))], [0, 255, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert.equal(answer.complete, true);
  });

  test('every member of the metadata is optional', async () => {
    rig.stream = () => streamOf([`{}${NULLS}`]);
    const { status, headers, text } = await rig.send('/');
    assert.deepEqual([status, headers['content-type'], text], [200, 'application/json', '']);
  });

  test('HEAD has the headers and no payload', async () => {
    rig.stream = () => streamOf([`{"headers":{"x-foo":"bar"}}${NULLS}payload`]);
    const { status, headers, text } = await rig.send('/', { method: 'HEAD' });
    assert.deepEqual([status, headers['x-foo'], text], [200, 'bar', '']);
    rig.stream = () => streamOf([`{"statusCode":204}${NULLS}payload`]);
    const none = await rig.send('/');
    assert.deepEqual([none.status, none.headers['transfer-encoding'], none.text], [204, undefined, '']);
  });

  test('output that is not of the format is a 502', async () => {
    const large = JSON.stringify({ headers: { a: 'x'.repeat(17_000) } });
    const outputs: [string, string[]][] = [
      ['nothing', []],
      ['no delimiter', ['{"statusCode":200}']],
      ['a delimiter that is too short', [`{"statusCode":200}${NULLS.slice(1)}x`]],
      ['no JSON', [`{"statusCode":${NULLS}x`]],
      ['no object', [`[]${NULLS}x`]],
      ['no status', [`{"statusCode":99}${NULLS}x`]],
      ['a member of another format', [`{"statusCode":200,"body":"x"}${NULLS}x`]],
      ['cookies beside text', [`{"multiValueHeaders":"a","cookies":["b"]}${NULLS}x`]],
      ['cookies beside a list', [`{"multiValueHeaders":["a"],"cookies":["b"]}${NULLS}x`]],
      ['cookies that are no list', [`{"cookies":"a=b"}${NULLS}x`]],
      ['a header with a line break', [`{"headers":{"a":"b\\r\\nc: d"}}${NULLS}x`]],
      ['a cookie with a line break', [`{"cookies":["b\\r\\nc: d"]}${NULLS}x`]],
      ['metadata of more than 16 KB', [large, `${NULLS}x`]],
      ['metadata of more than 16 KB in one piece', [`${large}${NULLS}x`]],
    ];
    for (const [what, chunks] of outputs) {
      const result = streamOf(chunks);
      rig.stream = () => result;
      const { status, text } = await rig.send('/');
      assert.deepEqual([what, status, text], [what, 502, SERVER_ERROR]);
      assert.equal(result.body.destroyed, true, what);
    }
  });

  test('a function that fails before its metadata is a 502', async () => {
    rig.stream = () => streamOf([], '{"errorType":"Error"}');
    const { status, text } = await rig.send('/');
    assert.deepEqual([status, text], [502, SERVER_ERROR]);
    assert.ok(rig.logged.some((line) => line.includes('the function failed (Unhandled)')));
  });

  test('a function that fails in the middle ends the connection', async () => {
    rig.stream = () => streamOf([`{}${NULLS}begun`], '{"errorType":"Error"}');
    const answer = await open();
    assert.equal(answer.statusCode, 200);
    answer.resume();
    await assert.rejects(once(answer, 'end'), { code: 'ECONNRESET' });
    assert.equal(answer.complete, false);
    assert.ok(rig.logged.some((line) => line.includes('failed in the middle')));
  });

  test('what can not be invoked is answered as by other Lambda integrations', async () => {
    rig.stream = () => {
      throw new ServiceError('TooManyRequestsException', 429, 'Rate Exceeded.');
    };
    assert.equal((await rig.send('/')).status, 500);
    rig.permitted = false;
    await rig.deploy({ paths: { '/': [method('ANY', { methodIntegration: streaming() })] } });
    assert.equal((await rig.send('/')).status, 500);
    assert.equal(rig.streamedInvocations.length, 1);
  });

  test('the timeout of the integration: 504 before the metadata, a closed connection after it', async () => {
    const methodIntegration = streaming({ timeoutInMillis: 60 });
    await rig.deploy({ paths: { '/': [method('ANY', { methodIntegration })] } });
    const never = new Promise<void>(() => {});
    rig.stream = () => never as Promise<never>;
    assert.equal((await rig.send('/')).status, 504);
    for (const [chunk, status] of [
      ['{"statusCode"', 504],
      [`{}${NULLS}begun`, 200],
    ] as const) {
      const result = streamOf(
        (async function* () {
          yield chunk;
          await never;
        })(),
      );
      rig.stream = () => result;
      const answer = await open();
      assert.equal(answer.statusCode, status);
      answer.resume();
      if (status === 200) await assert.rejects(once(answer, 'end'), { code: 'ECONNRESET' });
      else await once(answer, 'end');
      assert.equal(result.body.destroyed, true);
    }
  });

  test('a client that goes away is not read for any longer', async () => {
    const result = streamOf(
      (async function* () {
        yield `{}${NULLS}begun`;
        await new Promise(() => {});
      })(),
    );
    rig.stream = () => result;
    const answer = await open();
    await once(answer, 'data');
    const closed = new Promise((resolve) => result.body.once('close', resolve));
    answer.destroy();
    await closed;
    assert.equal(rig.streamedInvocations[0]?.signal?.aborted, true);
    assert.deepEqual(rig.logged, [], 'which nobody has to be told of');
  });

  test('only proxy integrations stream, and Lambda functions by the URI for it', async () => {
    const integrations: Partial<Integration>[] = [
      { type: 'AWS' },
      { type: 'MOCK' },
      { type: 'HTTP', uri: 'http://127.0.0.1:1/' },
      { uri: lambdaProxy().uri ?? '' },
      { responseTransferMode: 'BUFFERED' },
    ];
    for (const changes of integrations) {
      await rig.deploy({ paths: { '/': [method('ANY', { methodIntegration: streaming(changes) })] } });
      assert.equal((await rig.send('/')).status, 500, JSON.stringify(changes));
    }
    assert.equal(rig.streamedInvocations.length + rig.invocations.length, 0);
  });
});

test('a stream may be silent for 30 seconds at the edge and for 5 minutes elsewhere', async () => {
  const api = (type: 'EDGE' | 'REGIONAL' | 'PRIVATE') =>
    idleTimeoutOf({ endpointConfiguration: { types: [type], ipAddressType: 'ipv4' } });
  assert.deepEqual([api('EDGE'), api('REGIONAL'), api('PRIVATE')], [30_000, 300_000, 300_000]);

  const { body: source } = streamOf(
    (async function* () {
      for (let index = 0; index < 4; index++) {
        yield 'x';
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      await new Promise(() => {});
    })(),
  );
  const body = streamedBody(source, { idle: 80 });
  let read = '';
  body.on('data', (chunk) => {
    read += chunk;
  });
  const [error] = await once(body, 'error');
  assert.deepEqual([read, error.name, source.destroyed], ['xxxx', 'DeadlineError', true]);
});
