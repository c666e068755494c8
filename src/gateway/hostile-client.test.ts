import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';
import { RawClient, type RawServer, startRawServer } from './raw-sockets.fixture.ts';

describe('clients that do what they should not', () => {
  const rig = new Rig({ limits: { bodyTimeout: 200 } });
  let backend: RawServer;

  before(async () => {
    await rig.start();
    backend = await startRawServer();
    const proxy = lambdaProxy({ type: 'HTTP_PROXY', httpMethod: 'ANY', uri: `${backend.origin}/` });
    await rig.deploy({
      paths: { '/lambda': [method('ANY')], '/http': [method('ANY', { methodIntegration: proxy })] },
    });
  });
  after(async () => {
    await rig.stop();
    await backend.stop();
  });
  beforeEach(() => {
    rig.invocations.length = 0;
    backend.received.length = 0;
    backend.answer = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });

  const open = (path: string, head: string, verb = 'POST') =>
    new RawClient(rig.port).write(`${verb} /${API_ID}/stage${path} HTTP/1.1\r\nHost: a\r\n${head}\r\n`);
  const eventOf = (index = 0) =>
    JSON.parse(Buffer.from(rig.invocations[index]?.payload ?? []).toString()) as Record<string, unknown>;

  test('a chunked body that breaks off reaches no function', async () => {
    const client = open('/lambda', 'Transfer-Encoding: chunked\r\n').write('5\r\nhalf');
    client.socket.end();
    await client.closed;
    assert.ok(client.text === '' || client.text.startsWith('HTTP/1.1 400 '), client.text);
    assert.equal(rig.invocations.length, 0);
    const short = open('/lambda', 'Content-Length: 10\r\n').write('half');
    short.socket.end();
    await short.closed;
    assert.ok(short.text === '' || short.text.startsWith('HTTP/1.1 400 '), short.text);
    assert.equal(rig.invocations.length, 0);
  });

  test('a chunked body that is none is a 400, and ends the connection', async () => {
    for (const body of [
      'zz\r\nhalf\r\n0\r\n\r\n',
      '-1\r\n\r\n',
      '5\r\ntoo long\r\n0\r\n\r\n',
      'ffffffffffffffffff\r\n',
    ]) {
      const client = open('/lambda', 'Transfer-Encoding: chunked\r\n').write(body);
      await client.closed;
      assert.ok(client.text === '' || client.text.startsWith('HTTP/1.1 400 '), `${body} ${client.text}`);
    }
    assert.equal(rig.invocations.length, 0);
  });

  test('a body that does not come is a 408, and ends the connection', async () => {
    backend.answer = () => {};
    for (const path of ['/lambda', '/http']) {
      const client = open(path, 'Transfer-Encoding: chunked\r\n').write('4\r\nhalf\r\n');
      await client.closed;
      assert.match(client.text, /^HTTP\/1.1 408 .*\{"message":"Request Timeout"\}$/s, path);
    }
    assert.equal(rig.invocations.length, 0);
  });

  test('two meanings of where a request ends are a 400: nothing is smuggled', async () => {
    const smuggled = `GET /${API_ID}/stage/lambda HTTP/1.1\r\nHost: a\r\n\r\n`;
    for (const head of [
      'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
      'Content-Length: 4\r\nContent-Length: 5\r\n',
      'Content-Length: 4, 5\r\n',
      'Content-Length: +4\r\n',
      'Content-Length: 4\r\nTransfer-Encoding : chunked\r\n',
      'Transfer-Encoding: chunked, identity\r\n',
      'X: a\rContent-Length: 4\r\n',
    ]) {
      const client = open('/lambda', head).write(`0\r\n\r\n${smuggled}`);
      await client.closed;
      assert.match(client.text, /^HTTP\/1.1 400 /, head);
    }
    assert.equal(rig.invocations.length, 0);
  });

  test('Expect: 100-continue is answered before the body comes', async () => {
    for (const path of ['/lambda', '/http']) {
      const client = open(path, 'Expect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n');
      await client.until(/^HTTP\/1.1 100 Continue\r\n\r\n/);
      assert.equal(rig.invocations.length, path === '/http' ? 1 : 0);
      client.write('body');
      await client.closed;
      assert.match(client.text, /\r\n\r\nHTTP\/1.1 200 OK\r\n/, path);
    }
    assert.equal(eventOf().body, 'body');
    const sent = backend.received.join('');
    assert.match(sent, /\r\n\r\nbody$/);
    assert.doesNotMatch(sent, /expect/i);
  });

  test('what is larger than the gateway takes is refused instead of asked for', async () => {
    const client = open('/lambda', `Content-Length: ${20 * 1024 * 1024}\r\n`);
    await client.closed;
    assert.match(client.text, /^HTTP\/1.1 413 /);
    assert.equal(rig.invocations.length, 0);
  });

  test('duplicated headers and query parameters, both ways, in every order', async () => {
    rig.behaviour = () => ({
      statusCode: 200,
      headers: { 'x-one': 'a' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'x-two': ['1', '2'] },
      body: '',
    });
    const head = 'X-Dup: 1\r\nCookie: a=1\r\nx-dup: 2\r\nCookie: b=2\r\nX-Dup: 3\r\nConnection: close\r\n';
    const client = open('/lambda?q=1&r=&q=2&q=1', head, 'GET');
    await client.closed;
    const event = eventOf();
    assert.deepEqual(event.multiValueQueryStringParameters, { q: ['1', '2', '1'], r: [''] });
    assert.deepEqual(event.queryStringParameters, { q: '1', r: '' });
    const multi = event.multiValueHeaders as Record<string, string[]>;
    assert.deepEqual([multi['X-Dup'], multi['x-dup'], multi.Cookie], [['1', '3'], ['2'], ['a=1', 'b=2']]);
    assert.match(client.text, /\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/);
    assert.match(client.text, /\r\nx-two: 1\r\nx-two: 2\r\n/);

    backend.answer = (socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-A: 1\r\nSet-Cookie: b=2\r\nX-A: 2\r\nContent-Length: 0\r\n\r\n',
      );
    const passed = open('/http?q=1&r=&q=2&q=1', head, 'GET');
    await passed.closed;
    const sent = backend.received.join('');
    assert.match(sent, /^GET \/\?q=1&q=2&q=1&r= HTTP/);
    assert.deepEqual([...sent.matchAll(/^x-dup: (.)/gim)].map(([, value]) => value).sort(), ['1', '2', '3']);
    assert.deepEqual(
      [...sent.matchAll(/^cookie: (.*)\r$/gim)].map(([, value]) => value),
      ['a=1', 'b=2'],
    );
    assert.match(passed.text, /Set-Cookie: a=1\r\n(X-A: 1\r\n)?Set-Cookie: b=2\r\n/);
    assert.equal([...passed.text.matchAll(/^X-A: /gm)].length, 2);
  });

  test('HEAD has the headers of an answer and nothing more', async () => {
    rig.behaviour = () => ({ statusCode: 200, body: 'body' });
    const client = open('/lambda', '', 'HEAD');
    client.write(`GET /${API_ID}/stage/lambda HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    await client.closed;
    const [first = '', second = ''] = client.text.split(/(?<=\r\n\r\n)(?=HTTP)/);
    assert.match(first, /Content-Length: 4\r\n.*\r\n\r\n$/s);
    assert.match(second, /\r\n\r\nbody$/);
  });

  test('204 and 304 of a function have no body and no length', async () => {
    for (const statusCode of [204, 304]) {
      rig.behaviour = () => ({ statusCode, body: 'body' });
      const client = open('/lambda', 'Connection: close\r\n', 'GET');
      await client.closed;
      assert.match(client.text, new RegExp(`^HTTP/1.1 ${statusCode} .*\\r\\n\\r\\n$`, 's'));
      assert.doesNotMatch(client.text, /content-length|transfer-encoding/i);
    }
  });
});
