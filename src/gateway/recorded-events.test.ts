import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig, type Sent } from './gateway.fixture.ts';
import { type Json, type JsonObject, object, recordedTest } from './recorded.fixture.ts';

const HEADERS = {
  Host: `${API_ID}.execute-api.us-east-1.amazonaws.com`,
  'User-Agent': 'python-requests/testing',
  'Accept-Encoding': 'gzip, deflate',
  Accept: '*/*',
  Connection: 'keep-alive',
};
const GET: Sent = { headers: { ...HEADERS, 'tEsT-HEADeR': 'aValUE', authorization: 'random-value' } };
const POST: Sent = {
  method: 'POST',
  headers: {
    ...HEADERS,
    'Content-Type': 'application/json;charset=utf-8',
    aUThorization: 'Bearer token123;API key456',
  },
  body: '{"message": "hello world"}',
};
const ENCODED =
  'dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com&plus=test+alias@gmail.com' +
  '&url=https://www.google.com/&whitespace=foo%20bar&zhash=abort/';

/** The requests of LocalStack's test; the step with a slash before the stage is the server's to route, not the gateway's. */
const STEPS: readonly [step: string, path: string, sent: Sent][] = [
  ['invocation-payload-without-trailing-slash', '/proxy-value', GET],
  ['invocation-payload-with-trailing-slash', '/proxy-value/', GET],
  ['invocation-payload-with-double-slash', '/proxy-value//double-slash', GET],
  ['invocation-payload-with-prepended-slash-to-stage', '/proxy-value', GET],
  ['invocation-payload-with-prepended-slash', '//proxy-value', GET],
  ['invocation-payload-without-trailing-slash-and-query-params', '/proxy-value?urlparam=test', GET],
  ['invocation-payload-with-trailing-slash-and-query-params', '/proxy-value/?urlparam=test', GET],
  [
    'invocation-payload-with-path-encoded-email',
    '/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
    GET,
  ],
  ['invocation-payload-with-params-encoding', `/proxy-value/api?${ENCODED}`, GET],
  [
    'invocation-payload-with-params-encoding-multi',
    '/proxy-value?category=electronics&category=books&price=10&price=20&price=30',
    POST,
  ],
  ['invocation-hardcoded', '//hardcoded', GET],
];

describe('recorded: test_lambda_aws_proxy_integration', () => {
  const recorded = recordedTest('lambda', 'test_lambda_aws_proxy_integration');
  const rig = new Rig();
  before(async () => {
    await rig.start();
    await rig.deploy({ paths: { '/{proxy+}': [method('ANY')], '/hardcoded': [method('ANY')] } });
  });
  after(() => rig.stop());

  test('every step is replayed', () => {
    assert.deepEqual(
      STEPS.map(([step]) => step),
      [...recorded.keys()],
    );
  });

  for (const [step, path, sent] of STEPS) {
    test(step, async () => {
      const event: Json = JSON.parse((await rig.send(path, sent)).text);
      const expected = object(recorded.get(step));
      assertSame(withParsedBody(object(event)), withoutCloudFront(expected), step);
    });
  }
});

test('recorded: test_lambda_aws_proxy_integration_request_data_mapping', async () => {
  const rig = await new Rig().start();
  // Parameter mappings are no part of proxy integrations with functions: the event shows what the client sent.
  const methodIntegration = lambdaProxy({
    requestParameters: {
      'integration.request.header.headerVar': 'method.request.header.foobar',
      'integration.request.path.qsVar': 'method.request.querystring.testVar',
      'integration.request.querystring.queryString': 'method.request.querystring.testQueryString',
    },
  });
  try {
    await rig.deploy({
      stageName: 'test',
      paths: { '/{pathVariable}': [method('POST', { methodIntegration })] },
    });
    const answer = await rig.send(`/@${API_ID}/test/foobar?testQueryString=foo&testVar=bar`, {
      method: 'POST',
      headers: {
        Host: `${API_ID}.execute-api.us-east-1.amazonaws.com`,
        'User-Agent': 'test/integration',
        'Accept-Encoding': 'gzip, deflate',
        Accept: 'application/json',
        'Content-Type': 'application/json',
        foobar: 'mapped-value',
        headerVar: 'request-value',
      },
      body: '{"message": "hello world"}',
    });
    const recorded = object(
      recordedTest('lambda', 'test_lambda_aws_proxy_integration_request_data_mapping').get(
        'http-proxy-invocation-data-mapping',
      ),
    );
    assert.equal(answer.status, recorded.status_code);
    const event: Json = JSON.parse(answer.text);
    assertSame(withParsedBody(object(event)), withoutCloudFront(object(recorded.content)), 'content');
  } finally {
    await rig.stop();
  }
});

/** The recording shows the body as the test printed it. */
function withParsedBody(event: JsonObject): JsonObject {
  return typeof event.body === 'string' ? { ...event, body: JSON.parse(event.body) } : event;
}

/** What Amazon CloudFront adds before edge-optimized APIs. */
const CLOUDFRONT = /^(CloudFront-.*|Via|X-Amz-Cf-Id)$/;

function withoutCloudFront(event: JsonObject): JsonObject {
  const strip = (headers: Json | undefined): Json =>
    Object.fromEntries(Object.entries(object(headers)).filter(([name]) => !CLOUDFRONT.test(name)));
  return { ...event, headers: strip(event.headers), multiValueHeaders: strip(event.multiValueHeaders) };
}

/** Members and values must agree; placeholders such as `<uuid:1>` stand for any text, number, or list of one. */
function assertSame(actual: Json | undefined, expected: Json, where: string): void {
  if (typeof expected === 'string' && /^<.*>$|^\d{12}$/.test(expected)) {
    assert.ok(actual !== undefined && actual !== null && actual !== '', where);
    return;
  }
  if (typeof expected !== 'object' || expected === null) {
    if (typeof expected === 'string' && expected.includes('<')) return;
    assert.equal(actual, expected, where);
    return;
  }
  assert.ok(typeof actual === 'object' && actual !== null, where);
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), where);
  for (const [name, value] of Object.entries(expected)) {
    assertSame(Object.entries(actual).find(([key]) => key === name)?.[1], value, `${where}.${name}`);
  }
}
