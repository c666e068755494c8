import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Integration } from '../definitions/rest-api.ts';
import { API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html */
describe('HTTP integration', () => {
  const rig = new Rig();
  let seen: { url: string; headers: IncomingMessage['headers']; body: string } | undefined;
  let answer: (response: ServerResponse) => void;
  let backend: Server;
  let origin = '';

  before(async () => {
    await rig.start();
    backend = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url = '', headers } = request;
        seen = { url, headers, body: Buffer.concat(chunks).toString() };
        answer(response);
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
    seen = undefined;
    rig.logged.length = 0;
    answer = (response) => response.end('{}');
  });

  const deploy = (path: string, changes: Partial<Integration>) => {
    const methodIntegration = lambdaProxy({
      type: 'HTTP',
      uri: `${origin}/`,
      integrationResponses: { '200': { statusCode: '200' } },
      ...changes,
    });
    return rig.deploy({
      deploymentId: crypto.randomUUID(),
      paths: { [path]: [method('ANY', { methodIntegration })] },
      stage: { variables: { v: 'staged' } },
    });
  };
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    rig.send(path, { method: 'POST', headers, body });

  test('every source of request parameters', async () => {
    await deploy('/p/{id}', {
      uri: `${origin}/{id}/{name}`,
      requestParameters: {
        'integration.request.path.id': 'method.request.path.id',
        'integration.request.path.name': 'method.request.body.pets[0].name',
        'integration.request.querystring.q': 'method.request.querystring.q',
        'integration.request.querystring.all': 'method.request.multivaluequerystring.q',
        'integration.request.querystring.body': 'method.request.body',
        'integration.request.header.h': 'method.request.header.H',
        'integration.request.header.hs': 'method.request.multivalueheader.H',
        'integration.request.header.stage': 'stageVariables.v',
        'integration.request.header.ip': 'context.identity.sourceIp',
        'integration.request.header.none': 'context.unheardof',
        'integration.request.header.static': "'it''s'",
        'integration.request.header.object': 'method.request.body.pets[0]',
        'integration.request.header.number': 'method.request.body.n',
      },
    });
    const body = '{"pets":[{"name":"a/b"}],"n":1.50}';
    await rig.send('/p/x%2Fy?q=1&q=2&other=3', { method: 'POST', headers: { H: ['a', 'b'] }, body });
    const url = new URL(seen?.url ?? '', origin);
    assert.equal(url.pathname, '/x%2Fy/a%2Fb');
    assert.deepEqual(
      [...url.searchParams],
      [
        ['q', '2'],
        ['all', '1'],
        ['all', '2'],
        ['body', body],
      ],
    );
    const { h, hs, stage, ip, none, static: fixed, object, number } = seen?.headers ?? {};
    assert.deepEqual(
      { h, hs, stage, ip, none, fixed, object, number },
      {
        h: 'b',
        hs: 'a,b',
        stage: 'staged',
        ip: '203.0.113.7',
        none: undefined,
        fixed: "it''s",
        object: '{"name":"a/b"}',
        number: '1.5',
      },
    );
  });

  test('nothing of the client passes but the body and its type', async () => {
    await deploy('/n', {});
    await post('/n?q=1', 'raw', {
      'Content-Type': 'text/plain',
      'X-Secret': '1',
      Cookie: 'a=1',
      'User-Agent': 'x',
    });
    assert.equal(seen?.url, '/');
    assert.equal(seen?.body, 'raw');
    const { host: _, connection: __, 'x-amzn-trace-id': trace, ...headers } = seen?.headers ?? {};
    assert.match(String(trace), /^Root=/);
    assert.deepEqual(headers, {
      accept: 'application/json',
      'content-type': 'text/plain',
      'content-length': '3',
      'user-agent': `AmazonAPIGateway_${API_ID}`,
      'x-amzn-apigateway-api-id': API_ID,
    });
  });

  test('a request template makes the body and overrides parameters', async () => {
    const template =
      '#set($context.requestOverride.header.X-Over = "by template")' +
      '#set($context.requestOverride.path.id = "p q")' +
      '#set($context.requestOverride.querystring.q = "o")' +
      '{"name": $input.json("$.a")}';
    await deploy('/t', {
      uri: `${origin}/{id}`,
      requestTemplates: { 'application/json': template },
      requestParameters: {
        'integration.request.header.x-over': "'mapped'",
        'integration.request.querystring.q': "'mapped'",
        'integration.request.path.id': "'mapped'",
      },
    });
    assert.equal((await post('/t', '{"a":[1]}')).status, 200);
    assert.equal(seen?.body, '{"name": [1]}');
    assert.equal(seen?.url, '/p%20q?q=o');
    assert.equal(seen?.headers['x-over'], 'by template');
  });

  test('a template can not end a header, or write the gateway’s own', async () => {
    for (const [name, value, status] of [
      ['X-Over', "$input.params('v')", 400],
      ['Content-Length', "'5'", 500],
      ['a b', "'5'", 500],
    ] as const) {
      const set = `#set($x = $context.requestOverride.header.put("${name}", ${value}))`;
      await deploy('/t', { requestTemplates: { 'application/json': set } });
      assert.equal((await post(`/t?v=${encodeURIComponent('a\r\nb: c')}`, '{}')).status, status, name);
      assert.equal(seen, undefined);
    }
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html */
  test('passthrough behavior', async () => {
    const requestTemplates = { 'application/json': 'mapped' };
    for (const [passthroughBehavior, templates, contentType, status, body] of [
      ['WHEN_NO_MATCH', requestTemplates, 'text/plain', 200, 'raw'],
      ['WHEN_NO_MATCH', requestTemplates, 'application/json; charset=utf-8', 200, 'mapped'],
      ['WHEN_NO_TEMPLATES', requestTemplates, 'text/plain', 415, undefined],
      ['WHEN_NO_TEMPLATES', {}, 'text/plain', 200, 'raw'],
      ['NEVER', {}, 'text/plain', 415, undefined],
      ['NEVER', requestTemplates, undefined, 200, 'mapped'],
    ] as const) {
      seen = undefined;
      await deploy('/b', { passthroughBehavior, requestTemplates: templates });
      const answered = await post('/b', 'raw', contentType ? { 'Content-Type': contentType } : {});
      assert.equal(answered.status, status, `${passthroughBehavior} ${contentType}`);
      assert.equal((seen as { body: string } | undefined)?.body, body);
      if (status === 415) assert.equal(answered.text, '{"message":"Unsupported Media Type"}');
    }
  });

  test('the selection pattern matches the whole status, as Java reads it; else the default', async () => {
    await deploy('/s', {
      integrationResponses: {
        '200': { statusCode: '200' },
        '404': { statusCode: '404', selectionPattern: '40[34]' },
        '502': { statusCode: '502', selectionPattern: '5\\d{2}|6' },
      },
    });
    for (const [given, expected] of [
      [200, 200],
      [403, 404],
      [404, 404],
      [400, 200],
      [503, 502],
      [302, 200],
    ] as const) {
      answer = (response) => response.writeHead(given).end();
      assert.equal((await rig.send('/s')).status, expected, String(given));
    }
    await deploy('/s', { integrationResponses: { '404': { statusCode: '404', selectionPattern: '404' } } });
    answer = (response) => response.end();
    const { status, text } = await rig.send('/s');
    assert.deepEqual([status, text], [500, '{"message": "Internal server error"}']);
  });

  test('every source of response parameters, and overrides', async () => {
    const set =
      '#set($context.responseOverride.status = 202)' +
      '#set($context.responseOverride.header.X-Over = "by template")';
    await deploy('/r', {
      integrationResponses: {
        '200': {
          statusCode: '200',
          responseParameters: {
            'method.response.header.Location': 'integration.response.body.redirect.url',
            'method.response.header.Id': 'integration.response.header.x-app-id',
            'method.response.header.Ids': 'integration.response.multivalueheader.x-app-id',
            'method.response.header.Wrong-Case': 'integration.response.header.X-APP-ID',
            'method.response.header.Stage': 'stageVariables.v',
            'method.response.header.Request': 'context.requestId',
            'method.response.header.Access-Control-Allow-Origin': "'*'",
            'method.response.header.WWW-Authenticate': "'Basic'",
            'method.response.header.Transfer-Encoding': "'chunked'",
            'method.response.header.x-over': "'mapped'",
          },
          responseTemplates: { 'application/xml': `${set}<id>$input.path('$.id')</id>` },
        },
      },
    });
    answer = (response) => {
      response.writeHead(200, [
        'x-app-id',
        'a',
        'x-app-id',
        'b',
        'Set-Cookie',
        'c=1',
        'Content-Type',
        'text/plain',
      ]);
      response.end('{"redirect":{"url":"http://x/"},"id":7}');
    };
    const { status, headers, text } = await rig.send('/r');
    assert.equal(status, 202);
    assert.equal(text, '<id>7</id>');
    assert.equal(headers['content-type'], 'application/xml');
    assert.equal(headers.location, 'http://x/');
    assert.deepEqual([headers.id, headers.ids, headers['wrong-case']], ['b', 'a,b', undefined]);
    assert.equal(headers.stage, 'staged');
    assert.equal(headers.request, headers['x-amzn-requestid']);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['x-amzn-remapped-www-authenticate'], 'Basic');
    assert.equal(headers['set-cookie'], undefined, 'what is not mapped does not pass');
    assert.equal(headers['x-over'], 'by template');
    assert.match(String(headers['x-amzn-trace-id']), /^Root=/);
  });

  test('without templates the answer passes as it is, bytes and all', async () => {
    await deploy('/raw', {});
    const bytes = Buffer.from([0, 255, 128, 10]);
    answer = (response) => response.end(bytes);
    const { body, headers } = await rig.send('/raw');
    assert.deepEqual(body, bytes);
    assert.equal(headers['content-type'], 'application/json');
  });

  test('a value that would end a response header is a 500', async () => {
    await deploy('/inject', {
      integrationResponses: {
        '200': {
          statusCode: '200',
          responseParameters: { 'method.response.header.X': 'integration.response.body.x' },
        },
      },
    });
    answer = (response) => response.end('{"x":"a\\r\\nSet-Cookie: b=1"}');
    const { status, headers } = await rig.send('/inject');
    assert.deepEqual([status, headers['set-cookie'], headers.x], [500, undefined, undefined]);
  });

  test('a template that fails is a 500, and the log names its place', async () => {
    await deploy('/bad', { requestTemplates: { 'application/json': '{}\n#if(true' } });
    assert.equal((await post('/bad', '{}')).status, 500);
    const place = "Expected ')' but found the end of the template at line 2, column 9";
    for (const start of [
      'A mapping template of ANY /bad is malformed: ',
      'HTTP integration failed: Execution failed due to configuration error: Unable to transform request: ',
    ]) {
      const wanted = `${start}${place} of the request template for application/json`;
      assert.ok(
        rig.logged.some((line) => line.includes(wanted)),
        rig.logged.join(),
      );
    }
  });

  test('a response template can name the request as its backend does', async () => {
    answer = (response) => response.writeHead(200, { 'x-amzn-RequestId': 'r-1' }).end('{}');
    const responseTemplates = { 'application/json': '$context.awsEndpointRequestId' };
    await deploy('/id', { integrationResponses: { '200': { statusCode: '200', responseTemplates } } });
    assert.equal((await rig.send('/id')).text, 'r-1');
  });

  test('an answer of more than 10 MB is a 500', async () => {
    await deploy('/big', {});
    answer = (response) => {
      response.on('error', () => {});
      response.write(Buffer.alloc(10 * 1024 * 1024));
      response.end('x');
    };
    assert.equal((await rig.send('/big')).status, 500);
    assert.ok(rig.logged.some((line) => line.includes('larger than allowable maximum')));
  });
});
