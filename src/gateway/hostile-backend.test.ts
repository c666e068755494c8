import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Integration } from '../definitions/rest-api.ts';
import { API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';
import { RawClient, type RawServer, startRawServer } from './raw-sockets.fixture.ts';

const TIMED_OUT = '{"message": "Endpoint request timed out"}';
const NETWORK_ERROR = '{"message": "Network error communicating with endpoint"}';
const MEBIBYTE = 1024 * 1024;

describe('backends of HTTP integrations that do what they should not', () => {
  const rig = new Rig();
  let backend: RawServer;

  before(async () => {
    await rig.start();
    backend = await startRawServer();
    const integrated = (changes: Partial<Integration>) =>
      method('ANY', {
        methodIntegration: lambdaProxy({
          httpMethod: 'GET',
          uri: `${backend.origin}/`,
          timeoutInMillis: 150,
          ...changes,
        }),
      });
    const integrationResponses = { '200': { statusCode: '200' } };
    await rig.deploy({
      paths: {
        '/proxy': [integrated({ type: 'HTTP_PROXY' })],
        '/large': [integrated({ type: 'HTTP_PROXY', timeoutInMillis: 29_000 })],
        '/stream': [
          integrated({ type: 'HTTP_PROXY', responseTransferMode: 'STREAM', timeoutInMillis: 29_000 }),
        ],
        '/mapped': [integrated({ type: 'HTTP', integrationResponses })],
      },
    });
  });
  after(async () => {
    await rig.stop();
    await backend.stop();
  });
  beforeEach(() => {
    rig.logged.length = 0;
  });

  /** Status, and what was read until the answer ended or broke off. */
  function read(path: string): Promise<{ status: number; size: number; complete: boolean; text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        { host: '127.0.0.1', port: rig.port, path: `/${API_ID}/stage${path}`, agent: false },
        (incoming) => {
          let size = 0;
          let text = '';
          incoming.on('error', () => {});
          incoming.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size < 1000) text += chunk;
          });
          incoming.on('close', () =>
            resolve({ status: incoming.statusCode ?? 0, size, complete: incoming.complete, text }),
          );
        },
      );
      outgoing.on('error', reject).end();
    });
  }

  const answering = (text: string, then?: (socket: Socket) => void) => {
    backend.answer = (socket) => {
      socket.write(text, 'latin1');
      then?.(socket);
    };
  };

  test('one that hangs after its headers: 504 as long as nothing has gone out, else the connection ends', async () => {
    answering('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n');
    for (const path of ['/proxy', '/mapped']) {
      const { status, text } = await read(path);
      assert.deepEqual([path, status, text], [path, 504, TIMED_OUT]);
    }
    answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n');
    const broken = await read('/proxy');
    assert.deepEqual([broken.status, broken.text, broken.complete], [200, 'begun', false]);
    assert.equal((await read('/mapped')).status, 504);
  });

  test('one that resets in the middle', async () => {
    const reset = (socket: Socket) => setTimeout(() => socket.resetAndDestroy(), 20);
    answering('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', reset);
    for (const path of ['/proxy', '/mapped']) {
      const { status, text } = await read(path);
      assert.deepEqual([path, status, text], [path, 504, NETWORK_ERROR]);
    }
    answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', reset);
    for (const path of ['/proxy', '/stream']) {
      const { status, text, complete } = await read(path);
      assert.deepEqual([path, status, text, complete], [path, 200, 'half', false]);
    }
  });

  test('a Content-Length that is too long', async () => {
    answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort', (socket) => socket.end());
    for (const path of ['/proxy', '/mapped']) assert.equal((await read(path)).status, 504, path);
    const { status, text, complete } = await read('/stream');
    assert.deepEqual([status, text, complete], [200, 'short', false]);
  });

  test('a Content-Length that is too short: what follows reaches nobody', async () => {
    answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nshort and HTTP/1.1 200 OK\r\n\r\nmore');
    for (const path of ['/proxy', '/stream', '/mapped']) {
      const { status, text } = await read(path);
      assert.ok((status === 200 && text === 'short') || status === 504, `${path} ${status} ${text}`);
    }
    answering('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
    const next = await read('/proxy');
    assert.deepEqual([next.status, next.text], [200, 'fine'], 'and the next request has its own answer');
  });

  test('two lengths, or a length beside chunks', async () => {
    answering('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\nbody');
    assert.equal((await read('/proxy')).status, 504);
    answering(
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n',
    );
    const { status, text } = await read('/proxy');
    assert.ok(status === 504 || text === 'body', `${status} ${text}`);
  });

  test('a chunked body that never ends', async () => {
    let timer: NodeJS.Timeout | undefined;
    answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', (socket) => {
      timer = setInterval(() => socket.write('1\r\nx\r\n'), 10);
      socket.once('close', () => clearInterval(timer));
    });
    const { status, complete, size } = await read('/proxy');
    assert.deepEqual([status, complete], [200, false]);
    assert.ok(size > 1 && size < 50);
    assert.equal((await read('/mapped')).status, 504);
  });

  test('1 GB: cut at 10 MB, or streamed, and never held', async () => {
    const chunk = Buffer.alloc(MEBIBYTE, 'x');
    const frame = Buffer.concat([
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]);
    const send = (count: number) => (socket: Socket) => {
      let left = count;
      const go = () => {
        while (left-- > 0) if (!socket.write(frame)) return void socket.once('drain', go);
        socket.write('0\r\n\r\n');
      };
      go();
    };
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    answering(head, send(1024));
    const cut = await read('/large');
    assert.deepEqual([cut.status, cut.complete], [200, false]);
    assert.ok(cut.size <= 10 * MEBIBYTE);
    assert.equal((await read('/mapped')).status, 500);

    answering(head, send(1024));
    // What has been passed on waits for the garbage collector; what were held would be the whole.
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }, 10);
    const idle = process.memoryUsage().arrayBuffers;
    const whole = await read('/stream');
    clearInterval(timer);
    assert.deepEqual([whole.status, whole.complete, whole.size], [200, true, 1024 * MEBIBYTE]);
    assert.ok(peak - idle < 256 * MEBIBYTE, `held ${Math.round((peak - idle) / MEBIBYTE)} MB`);
  });

  test('64 KB of headers', async () => {
    const lines = Array.from({ length: 64 }, (_, index) => `x-${index}: ${'y'.repeat(1000)}\r\n`).join('');
    answering(`HTTP/1.1 200 OK\r\n${lines}Content-Length: 2\r\n\r\nok`);
    for (const path of ['/proxy', '/mapped', '/stream']) assert.equal((await read(path)).status, 504, path);
  });

  test('1xx answers before the answer', async () => {
    answering(
      'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    );
    for (const path of ['/proxy', '/mapped']) {
      const { status, text } = await read(path);
      assert.deepEqual([path, status, text], [path, 200, 'ok']);
    }
    answering('HTTP/1.1 101 Switching Protocols\r\nUpgrade: unicorn\r\nConnection: upgrade\r\n\r\n');
    assert.equal((await read('/proxy')).status, 504);
    answering('HTTP/1.1 100 Continue\r\n\r\n');
    assert.equal((await read('/proxy')).status, 504, 'one that says nothing else');
  });

  test('trailers do not pass', async () => {
    answering(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-late\r\n\r\n2\r\nok\r\n0\r\nx-late: value\r\n\r\n',
    );
    const client = new RawClient(rig.port);
    client.write(`GET /${API_ID}/stage/stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    await client.closed;
    assert.match(client.text, /^HTTP\/1.1 200 OK\r\n/);
    assert.match(client.text, /\r\n2\r\nok\r\n0\r\n\r\n$/);
    assert.doesNotMatch(client.text, /late/i);
  });

  test('what is no HTTP, and answers that HTTP does not allow', async () => {
    for (const text of [
      'SSH-2.0-OpenSSH\r\n',
      'HTTP/1.1 20 OK\r\n\r\n',
      'HTTP/1.1 200 OK\r\nbad header\r\n\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    ]) {
      answering(text, (socket) => socket.end());
      const { status, complete } = await read('/proxy');
      assert.ok(status === 504 || !complete, `${JSON.stringify(text)} ${status}`);
      assert.equal((await read('/mapped')).status, 504, text);
    }
  });

  test('statuses without a body have none, whatever follows them', async () => {
    for (const status of ['204 No Content', '304 Not Modified']) {
      answering(`HTTP/1.1 ${status}\r\nContent-Length: 4\r\n\r\n`);
      const answer = await read('/proxy');
      assert.deepEqual([answer.status, answer.size, answer.complete], [Number(status.slice(0, 3)), 0, true]);
    }
  });
});
