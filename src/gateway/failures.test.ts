import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { functions } from '../lambda/records.ts';
import { ServiceError } from '../protocols/service-error.ts';
import { API_ID, lambdaProxy, method, SCOPE } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

const FAILED = '{"message": "Internal server error"}';

describe('when the function fails', () => {
  const rig = new Rig();
  before(async () => {
    await rig.start();
    const methodIntegration = lambdaProxy({ timeoutInMillis: 50 });
    const bad = lambdaProxy({ uri: 'arn:aws:apigateway:us-east-1:firehose:action/PutRecord' });
    await rig.deploy({
      paths: {
        '/': [method('ANY')],
        '/slow': [method('GET', { methodIntegration })],
        '/elsewhere': [method('GET', { methodIntegration: bad })],
      },
    });
  });
  after(() => rig.stop());
  beforeEach(() => {
    rig.permitted = true;
    rig.behaviour = () => ({ statusCode: 200 });
  });

  test('its error is a 502', async () => {
    rig.behaviour = () => ({
      functionError: 'Handled',
      payload: Buffer.from('{"statusCode":200,"body":"leak"}'),
    });
    const answer = await rig.send('/');
    assert.deepEqual([answer.status, answer.text], [502, FAILED]);
  });

  for (const [what, result] of [
    ['null', null],
    ['a list', []],
    ['a body that is an object', { body: {} }],
    ['a list among headers', { headers: { a: ['b'] } }],
    ['a header that splits the answer', { headers: { a: 'b\r\nSet-Cookie: c' } }],
    ['a header without a name', { headers: { '': 'b' } }],
    ['a status that ends nothing', { statusCode: 100 }],
    ['a status beyond HTTP', { statusCode: 1000 }],
    ['cookies, which belong to format 2.0', { statusCode: 200, cookies: [] }],
    ['isBase64Encoded that is neither', { isBase64Encoded: 'yes' }],
  ] as const) {
    test(`${what} is a malformed response`, async () => {
      rig.behaviour = () => ({ payload: Buffer.from(JSON.stringify(result)) });
      const answer = await rig.send('/');
      assert.deepEqual([answer.status, answer.text], [502, FAILED]);
      assert.match(rig.logged.at(-1) ?? '', /Malformed Lambda proxy response/);
    });
  }

  for (const [what, result, expected] of [
    ['an empty object is an empty answer', {}, [200, '']],
    [
      'null stands for absent',
      { statusCode: null, headers: null, body: null, multiValueHeaders: null },
      [200, ''],
    ],
    [
      'numbers and booleans stand for their text',
      { statusCode: 201, body: 7, headers: { a: 1 } },
      [201, '7'],
    ],
    ['text beyond ASCII', { body: 'é€' }, [200, 'é€']],
  ] as const) {
    test(what, async () => {
      rig.behaviour = () => ({ payload: Buffer.from(JSON.stringify(result)) });
      const answer = await rig.send('/');
      assert.deepEqual([answer.status, answer.text], expected);
    });
  }

  test('a header beyond ASCII goes out byte by byte, beside text that does not', async () => {
    rig.behaviour = () => ({ body: '€', headers: { 'X-A': 'é', 'X-B': '€' } });
    const answer = await rig.send('/');
    assert.equal(answer.text, '€');
    assert.equal(answer.headers['x-a'], 'é');
    assert.equal(Buffer.from(String(answer.headers['x-b']), 'latin1').toString(), '€');
  });

  test('an answer without content has none', async () => {
    rig.behaviour = () => ({ statusCode: 204, body: 'x' });
    const answer = await rig.send('/');
    assert.deepEqual([answer.status, answer.text, answer.headers['content-length']], [204, '', undefined]);
  });

  test('headers of the connection are remapped or left out', async () => {
    const headers = {
      Date: 'd',
      Server: 's',
      Connection: 'close',
      'WWW-Authenticate': 'Basic',
      'Content-Length': '1',
    };
    rig.behaviour = () => ({
      headers: { ...headers, 'Transfer-Encoding': 'chunked', 'Content-Type': 'text/plain' },
    });
    const answer = await rig.send('/');
    assert.equal(answer.headers['x-amzn-remapped-date'], 'd');
    assert.equal(answer.headers['x-amzn-remapped-server'], 's');
    assert.equal(answer.headers['x-amzn-remapped-connection'], 'close');
    assert.equal(answer.headers['x-amzn-remapped-www-authenticate'], 'Basic');
    assert.equal(answer.headers['x-amzn-remapped-content-length'], '1');
    assert.equal(answer.headers['content-type'], 'text/plain');
    assert.equal(answer.headers['www-authenticate'], undefined);
    assert.equal(answer.headers['content-length'], '0');
    assert.equal(answer.headers['transfer-encoding'], undefined);
  });

  test('no answer in time is a 504, and the function is told to stop', async () => {
    let told: Promise<unknown> | undefined;
    rig.behaviour = (_event, { signal }) => {
      const aborted = Promise.withResolvers<void>();
      signal?.addEventListener('abort', () => aborted.resolve());
      told = aborted.promise;
      return new Promise(() => {});
    };
    const answer = await rig.send('/slow');
    assert.deepEqual([answer.status, answer.text], [504, '{"message": "Endpoint request timed out"}']);
    assert.equal(answer.headers['x-amzn-errortype'], 'InternalServerErrorException');
    await told;
  });

  for (const [code, status] of [
    ['TooManyRequestsException', 429],
    ['ResourceNotFoundException', 404],
  ] as const) {
    test(`Lambda's ${code} is a 500`, async () => {
      rig.behaviour = () => {
        throw new ServiceError(code, status, 'no');
      };
      const answer = await rig.send('/');
      assert.deepEqual([answer.status, answer.text], [500, FAILED]);
      assert.equal(answer.headers['x-amzn-errortype'], 'InternalServerErrorException');
    });
  }

  test('a request that is too large for Lambda alone is a 413, as observed on AWS', async () => {
    rig.behaviour = () => {
      throw new ServiceError(
        'RequestEntityTooLargeException',
        413,
        'Request must be smaller than 6291456 bytes',
      );
    };
    const answer = await rig.send('/', { method: 'POST', body: 'x' });
    assert.deepEqual([answer.status, answer.text], [413, '{"message": "Request Too Long"}']);
    assert.equal(answer.headers['x-amzn-errortype'], 'BadRequestException');
  });

  test('a URI that names no function is a 500', async () => {
    assert.deepEqual((await rig.send('/elsewhere')).status, 500);
    assert.match(rig.logged.at(-1) ?? '', /does not name a Lambda function/);
  });

  test('a client that goes away stops the work', async () => {
    const stopped = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    rig.behaviour = (_event, { signal }) => {
      reached.resolve();
      signal?.addEventListener('abort', () => stopped.resolve());
      return stopped.promise;
    };
    const going = httpRequest({ host: '127.0.0.1', port: rig.port, path: `/${API_ID}/stage/` });
    going.on('error', () => {}).end();
    await reached.promise;
    going.destroy();
    await stopped.promise;
  });
});

describe('permission to invoke the function', () => {
  const rig = new Rig();
  before(async () => {
    await rig.start();
    await rig.deploy({ paths: { '/{x}': [method('ANY')] } });
    rig.behaviour = () => ({ statusCode: 200 });
  });
  after(() => rig.stop());

  test('is asked for until it is given, then not again, until a function changes', async () => {
    rig.permitted = false;
    for (const asked of [1, 2]) {
      const answer = await rig.send('/a');
      assert.deepEqual([answer.status, answer.text], [500, FAILED]);
      assert.equal(rig.permissionQuestions.length, asked);
    }
    assert.match(rig.logged.at(-1) ?? '', /Invalid permissions on Lambda function/);
    assert.equal(rig.invocations.length, 0);
    rig.permitted = true;
    assert.equal((await rig.send('/a')).status, 200);
    assert.equal((await rig.send('/b')).status, 200);
    assert.equal(rig.permissionQuestions.length, 3);
    assert.match(rig.permissionQuestions[2]?.arn ?? '', /\/stage\/ANY\/\{x\}$/);
    rig.permitted = false;
    await rig.store.commit([
      { collection: functions.name, scope: SCOPE, id: 'echo', json: '{}', version: 1, ifRevision: undefined },
    ]);
    assert.equal((await rig.send('/a')).status, 500);
  });
});

describe('binary bodies', () => {
  const rig = new Rig();
  const bytes = Buffer.from([0, 1, 2, 0xff]);
  before(async () => {
    await rig.start();
    await rig.deploy({ api: { binaryMediaTypes: ['image/png'] }, paths: { '/': [method('ANY')] } });
  });
  after(() => rig.stop());
  beforeEach(() => {
    rig.behaviour = (event) => ({ statusCode: 200, body: JSON.stringify(event) });
  });

  test('go to the function in base64', async () => {
    const headers = { 'Content-Type': 'image/PNG; x=y' };
    const event = JSON.parse((await rig.send('/', { method: 'POST', headers, body: bytes })).text);
    assert.deepEqual([event.isBase64Encoded, event.body], [true, bytes.toString('base64')]);
    const text = JSON.parse((await rig.send('/', { method: 'POST', body: 'text' })).text);
    assert.deepEqual([text.isBase64Encoded, text.body], [false, 'text']);
  });

  test('come back as bytes to those who accept them first', async () => {
    rig.behaviour = () => ({
      body: bytes.toString('base64'),
      isBase64Encoded: true,
      headers: { 'Content-Type': 'image/png' },
    });
    assert.deepEqual((await rig.send('/', { headers: { Accept: 'image/png,*/*' } })).body, bytes);
    assert.deepEqual((await rig.send('/')).body, bytes);
    assert.equal((await rig.send('/', { headers: { Accept: '*/*' } })).text, bytes.toString('base64'));
  });

  test('that are not base64 are a configuration error', async () => {
    rig.behaviour = () => ({ body: 'not base64!', isBase64Encoded: true });
    assert.equal((await rig.send('/', { headers: { Accept: 'image/png' } })).status, 500);
  });
});

describe('limits', () => {
  const rig = new Rig({ limits: { maximumBodySize: 1000, maximumHeldBytes: 1500, bodyTimeout: 100 } });
  before(async () => {
    await rig.start();
    await rig.deploy({ paths: { '/': [method('ANY')] } });
  });
  after(() => rig.stop());

  test('a body that announces too much', async () => {
    const answer = await rig.send('/', { method: 'POST', body: 'x'.repeat(1001) });
    assert.deepEqual([answer.status, answer.text], [413, '{"message":"Request Too Long"}']);
    assert.equal(answer.headers['x-amzn-errortype'], 'RequestTooLargeException');
    assert.equal(answer.headers.connection, 'close');
  });

  test('a body that is too much without saying so', async () => {
    const headers = { 'Transfer-Encoding': 'chunked' };
    assert.equal((await rig.send('/', { method: 'POST', headers, body: 'x'.repeat(1001) })).status, 413);
    assert.equal((await rig.send('/', { method: 'POST', headers, body: 'x'.repeat(1000) })).status, 200);
  });

  test('headers of more than 10,240 bytes', async () => {
    const answer = await rig.send('/', { headers: { 'X-Big': 'x'.repeat(10_240) } });
    assert.equal(answer.status, 431);
  });

  test('a body that does not come', async () => {
    const socket = connect(rig.port, '127.0.0.1');
    socket.write(`POST /${API_ID}/stage/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc`);
    const [chunk] = await once(socket, 'data');
    assert.match(String(chunk), /^HTTP\/1.1 408 /);
    await once(socket, 'close');
  });

  test('bodies held at one time', async () => {
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    rig.behaviour = async () => {
      reached.resolve();
      await held.promise;
      return { statusCode: 200 };
    };
    const first = rig.send('/', { method: 'POST', body: 'x'.repeat(1000) });
    await reached.promise;
    assert.equal((await rig.send('/', { method: 'POST', body: 'x'.repeat(1000) })).status, 503);
    held.resolve();
    assert.equal((await first).status, 200);
    assert.equal((await rig.send('/', { method: 'POST', body: 'x'.repeat(1000) })).status, 200);
  });
});
