import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Integration } from '../definitions/rest-api.ts';
import { API_ID, FUNCTION_ARN, lambdaProxy, lambdaUri, method } from './api-records.fixture.ts';
import { Rig, streamOf } from './gateway.fixture.ts';
import { RawClient, type RawServer, startRawServer } from './raw-sockets.fixture.ts';

/** Text that would be a header of its own where line ends are let through. */
const ENDINGS = ['\r\n', '\n', '\r', '\0', '\r\n ', '\u2028', '\u0085', '嘊'];
const INJECTED = 'injected: yes';
/** A line of a head that begins with the header's name. */
const AS_HEADER = /(^|[\r\n])\s*injected:/i;

/** What comes before the first empty line. */
function headOf(text: string): string {
  return text.split('\r\n\r\n')[0] ?? '';
}

describe('values that would end the line that they are put into', () => {
  const rig = new Rig();
  let backend: RawServer;

  before(async () => {
    await rig.start();
    backend = await startRawServer();
    const mapped = (type: 'HTTP' | 'HTTP_PROXY', changes: Partial<Integration>) =>
      method('POST', {
        methodIntegration: lambdaProxy({
          type,
          httpMethod: 'POST',
          uri: `${backend.origin}/{p}`,
          integrationResponses: { '200': { statusCode: '200' } },
          ...changes,
          requestParameters: { 'integration.request.path.p': "'x'", ...changes.requestParameters },
        }),
      });
    const from = (source: string) => ({
      '/header': { 'integration.request.header.x-mapped': source },
      '/query': { 'integration.request.querystring.q': source },
      '/path': { 'integration.request.path.p': source },
    });
    const paths: Record<string, ReturnType<typeof mapped>[]> = {};
    for (const [name, source] of [
      ['query', 'method.request.querystring.v'],
      ['multi', 'method.request.multivaluequerystring.v'],
      ['body', 'method.request.body.v'],
      ['path', 'method.request.path.v'],
      ['variable', 'stageVariables.v'],
    ] as const) {
      for (const [target, requestParameters] of Object.entries(from(source))) {
        for (const type of ['HTTP', 'HTTP_PROXY'] as const) {
          paths[`/request/${name}${target}/${type}/{v}`] = [mapped(type, { requestParameters })];
        }
      }
    }
    const override = (what: string) => ({
      'application/json': `#set($context.${what} = $input.path('$.v'))`,
    });
    paths['/override/header'] = [
      mapped('HTTP', { requestTemplates: override('requestOverride.header.x-mapped') }),
    ];
    paths['/override/query'] = [
      mapped('HTTP', { requestTemplates: override('requestOverride.querystring.q') }),
    ];
    paths['/override/path'] = [mapped('HTTP', { requestTemplates: override('requestOverride.path.p') })];
    const answering = (responseParameters: Record<string, string>, template?: string) => ({
      '200': {
        statusCode: '200',
        responseParameters,
        ...(template && { responseTemplates: { 'application/json': template } }),
      },
    });
    const fromBody = { 'method.response.header.x-mapped': 'integration.response.body.v' };
    const template = "#set($context.responseOverride.header.x-mapped = $input.path('$.v'))";
    for (const [name, responses] of [
      ['body', answering(fromBody)],
      ['override', answering({}, template)],
    ] as const) {
      paths[`/response/http/${name}`] = [mapped('HTTP', { integrationResponses: responses })];
      const lambda = { type: 'AWS' as const, uri: lambdaUri(FUNCTION_ARN), integrationResponses: responses };
      paths[`/response/lambda/${name}`] = [method('POST', { methodIntegration: lambdaProxy(lambda) })];
    }
    paths['/proxy'] = [method('POST')];
    const uri = lambdaUri(FUNCTION_ARN).replace('2015-03-31', '2021-11-15');
    paths['/stream'] = [
      method('POST', {
        methodIntegration: lambdaProxy({
          uri: uri.replace('/invocations', '/response-streaming-invocations'),
          responseTransferMode: 'STREAM',
        }),
      }),
    ];
    await rig.deploy({
      paths,
      stage: { variables: { v: `a\r\n${INJECTED}` } },
      parts: {
        gatewayResponses: [
          {
            responseType: 'MISSING_AUTHENTICATION_TOKEN',
            responseParameters: {
              'gatewayresponse.header.x-query': 'method.request.querystring.v',
              'gatewayresponse.header.x-path': 'method.request.path.proxy',
            },
            responseTemplates: {},
          },
        ],
      },
    });
  });
  after(async () => {
    await rig.stop();
    await backend.stop();
  });
  beforeEach(() => {
    backend.received.length = 0;
    backend.answer = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
  });

  async function post(path: string, body: string): Promise<string> {
    const client = new RawClient(rig.port);
    client.write(
      `POST /${API_ID}/stage${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
    );
    client.socket.write(body);
    await client.closed;
    assert.match(client.text, /^HTTP\/1.1 \d{3} /);
    assert.doesNotMatch(headOf(client.text), AS_HEADER, path);
    return client.text;
  }

  test('what ends no line arrives, by each of these ways', async () => {
    const value = `a ${INJECTED}`;
    const encoded = encodeURIComponent(value);
    const body = JSON.stringify({ v: value });
    for (const name of ['query', 'multi', 'body', 'path']) {
      for (const target of ['header', 'query', 'path']) {
        for (const type of ['HTTP', 'HTTP_PROXY']) {
          const path = `/request/${name}/${target}/${type}/${name === 'path' ? encoded : 'x'}?v=${encoded}`;
          assert.match(await post(path, body), /^HTTP\/1.1 200 /, path);
          assert.match(headOf(backend.received.splice(0).join('')), /injected/, path);
        }
      }
    }
    for (const target of ['header', 'query', 'path']) {
      assert.match(await post(`/override/${target}`, body), /^HTTP\/1.1 200 /);
      assert.match(headOf(backend.received.splice(0).join('')), /injected/, target);
    }
    backend.answer = (socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    rig.behaviour = () => ({ payload: Buffer.from(body) });
    for (const path of ['http/body', 'http/override', 'lambda/body', 'lambda/override']) {
      assert.match(headOf(await post(`/response/${path}`, '{}')), /^x-mapped: a injected: yes\r$/m, path);
    }
    assert.match(await post(`/none?v=${encoded}`, '{}'), /^x-query: a injected: yes\r$/m);
  });

  test('from requests to backends', async () => {
    for (const name of ['query', 'multi', 'body', 'path', 'variable']) {
      for (const target of ['header', 'query', 'path']) {
        for (const type of ['HTTP', 'HTTP_PROXY']) {
          for (const ending of ENDINGS) {
            const value = `a${ending}${INJECTED}`;
            const encoded = encodeURIComponent(value);
            const path = `/request/${name}/${target}/${type}/${name === 'path' ? encoded : 'x'}?v=${encoded}`;
            await post(path, JSON.stringify({ v: value }));
            // Bodies that pass through may say what they like.
            const sent = headOf(backend.received.splice(0).join(''));
            assert.doesNotMatch(sent, AS_HEADER, `${path} was sent as ${JSON.stringify(sent)}`);
          }
        }
      }
    }
  });

  test('from templates to backends', async () => {
    for (const target of ['header', 'query', 'path']) {
      for (const ending of ENDINGS) {
        await post(`/override/${target}`, JSON.stringify({ v: `a${ending}${INJECTED}` }));
        assert.doesNotMatch(headOf(backend.received.splice(0).join('')), AS_HEADER, target);
      }
    }
  });

  test('from answers to clients', async () => {
    for (const ending of ENDINGS) {
      const value = `a${ending}${INJECTED}`;
      const body = JSON.stringify({ v: value });
      backend.answer = (socket) =>
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      rig.behaviour = () => ({ payload: Buffer.from(body) });
      for (const kind of ['http', 'lambda']) {
        for (const name of ['body', 'override']) await post(`/response/${kind}/${name}`, '{}');
      }
    }
  });

  test('from functions to clients, in names and values', async () => {
    for (const ending of ENDINGS) {
      const value = `a${ending}${INJECTED}`;
      for (const result of [
        { headers: { 'x-mapped': value } },
        { headers: { [value]: 'a' } },
        { headers: { 'content-type': value } },
        { multiValueHeaders: { 'Set-Cookie': ['a=1', value] } },
        { multiValueHeaders: { [`a${ending}${INJECTED}`]: ['a'] } },
      ]) {
        rig.behaviour = () => ({ statusCode: 200, ...result });
        await post('/proxy', '{}');
        rig.stream = () => streamOf([`${JSON.stringify(result)}${'\0'.repeat(8)}`]);
        await post('/stream', '{}');
      }
      rig.stream = () => streamOf([`${JSON.stringify({ cookies: [value] })}${'\0'.repeat(8)}`]);
      await post('/stream', '{}');
    }
  });

  test('from requests to gateway responses', async () => {
    for (const ending of ENDINGS) {
      const value = encodeURIComponent(`a${ending}${INJECTED}`);
      await post(`/none/${value}?v=${value}`, '{}');
    }
  });
});
