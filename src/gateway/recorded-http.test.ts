import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Integration } from '../definitions/rest-api.ts';
import { API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';
import { type Json, object, recordedTest } from './recorded.fixture.ts';

/** What a Lambda function URL, the recorded backend, adds to a request before its function sees it. */
const ADDED_BY_FUNCTION_URL = {
  'x-amzn-tls-cipher-suite': 'ECDHE-RSA-AES128-GCM-SHA256',
  'x-amzn-tls-version': 'TLSv1.2',
  'x-forwarded-for': '198.51.100.1',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
};

/** The echo function of the recordings, as a server on loopback: it answers with what it got. */
function echo(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://echo');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [, status] = /^\/status\/(\d+)$/.exec(url.pathname) ?? [];
    const { connection: _, ...headers } = request.headers;
    const args: Record<string, string> = {};
    for (const name of url.searchParams.keys()) args[name] = url.searchParams.getAll(name).join(',');
    const text = status
      ? JSON.stringify({ message: Buffer.concat(chunks).toString(), status_code: Number(status) })
      : JSON.stringify({
          args,
          data: JSON.parse(Buffer.concat(chunks).toString() || 'null'),
          domain: headers.host,
          headers: { ...ADDED_BY_FUNCTION_URL, ...headers },
          method: request.method,
          origin: '198.51.100.1',
          path: url.pathname,
        });
    response.writeHead(Number(status ?? 200), {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
      Connection: 'keep-alive',
      'x-amzn-RequestId': crypto.randomUUID(),
      'X-Amzn-Trace-Id': 'root=1-66b3bf2a-2e0ac6b1',
    });
    response.end(text);
  });
}

const TEST = 'test_http_integration';
const HEADERS = { 'Content-Type': 'application/json', 'user-Agent': 'test/integration' };
/** As LocalStack's fixture sets them up. */
const HTTP: Partial<Integration> = {
  type: 'HTTP',
  integrationResponses: {
    '200': { statusCode: '200', responseTemplates: { 'application/json': "$input.json('$')" } },
  },
};
/** Python's requests adds these. */
const SENT = { ...HEADERS, 'Accept-Encoding': 'gzip, deflate' };
const BODY = '{"message": "hello world"}';

/** A recorded value, or one of those that differ from request to request, written `<name:1>`. */
function assertLike(actual: unknown, recorded: Json | undefined, path: string): void {
  if (typeof recorded === 'string' && /<.*>/.test(recorded)) {
    assert.equal(typeof actual, 'string', path);
    if (recorded.startsWith('AmazonAPIGateway_')) assert.equal(actual, `AmazonAPIGateway_${API_ID}`, path);
  } else if (typeof recorded === 'object' && recorded !== null && !Array.isArray(recorded)) {
    assert.ok(typeof actual === 'object' && actual !== null, path);
    assert.deepEqual(Object.keys(actual).sort(), Object.keys(recorded).sort(), path);
    const expected = object(recorded);
    for (const [name, value] of Object.entries(actual)) assertLike(value, expected[name], `${path}.${name}`);
  } else {
    assert.deepEqual(actual, recorded, path);
  }
}

describe('recorded: HTTP integrations', () => {
  const rig = new Rig();
  let backend: Server;
  let origin = '';

  before(async () => {
    await rig.start();
    backend = createServer(echo);
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  });
  after(async () => {
    await rig.stop();
    backend.closeAllConnections();
    await new Promise((resolve) => backend.close(resolve));
  });

  const deploy = (path: string, httpMethod: string, changes: Partial<Integration>) =>
    rig.deploy({
      stageName: 'test',
      deploymentId: crypto.randomUUID(),
      paths: { [path]: [method(httpMethod, { methodIntegration: lambdaProxy(changes) })] },
    });

  for (const type of ['HTTP', 'HTTP_PROXY'] as const) {
    test(`${TEST}_with_lambda[${type}]`, async () => {
      await deploy('/test', 'POST', { ...HTTP, type, httpMethod: 'POST', uri: `${origin}/` });
      const answer = await rig.send(`/@${API_ID}/test/test`, {
        method: 'POST',
        headers: { ...SENT, accept: 'application/xml' },
        body: BODY,
      });
      const steps = recordedTest('http', `${TEST}_with_lambda[${type}]`);
      const recorded = object(steps.get('http-invocation-lambda-url'));
      assert.equal(answer.status, recorded.status_code);
      assertLike(JSON.parse(answer.text), recorded.content, 'content');
      const { 'keep-alive': _, ...headers } = answer.headers;
      assertLike(headers, recorded.headers, 'headers');
      assert.equal(answer.rawHeaders.includes('x-amzn-Remapped-x-amzn-RequestId'), type === 'HTTP_PROXY');
    });

    test(`${TEST}_invoke_status_code_passthrough[${type}]`, async () => {
      await deploy('/{map+}', 'POST', {
        ...HTTP,
        type,
        uri: `${origin}/{map}`,
        requestParameters: { 'integration.request.path.map': 'method.request.path.map' },
      });
      const recorded = recordedTest('http', `${TEST}_invoke_status_code_passthrough[${type}]`);
      for (const [step, path] of [
        ['matching-response', '/status/200'],
        ['non-matching-response', '/status/400'],
      ] as const) {
        const { status, text } = await rig.send(`/@${API_ID}/test${path}`, { method: 'POST' });
        assert.deepEqual({ body: JSON.parse(text), status_code: status }, recorded.get(step));
      }
    });

    test(`${TEST}_method[${type}]`, async () => {
      await deploy('/test', 'ANY', { ...HTTP, type, uri: `${origin}/`, httpMethod: 'POST' });
      const recorded = recordedTest('http', `${TEST}_method[${type}]`);
      for (const verb of ['POST', 'PUT', 'GET']) {
        const answer = await rig.send(`/@${API_ID}/test/test`, {
          method: verb,
          headers: { ...SENT, Accept: 'application/json', 'Content-Length': String(BODY.length) },
          body: BODY,
        });
        assertLike(
          withoutXHeaders(JSON.parse(answer.text)),
          recorded.get(`http-invocation-lambda-url-${verb.toLowerCase()}`),
          verb,
        );
      }
    });
  }

  test('test_http_proxy_integration_request_data_mappings', async () => {
    await deploy('/{pathVariable}', 'POST', {
      type: 'HTTP_PROXY',
      uri: `${origin}/?testVar={pathVar}&testQs={qsVar}`,
      requestParameters: {
        'integration.request.header.headerVar': 'method.request.header.foobar',
        'integration.request.path.qsVar': 'method.request.querystring.testVar',
        'integration.request.path.pathVar': 'method.request.path.pathVariable',
        'integration.request.querystring.queryString': 'method.request.querystring.testQueryString',
        'integration.request.querystring.testQs': 'method.request.querystring.testQueryString',
        'integration.request.querystring.testEmptyQs': 'method.request.header.emptyheader',
      },
    });
    const answer = await rig.send(`/@${API_ID}/test/foobar?testQueryString=foo&testVar=bar`, {
      method: 'POST',
      headers: { ...SENT, Accept: 'application/json', foobar: 'mapped-value', headerVar: 'request-value' },
      body: BODY,
    });
    const recorded = object(
      recordedTest('http', 'test_http_proxy_integration_request_data_mappings').get('http-proxy-invocation'),
    );
    assert.equal(answer.status, recorded.status_code);
    assertLike(withoutXHeaders(JSON.parse(answer.text)), recorded.content, 'content');
    const { 'keep-alive': _, ...headers } = answer.headers;
    assertLike(headers, recorded.headers, 'headers');
  });
});

/** The echo function of some recordings leaves out headers that begin with `x-`. */
function withoutXHeaders(content: Record<string, unknown>): Record<string, unknown> {
  const headers = Object.entries(content.headers ?? {}).filter(([name]) => !name.startsWith('x-'));
  return { ...content, headers: Object.fromEntries(headers) };
}
