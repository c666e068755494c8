import assert from 'node:assert/strict';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Integration, Method } from '../definitions/rest-api.ts';
import { API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
  body: string;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html */
describe('HTTP proxy integration', () => {
  const rig = new Rig();
  const seen: Seen[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let backend: Server;
  let origin = '';

  before(async () => {
    await rig.start();
    backend = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method: verb = '', url = '', headers, rawHeaders } = request;
        seen.push({ method: verb, url, headers, rawHeaders, body: Buffer.concat(chunks).toString() });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  });
  after(async () => {
    await rig.stop();
    backend.closeAllConnections();
    await new Promise((resolve) => backend.close(resolve));
  });
  beforeEach(() => {
    seen.length = 0;
    rig.logged.length = 0;
    answer = (_request, response) => response.end('{}');
  });

  const deploy = (
    path: string,
    changes: Partial<Integration>,
    methodChanges: Partial<Method> = {},
    variables?: Record<string, string>,
  ) =>
    rig.deploy({
      deploymentId: crypto.randomUUID(),
      paths: {
        [path]: [
          method('ANY', {
            methodIntegration: lambdaProxy({ type: 'HTTP_PROXY', httpMethod: 'ANY', ...changes }),
            ...methodChanges,
          }),
        ],
      },
      stage: variables ? { variables } : {},
    });
  const proxied = (template: string): Partial<Integration> => ({
    uri: template,
    requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
  });
  const last = (): Seen => {
    const request = seen.at(-1);
    assert.ok(request);
    return request;
  };

  test('ANY passes the method, {proxy} the path, and the query follows', async () => {
    await deploy('/v/{proxy+}', proxied(`${origin}/base/{proxy}`));
    for (const verb of ['GET', 'DELETE', 'PATCH']) {
      await rig.send('/v/a%2Fb/c%20d?x=1&x=2&y=%C3%A4+b&z', { method: verb });
      assert.equal(last().method, verb);
      assert.equal(last().url, '/base/a%2Fb/c%20d?x=1&x=2&y=%C3%A4%20b&z=');
    }
  });

  test('stage variables choose host and path', async () => {
    const uri = ['http://$', '{stageVariables.host}/$', '{stageVariables.v}/x'].join('');
    await deploy('/s', { uri }, {}, { host: origin.slice('http://'.length), v: 'v2' });
    assert.equal((await rig.send('/s')).status, 200);
    assert.equal(last().url, '/v2/x');
  });

  test('values that climb out of the place that the URI gives them are refused', async () => {
    await deploy('/v/{proxy+}', proxied(`${origin}/public/{proxy}`));
    for (const path of [
      '../secret',
      'a/../../secret',
      '%2e%2e/secret',
      '..%2fsecret',
      'x/%2E%2E%5Csecret',
      '.',
    ]) {
      const { status, text } = await rig.send(`/v/${path}`);
      assert.deepEqual([status, text], [400, '{"message":"Bad Request"}'], path);
    }
    assert.equal(seen.length, 0);
    await rig.send('/v/%252e%252e/x');
    assert.equal(last().url, '/public/%252e%252e/x', 'decoded once it names a file called %2e%2e');
  });

  test('a value from elsewhere is one segment, whatever is in it', async () => {
    await deploy('/v', {
      uri: `${origin}/item/{id}?of={id}`,
      requestParameters: { 'integration.request.path.id': 'method.request.querystring.id' },
    });
    await rig.send(`/v?id=${encodeURIComponent('a/b?c#d&e ü')}`);
    const [path = '', query = ''] = last().url.split('?');
    assert.equal(path, '/item/a%2Fb%3Fc%23d%26e%20%C3%BC');
    assert.ok(query.startsWith('of=a%2Fb%3Fc%23d%26e%20%C3%BC&id='));
  });

  test('a {name} without a mapping makes the address invalid', async () => {
    await deploy('/v/{proxy+}', { uri: `${origin}/{proxy}` });
    assert.equal((await rig.send('/v/a')).status, 500);
    assert.equal(seen.length, 0);
  });

  test('headers: passed, dropped and set as the table of AWS has it', async () => {
    await deploy('/h', { uri: `${origin}/` });
    await rig.send('/h', {
      method: 'POST',
      headers: {
        'X-Custom': ['a', 'b'],
        Cookie: 'c=1; d=2',
        Via: '1.1 proxy',
        TE: 'trailers',
        'Max-Forwards': '3',
        'Content-MD5': 'x',
        'Content-Encoding': 'identity',
        'Proxy-Authorization': 'secret',
        'X-Forwarded-For': '192.0.2.1',
        'x-amzn-apigateway-api-id': 'forged',
        'X-Hop': 'this connection only',
        Connection: 'X-Hop, X-Forwarded-For',
        Authorization: 'Bearer t',
      },
      body: 'hello',
    });
    const { headers, rawHeaders, body } = last();
    assert.deepEqual(headers['x-custom'], 'a, b');
    assert.equal(headers.cookie, 'c=1; d=2');
    assert.equal(headers.authorization, 'Bearer t');
    assert.equal(headers.host, origin.slice('http://'.length));
    assert.equal(headers['x-forwarded-for'], '192.0.2.1, 203.0.113.7');
    assert.equal(headers['x-forwarded-proto'], 'http');
    assert.equal(headers['x-forwarded-port'], String(rig.port));
    assert.match(String(headers['x-amzn-trace-id']), /^Root=1-/);
    assert.equal(headers['x-amzn-apigateway-api-id'], API_ID);
    assert.equal(headers['user-agent'], `AmazonAPIGateway_${API_ID}`);
    for (const name of [
      'via',
      'te',
      'max-forwards',
      'content-md5',
      'content-encoding',
      'proxy-authorization',
      'x-hop',
    ])
      assert.equal(headers[name], undefined, name);
    assert.equal(rawHeaders.filter((name) => name === 'X-Custom').length, 2, 'two header lines');
    assert.equal(body, 'hello');
  });

  test('a mapped value can not end a header', async () => {
    await deploy('/h', {
      uri: `${origin}/`,
      requestParameters: { 'integration.request.header.X-Mapped': 'method.request.querystring.v' },
    });
    const { status } = await rig.send(`/h?v=${encodeURIComponent('a\r\nX-Evil: 1')}`);
    assert.equal(status, 400);
    assert.equal(seen.length, 0);
    await rig.send(`/h?v=${encodeURIComponent('日本')}`);
    assert.equal(Buffer.from(String(last().headers['x-mapped']), 'latin1').toString(), '日本');
  });

  test('headers that are the gateway’s own can not be mapped', async () => {
    for (const name of [
      'Content-Length',
      'Transfer-Encoding',
      'X-Amzn-Trace-Id',
      'x-amzn-apigateway-api-id',
    ]) {
      const requestParameters = { [`integration.request.header.${name}`]: "'1'" };
      await deploy('/h', { uri: `${origin}/`, requestParameters });
      assert.equal((await rig.send('/h')).status, 500, name);
    }
    assert.equal(seen.length, 0);
  });

  test('answers: statuses, cookies, remapped and dropped headers, no redirects followed', async () => {
    await deploy('/r', { uri: `${origin}/` });
    answer = (_request, response) => {
      response.writeHead(302, [
        ...['Location', 'http://example.com/'],
        ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
        ...['Server', 'nginx', 'WWW-Authenticate', 'Basic', 'Via', '1.1 x', 'Keep-Alive', 'timeout=9'],
        ...['Connection', 'keep-alive, X-Hop', 'X-Hop', '1', 'Content-Encoding', 'br', 'Content-Length', '3'],
      ]);
      response.end('abc');
    };
    const { status, headers, text } = await rig.send('/r');
    assert.equal(status, 302);
    assert.equal(text, 'abc');
    assert.equal(headers.location, 'http://example.com/');
    assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2']);
    assert.equal(headers['x-amzn-remapped-server'], 'nginx');
    assert.equal(headers['x-amzn-remapped-www-authenticate'], 'Basic');
    assert.equal(headers['x-amzn-remapped-content-length'], '3');
    assert.equal(headers['content-encoding'], 'br');
    assert.equal(headers['content-type'], 'application/json');
    for (const name of ['via', 'server', 'x-hop', 'www-authenticate'])
      assert.equal(headers[name], undefined, name);
  });

  test('204 and HEAD have no body', async () => {
    await deploy('/n', { uri: `${origin}/` });
    answer = (_request, response) => response.writeHead(204).end();
    const nothing = await rig.send('/n');
    assert.deepEqual([nothing.status, nothing.text, nothing.headers['content-length']], [204, '', undefined]);
    answer = (_request, response) => response.writeHead(200, { 'Content-Length': 5 }).end('hello');
    const head = await rig.send('/n', { method: 'HEAD' });
    assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '5']);
  });

  test('large bodies stream through both ways', async () => {
    await deploy('/big', { uri: `${origin}/` });
    const body = Buffer.alloc(3 * 1024 * 1024, 'x');
    answer = (_request, response) => response.end(body);
    const known = await rig.send('/big', {
      method: 'POST',
      headers: { 'Content-Length': String(body.length) },
      body,
    });
    assert.equal(last().body.length, body.length);
    assert.equal(last().headers['content-length'], String(body.length));
    assert.equal(known.body.length, body.length);
    assert.equal(known.headers['content-length'], String(body.length));
    answer = (_request, response) => {
      response.write(body);
      response.end(body);
    };
    const chunked = await rig.send('/big', {
      method: 'POST',
      headers: { 'Transfer-Encoding': 'chunked' },
      body,
    });
    assert.equal(last().headers['transfer-encoding'], 'chunked');
    assert.equal(chunked.body.length, 2 * body.length);
  });

  test('a first chunk reaches the client before the answer is whole', async () => {
    await deploy('/slow', { uri: `${origin}/` });
    const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
    answer = (_request, response) => {
      response.write('first');
      hold(response);
    };
    const { promise, resolve } = Promise.withResolvers<string>();
    const outgoing = httpRequest(`http://127.0.0.1:${rig.port}/${API_ID}/stage/slow`, (incoming) => {
      incoming.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    }).end();
    assert.equal(await promise, 'first');
    (await held).end();
    await new Promise((done) => outgoing.once('close', done));
  });

  test('a body over 10 MB is refused, whether it says so or not', async () => {
    await deploy('/big', { uri: `${origin}/` });
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const { status, text } = await rig.send('/big', {
      method: 'POST',
      headers: { 'Transfer-Encoding': 'chunked' },
      body,
    });
    assert.deepEqual([status, text], [413, '{"message":"Request Too Long"}']);
    assert.equal(seen.length, 0);
  });

  test('an answer over 10 MB is a 500 where its length is known', async () => {
    await deploy('/big', { uri: `${origin}/` });
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 1_000_000_000 });
      response.write('x');
      response.on('error', () => {});
    };
    const { status, text } = await rig.send('/big');
    assert.deepEqual([status, text], [500, '{"message": "Internal server error"}']);
    answer = (_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more).on('error', () => {});
      more();
    };
    await assert.rejects(rig.send('/big'), 'the connection ends: the answer is not whole');
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html */
  test('responseTransferMode STREAM lets answers of any size through', async () => {
    await deploy('/stream', { uri: `${origin}/`, responseTransferMode: 'STREAM' });
    const body = Buffer.alloc(11 * 1024 * 1024, 'x');
    answer = (_request, response) => response.end(body);
    const { status, body: received } = await rig.send('/stream');
    assert.deepEqual([status, received.length], [200, body.length]);
  });

  test('GET has no body for the backend, whatever the client sends', async () => {
    await deploy('/get', { uri: `${origin}/` });
    await rig.send('/get', { headers: { 'Content-Length': '5' }, body: 'hello' });
    assert.deepEqual([last().body, last().headers['content-length']], ['', undefined]);
  });

  test('a backend that hangs: 504 Endpoint request timed out', async () => {
    await deploy('/t', { uri: `${origin}/`, timeoutInMillis: 60 });
    answer = () => {};
    const hanging = await rig.send('/t');
    assert.deepEqual([hanging.status, hanging.text], [504, '{"message": "Endpoint request timed out"}']);
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('half');
    };
    assert.equal((await rig.send('/t')).status, 504, 'in the middle of a small answer too');
    assert.equal(hanging.headers['x-amzn-errortype'], 'InternalServerErrorException');
  });

  const NETWORK_ERROR = '{"message": "Network error communicating with endpoint"}';

  test('a backend that refuses, resets, breaks off or speaks no HTTP: 504', async () => {
    const tcp = createTcpServer();
    let behaviour: 'reset' | 'nonsense' | 'short' = 'reset';
    tcp.on('connection', (socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        if (behaviour === 'reset') socket.resetAndDestroy();
        else if (behaviour === 'nonsense') socket.end('SSH-2.0-x\r\n');
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort');
      });
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const { port } = tcp.address() as AddressInfo;
    await deploy('/e', { uri: `http://127.0.0.1:${port}/` });
    for (behaviour of ['reset', 'nonsense', 'short'] as const) {
      const { status, text } = await rig.send('/e', { method: 'POST', body: 'x' });
      assert.deepEqual([status, text], [504, NETWORK_ERROR], behaviour);
    }
    await new Promise((resolve) => tcp.close(resolve));
    const large = { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' }, body: 'x'.repeat(100_000) };
    const { status, text } = await rig.send('/e', large);
    assert.deepEqual([status, text], [504, NETWORK_ERROR], 'refused while the client sends');
    assert.ok(rig.logged.some((line) => line.includes('network error')));
  });

  test('a host that does not exist is an invalid endpoint address: 500', async () => {
    await deploy('/e', { uri: 'http://does-not-exist.invalid/' });
    assert.equal((await rig.send('/e')).status, 500);
    assert.ok(rig.logged.some((line) => line.includes('Invalid endpoint address')));
  });

  test('what can not be served says so in the log', async () => {
    for (const [changes, said] of [
      [
        { uri: origin, connectionType: 'VPC_LINK', connectionId: 'vpclink1' },
        /VPC link vpclink1 does not exist/,
      ],
      [{ uri: 'ftp://example.com/' }, /Invalid endpoint address/],
      [{ uri: 'http://user:secret@example.com/' }, /Invalid endpoint address/],
      [{ uri: origin, requestParameters: { 'integration.request.header.a': 'nonsense' } }, /not valid/],
      [{ uri: origin, requestParameters: { 'integration.request.header.a b': "'1'" } }, /name of a header/],
    ] satisfies [Partial<Integration>, RegExp][]) {
      rig.logged.length = 0;
      await deploy('/x', changes);
      assert.equal((await rig.send('/x')).status, 500);
      assert.ok(
        rig.logged.some((line) => said.test(line)),
        rig.logged.join(),
      );
    }
  });

  test('a client that goes away ends the request to the backend', async () => {
    await deploy('/g', { uri: `${origin}/` });
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    answer = (request) => {
      request.socket.once('close', () => resolve());
      ask();
    };
    const outgoing = httpRequest(`http://127.0.0.1:${rig.port}/${API_ID}/stage/g`).on('error', () => {});
    outgoing.end();
    await asked;
    outgoing.destroy();
    await gone;
  });
});
