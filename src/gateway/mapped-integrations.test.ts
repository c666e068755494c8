import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Integration, Method } from '../definitions/rest-api.ts';
import { FUNCTION_ARN, lambdaUri, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

function integrated(changes: Partial<Integration>, httpMethod = 'POST'): Method {
  return method(httpMethod, {
    methodIntegration: {
      type: 'MOCK',
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29_000,
      cacheNamespace: 'none',
      cacheKeyParameters: [],
      ...changes,
    },
  });
}

const OK = { '200': { statusCode: '200' } };
const JSON_TYPE = { 'content-type': 'application/json' };
const ERROR = '{"message": "Internal server error"}';

describe('MOCK integrations', () => {
  const rig = new Rig();
  before(async () => {
    await rig.start();
    await rig.deploy({
      paths: {
        '/cors': [
          integrated(
            {
              requestTemplates: { 'application/json': '{"statusCode": 204}' },
              integrationResponses: {
                '204': {
                  statusCode: '204',
                  responseParameters: {
                    'method.response.header.Access-Control-Allow-Origin': "'*'",
                    'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
                  },
                },
              },
            },
            'OPTIONS',
          ),
        ],
        '/select': [
          integrated({
            requestTemplates: {
              'application/json': `{"statusCode": #if($input.path('$.bad'))$input.path('$.bad')#{else}200#end}`,
              'text/plain': '{statusCode: 404}',
            },
            integrationResponses: {
              '200': { statusCode: '200', responseTemplates: { 'application/json': '{"ok":true}' } },
              '400': {
                statusCode: '400',
                selectionPattern: '4\\d{2}',
                responseTemplates: {
                  'text/html': '<b>$context.stage</b>',
                  'application/json': '{"bad":true}',
                },
              },
            },
          }),
        ],
        '/through': [integrated({ integrationResponses: OK })],
        '/no-default': [
          integrated({
            requestTemplates: { 'application/json': '{"statusCode": 200}' },
            integrationResponses: { '500': { statusCode: '500', selectionPattern: '5..' } },
          }),
        ],
        '/failing': [
          integrated({
            requestTemplates: { 'application/json': '{"statusCode": 200}\n#set($x = [1])$x[7]' },
            integrationResponses: OK,
          }),
        ],
        '/malformed': [
          integrated({ requestTemplates: { 'application/json': '#if(' }, integrationResponses: OK }),
        ],
        '/override': [
          integrated({
            requestTemplates: {
              'application/json': '#set($context.responseOverride.status = 418){"statusCode": 200}',
            },
            integrationResponses: {
              '200': {
                statusCode: '200',
                responseParameters: { 'method.response.header.X-A': "'mapped'" },
                responseTemplates: {
                  'application/json': `#set($context.responseOverride.header.X-A = "$input.params('a')")teapot`,
                },
              },
            },
          }),
        ],
      },
    });
  });
  after(() => rig.stop());

  test('CORS', async () => {
    const answer = await rig.send('/cors', { method: 'OPTIONS' });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    assert.equal(answer.headers['access-control-allow-methods'], 'GET,OPTIONS');
    assert.equal(answer.text, '');
  });

  test('the status of the template selects the response', async () => {
    const good = await rig.send('/select', { method: 'POST', headers: JSON_TYPE, body: '{"bad":200}' });
    assert.deepEqual([good.status, good.text], [200, '{"ok":true}']);
    const bad = await rig.send('/select', { method: 'POST', headers: JSON_TYPE, body: '{"bad":422}' });
    assert.deepEqual([bad.status, bad.text], [400, '{"bad":true}']);
  });

  test('the content type chooses the request template, Accept that of the response', async () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8', accept: 'text/html' };
    const answer = await rig.send('/select', { method: 'POST', headers, body: 'x' });
    assert.deepEqual([answer.status, answer.text], [400, '<b>stage</b>']);
    assert.equal(answer.headers['content-type'], 'text/html');
  });

  test('a body passed through says the status itself', async () => {
    const answer = await rig.send('/through', {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{"statusCode": 200}',
    });
    assert.equal(answer.status, 200);
  });

  for (const [name, path, body, logged] of [
    ['a body without status', '/through', '{}', /Unable to parse statusCode/],
    ['a status that is none', '/through', '{"statusCode": "200"}', /Unable to parse statusCode/],
    ['no body at all', '/through', '', /Unable to parse statusCode/],
    ['no response for the status', '/no-default', '', undefined],
    ['a template that fails', '/failing', '', /Index 7 is out of bounds for length 1 at line 2, column 15/],
    ['a malformed template', '/malformed', '', /The end of the template is not expected at line 1, column 5/],
  ] as const) {
    test(`${name} is a configuration error`, async () => {
      rig.logged.length = 0;
      const answer = await rig.send(path, { method: 'POST', headers: JSON_TYPE, body });
      assert.deepEqual([answer.status, answer.text], [500, ERROR]);
      if (logged) assert.match(rig.logged.join('\n'), logged);
    });
  }

  test('templates override status and headers, but put no line ends into them', async () => {
    const answer = await rig.send('/override?a=b', { method: 'POST' });
    assert.deepEqual([answer.status, answer.headers['x-a'], answer.text], [418, 'b', 'teapot']);
    const split = await rig.send('/override?a=b%0d%0aX-Evil:%201', { method: 'POST' });
    assert.deepEqual([split.status, split.headers['x-evil']], [500, undefined]);
  });
});

describe('passthroughBehavior', () => {
  const rig = new Rig();
  const templates = { requestTemplates: { 'application/json': '{"mapped": true}' } };
  const lambda = {
    type: 'AWS',
    httpMethod: 'POST',
    uri: lambdaUri(FUNCTION_ARN),
    integrationResponses: OK,
  } as const;
  before(async () => {
    await rig.start();
    await rig.deploy({
      paths: {
        '/match': [integrated({ ...lambda, ...templates, passthroughBehavior: 'WHEN_NO_MATCH' })],
        '/templates': [integrated({ ...lambda, ...templates, passthroughBehavior: 'WHEN_NO_TEMPLATES' })],
        '/none': [integrated({ ...lambda, passthroughBehavior: 'WHEN_NO_TEMPLATES' })],
        '/never': [integrated({ ...lambda, passthroughBehavior: 'NEVER' })],
      },
    });
    rig.behaviour = (event) => ({ payload: Buffer.from(JSON.stringify(event)) });
  });
  after(() => rig.stop());

  for (const [path, contentType, status, text] of [
    ['/match', 'application/json', 200, '{"mapped":true}'],
    ['/match', 'text/plain', 200, '{"own":1}'],
    ['/match', undefined, 200, '{"mapped":true}'],
    ['/templates', 'application/json', 200, '{"mapped":true}'],
    ['/templates', 'text/plain', 415, '{"message":"Unsupported Media Type"}'],
    ['/none', 'text/plain', 200, '{"own":1}'],
    ['/never', 'application/json', 415, '{"message":"Unsupported Media Type"}'],
  ] as const) {
    test(`${path} with ${contentType} is ${status}`, async () => {
      const headers: Record<string, string> =
        contentType === undefined ? {} : { 'content-type': contentType };
      const answer = await rig.send(path, { method: 'POST', headers, body: '{"own":1}' });
      assert.deepEqual([answer.status, answer.text], [status, text]);
    });
  }
});

describe('Lambda integrations without proxy', () => {
  const rig = new Rig();
  const lambda = { type: 'AWS', httpMethod: 'POST', uri: lambdaUri(FUNCTION_ARN) } as const;
  before(async () => {
    await rig.start();
    await rig.deploy({
      api: { binaryMediaTypes: ['image/png'] },
      paths: {
        '/event': [
          integrated({
            ...lambda,
            requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
            integrationResponses: { '202': { statusCode: '202' } },
          }),
        ],
        '/plain': [integrated({ ...lambda, integrationResponses: OK })],
        '/slow': [integrated({ ...lambda, timeoutInMillis: 50, integrationResponses: OK })],
        '/image': [
          integrated({
            ...lambda,
            contentHandling: 'CONVERT_TO_TEXT',
            requestTemplates: { 'image/png': '{"image": "$input.body"}' },
            integrationResponses: { '200': { statusCode: '200', contentHandling: 'CONVERT_TO_BINARY' } },
          }),
        ],
        '/binary': [
          integrated({ ...lambda, requestTemplates: { 'image/png': '{}' }, integrationResponses: OK }),
        ],
        '/get': [integrated({ ...lambda, httpMethod: 'GET', integrationResponses: OK })],
      },
    });
    rig.behaviour = (event) => ({ payload: Buffer.from(JSON.stringify(event)) });
  });
  after(() => rig.stop());

  test('a function is not waited for when X-Amz-Invocation-Type says so', async () => {
    const answer = await rig.send('/event', { method: 'POST', body: '{"a":1}' });
    assert.equal(answer.status, 202);
    assert.equal(rig.invocations.at(-1)?.type, 'Event');
  });

  test('an empty body is an empty event', async () => {
    assert.equal((await rig.send('/plain', { method: 'POST' })).text, '{}');
  });

  test('a body that is not JSON does not reach the function', async () => {
    const before = rig.invocations.length;
    const answer = await rig.send('/plain', { method: 'POST', body: 'a=b' });
    assert.deepEqual([answer.status, rig.invocations.length], [400, before]);
    assert.match(answer.text, /Could not parse request body into json/);
  });

  test('a function that is too slow is a 504', async () => {
    rig.behaviour = () => new Promise(() => {});
    const answer = await rig.send('/slow', { method: 'POST', body: '{}' });
    rig.behaviour = (event) => ({ payload: Buffer.from(JSON.stringify(event)) });
    assert.deepEqual([answer.status, answer.text], [504, '{"message": "Endpoint request timed out"}']);
  });

  test('without permission the function is not invoked', async () => {
    const other = await new Rig().start();
    other.permitted = false;
    await other.deploy({ paths: { '/plain': [integrated({ ...lambda, integrationResponses: OK })] } });
    const answer = await other.send('/plain', { method: 'POST', body: '{}' });
    assert.deepEqual([answer.status, answer.text, other.invocations.length], [500, ERROR, 0]);
    await other.stop();
  });

  test('binary data goes in as base64 text and comes out of it', async () => {
    const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]);
    rig.behaviour = ({ image: text }) => ({ payload: Buffer.from(JSON.stringify(text)) });
    const headers = { 'content-type': 'image/png', accept: 'image/png' };
    const answer = await rig.send('/image', { method: 'POST', headers, body: image });
    rig.behaviour = (event) => ({ payload: Buffer.from(JSON.stringify(event)) });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, image);
  });

  test('a template does not apply to binary data', async () => {
    const answer = await rig.send('/binary', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: 'x',
    });
    assert.deepEqual([answer.status, answer.text], [500, ERROR]);
  });

  test('functions are invoked by POST alone', async () => {
    assert.equal((await rig.send('/get', { method: 'POST', body: '{}' })).status, 500);
  });
});
