import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type ClientConnection, clientConnections, type ReadClientConnection } from './client-connection.ts';

describe('where a request comes from', () => {
  let read: ReadClientConnection;
  let seen: ClientConnection | undefined;
  const server = createServer((request, response) => {
    seen = read(request);
    response.end();
  });
  let port = 0;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => server.close());

  /** What is made of a request with these header lines, as they are. */
  async function from(trusted: string[], ...lines: string[]): Promise<ClientConnection> {
    read = clientConnections(trusted);
    seen = undefined;
    const socket = connect(port, '127.0.0.1');
    socket.end(['GET / HTTP/1.1', 'Host: x', 'Connection: close', ...lines, '', ''].join('\r\n'));
    socket.resume();
    await once(socket, 'close');
    return seen ?? assert.fail('the request did not arrive');
  }
  const addressOf = async (list: string, trusted = ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']) =>
    (await from(trusted, `X-Forwarded-For: ${list}`)).sourceIp;

  test('nobody is believed unless it is said', async () => {
    const spoofed = ['X-Forwarded-For: 192.0.2.1', 'X-Forwarded-Proto: https', 'X-Forwarded-Port: 1'];
    const direct = { sourceIp: '127.0.0.1', secure: false };
    assert.deepEqual(await from([], ...spoofed), direct);
    assert.deepEqual(await from(['10.0.0.0/8', '::1'], ...spoofed), direct);
  });

  test('a trusted proxy says who, how and where', async () => {
    assert.deepEqual(await from(['127.0.0.0/8'], 'X-Forwarded-For: 192.0.2.1', 'X-Forwarded-Proto: https'), {
      sourceIp: '192.0.2.1',
      secure: true,
      proxied: { peer: '127.0.0.1', secure: true, port: 443 },
    });
    assert.deepEqual(
      await from(
        ['127.0.0.1'],
        'x-forwarded-for: 192.0.2.1',
        'x-forwarded-proto: HTTP, Https',
        'x-forwarded-port: 8443',
      ),
      { sourceIp: '192.0.2.1', secure: true, proxied: { peer: '127.0.0.1', secure: true, port: 8443 } },
    );
    assert.equal((await from(['127.0.0.1'], 'X-Forwarded-Proto: http')).proxied?.port, 80);
  });

  test('what is no protocol and no port says nothing', async () => {
    for (const [proto, tcp] of [
      ['ftp', '0'],
      ['', '65536'],
      ['https,', '-1'],
      ['httpss', '1e3'],
    ] as const) {
      const { secure, proxied } = await from(
        ['127.0.0.1'],
        `X-Forwarded-Proto: ${proto}`,
        `X-Forwarded-Port: ${tcp}`,
      );
      assert.deepEqual([secure, proxied?.port], [false, port], proto);
    }
  });

  test('a trusted proxy that says nothing is the client', async () => {
    assert.equal((await from(['127.0.0.1'])).sourceIp, '127.0.0.1');
    assert.equal(await addressOf(''), '127.0.0.1');
  });

  test('the last address that is no trusted proxy is the client', async () => {
    assert.equal(await addressOf('192.0.2.1'), '192.0.2.1');
    assert.equal(await addressOf('6.6.6.6, 192.0.2.1'), '192.0.2.1');
    assert.equal(await addressOf('6.6.6.6, 192.0.2.1, 10.1.2.3,10.9.9.9'), '192.0.2.1');
    assert.equal(await addressOf('10.0.0.6, 192.0.2.1 , 2001:db8::5'), '192.0.2.1');
    assert.equal(await addressOf('10.0.0.1, 10.0.0.2'), '10.0.0.1', 'all of them are trusted');
  });

  test('several headers are one list', async () => {
    const lines = ['6.6.6.6', '192.0.2.1', '10.0.0.1'].map((text) => `X-Forwarded-For: ${text}`);
    assert.equal((await from(['127.0.0.1', '10.0.0.0/8'], ...lines)).sourceIp, '192.0.2.1');
  });

  test('ports, brackets and IPv4 in IPv6', async () => {
    assert.equal(await addressOf('192.0.2.1:5678'), '192.0.2.1');
    assert.equal(await addressOf('[2001:DB9::1]:443'), '2001:db9::1');
    assert.equal(await addressOf('[2001:db9::1]'), '2001:db9::1');
    assert.equal(await addressOf('2001:db9::1, 10.0.0.1:80'), '2001:db9::1');
    assert.equal(await addressOf('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(await addressOf('6.6.6.6, ::ffff:10.0.0.1'), '6.6.6.6');
  });

  test('junk ends the way', async () => {
    for (const junk of [
      'unknown',
      '_hidden',
      '192.0.2.1:',
      '192.0.2.1:123456',
      '192.0.2.256',
      '192.0.2',
      '0x7f.1',
      '[192.0.2.1]',
      '[::1',
      '::1]',
      'fe80::1%eth0',
      '192.0.2.1/8',
      '1.2.3.4;for=5.6.7.8',
      '"192.0.2.1"',
      '',
      '1'.repeat(5000),
    ]) {
      assert.equal(await addressOf(`6.6.6.6, ${junk}, 10.0.0.7`), '10.0.0.7', junk);
    }
  });

  test('a list as long as it can be', async () => {
    const started = performance.now();
    assert.equal(await addressOf(`6.6.6.6,${'10.0.0.1,'.repeat(1000)}10.0.0.1`), '6.6.6.6');
    assert.equal(await addressOf(','.repeat(9000)), '127.0.0.1');
    assert.ok(performance.now() - started < 1000);
  });

  test('what a client writes never counts', async () => {
    const entry = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('10.0.0.1', '127.0.0.1', 'unknown', '', '[::1]:1'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (spoofed) => {
        assert.equal(await addressOf([...spoofed, '192.0.2.77', '10.0.0.1'].join(', ')), '192.0.2.77');
      }),
      { numRuns: 60 },
    );
  });

  test('what is no range is refused', () => {
    assert.throws(() => clientConnections(['10.0.0.0/33']), TypeError);
  });
});
