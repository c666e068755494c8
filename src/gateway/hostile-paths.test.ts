import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';
import { RawClient, type RawServer, startRawServer } from './raw-sockets.fixture.ts';

const rig = new Rig();
let backend: RawServer;

before(async () => {
  await rig.start();
  backend = await startRawServer();
  const methodIntegration = lambdaProxy({
    type: 'HTTP_PROXY',
    httpMethod: 'ANY',
    uri: `${backend.origin}/base/{proxy}`,
    requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
  });
  await rig.deploy({ paths: { '/{proxy+}': [method('ANY', { methodIntegration })] } });
});
after(async () => {
  await rig.stop();
  await backend.stop();
});

/** The path that reached the backend; undefined when nothing did. */
async function reached(path: string): Promise<string | undefined> {
  backend.received.length = 0;
  const client = new RawClient(rig.port);
  client.write(`GET /${API_ID}/stage/${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  await client.closed;
  return /^GET (\S+) /.exec(backend.received.join(''))?.[1];
}

/** As a backend that decodes as often as it likes, takes `\` for `/` and resolves dots, would read it. */
function resolved(path: string, times: number): string {
  let text = path;
  for (let time = 0; time < times; time++) {
    text = text.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
  const segments: string[] = [];
  for (const segment of text.replace(/\\/g, '/').split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

const CLIMBING = [
  '../secret',
  '..%2fsecret',
  '%2e%2e/secret',
  '%2e%2e%2fsecret',
  '.%2e/secret',
  'a/../../secret',
  'a/..%2f..%2fsecret',
  '..%5csecret',
  '..\\secret',
  '..;/secret',
  '%2e%2e;%2fsecret',
  '..%00/secret',
  '..%0d%0asecret',
  '..%09/secret',
  '%c0%ae%c0%ae/secret',
  '%2e%2e%2f%2e%2e%2fsecret',
  '..//secret',
  './../secret',
  '%2F..%2Fsecret',
  '@evil.example/',
  '%2F%2Fevil.example/',
  'http:%2F%2Fevil.example/',
  '?x',
  '%3Fx=../secret',
  '%23../secret',
];

test('a {proxy+} never leaves the place that the URI gives it', async () => {
  for (const path of CLIMBING) {
    const sent = await reached(path);
    if (sent === undefined) continue;
    const [plain = ''] = sent.split('?');
    for (const times of [0, 1]) {
      const read = resolved(plain, times);
      assert.ok(
        read === '/base' || read.startsWith('/base/'),
        `${path} was sent as ${sent}, read as ${read}`,
      );
    }
  }
});

test('double encoding stays double: who decodes once finds no dots', async () => {
  for (const path of ['%252e%252e%2fsecret', '%252e%252e%252fsecret', '%25%32%65%25%32%65/secret']) {
    const sent = await reached(path);
    if (sent === undefined) continue;
    assert.ok(resolved(sent, 1).startsWith('/base/'), `${path} was sent as ${sent}`);
  }
});

test('what is no traversal passes as it is', async () => {
  for (const path of ['a..b/c', '...', 'a%2Fb', '.hidden', 'a/.../b', 'x;y=..z']) {
    assert.equal(await reached(path), `/base/${path}`);
  }
});
