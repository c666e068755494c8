import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createInvocation, type Invocation } from '../invocation.ts';
import { TestRequest } from '../request/test-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { compileAccessLogFormat } from './access-log-format.ts';
import type { AccessRecord } from './access-record.ts';
import { newEndpointFacts } from './endpoint-facts.ts';

function invocationBy(userAgent: string, path = '/pets/1'): Invocation {
  const stage = {
    scope: { account: '123456789012', region: 'us-east-1' },
    apiId: 'a1b2c3d4e5',
    stageName: 'prod',
    deploymentId: 'dep1',
    variables: undefined,
    binaryMediaTypes: { includes: () => false },
    resourcePolicy: undefined,
  };
  return createInvocation({
    ids: { requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef', extendedRequestId: 'NvWWKEZbliAFliA=' },
    request: new TestRequest('GET', path, ['User-Agent', userAgent], Buffer.alloc(0)),
    target: {
      apiId: stage.apiId,
      region: 'us-east-1',
      stageName: 'prod',
      rawPath: path,
      rawQuery: '',
      domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
      pathStyle: false,
      sourceIp: '203.0.113.7',
      protocol: 'HTTP/1.1',
    },
    httpMethod: 'GET',
    path,
    routedPath: path,
    startedAt: Date.parse('2024-08-02T23:34:43.210Z'),
    stage,
    method: { httpMethod: 'GET', resourceId: 'res1', resourcePath: '/pets/{id}' },
    parameters: undefined,
    lifetime: new AbortController(),
  });
}

function record(changes: Partial<AccessRecord> = {}): AccessRecord {
  return {
    invocation: invocationBy('curl/8'),
    status: 200,
    responseLength: 42,
    responseLatency: 7,
    error: undefined,
    ...changes,
  };
}

const render = (format: string, changes?: Partial<AccessRecord>) =>
  compileAccessLogFormat(format)(record(changes));

// The formats that API Gateway's console offers:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-access-logging.html
const CLF =
  '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId';
const JSON_FORMAT =
  '{ "requestId":"$context.requestId", "extendedRequestId":"$context.extendedRequestId","ip": "$context.identity.sourceIp", "caller":"$context.identity.caller", "user":"$context.identity.user", "requestTime":"$context.requestTime", "httpMethod":"$context.httpMethod", "resourcePath":"$context.resourcePath", "status":"$context.status", "protocol":"$context.protocol", "responseLength":"$context.responseLength" }';
const XML =
  '<request id="$context.requestId"> <extendedRequestId>$context.extendedRequestId</extendedRequestId> <ip>$context.identity.sourceIp</ip> <userAgent>$context.identity.userAgent</userAgent> <status>$context.status</status> </request>';
const CSV =
  '$context.identity.sourceIp,$context.identity.caller,$context.requestTime,$context.httpMethod,$context.resourcePath,$context.status,$context.requestId';

describe('format of an access log', () => {
  test("the console's formats", () => {
    assert.equal(
      render(CLF),
      '203.0.113.7 - - [02/Aug/2024:23:34:43 +0000]"GET /pets/{id} HTTP/1.1" 200 42 c6af9ac6-7b61-11e6-9a41-93e8deadbeef NvWWKEZbliAFliA=',
    );
    const parsed: unknown = JSON.parse(render(JSON_FORMAT));
    assert.deepEqual(parsed, {
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      extendedRequestId: 'NvWWKEZbliAFliA=',
      ip: '203.0.113.7',
      caller: '-',
      user: '-',
      requestTime: '02/Aug/2024:23:34:43 +0000',
      httpMethod: 'GET',
      resourcePath: '/pets/{id}',
      status: '200',
      protocol: 'HTTP/1.1',
      responseLength: '42',
    });
    assert.match(
      render(XML),
      /^<request id="c6af9ac6.*<ip>203\.0\.113\.7<\/ip>.*<status>200<\/status> <\/request>$/,
    );
    assert.equal(
      render(CSV),
      '203.0.113.7,-,02/Aug/2024:23:34:43 +0000,GET,/pets/{id},200,c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    );
  });

  test('the backend and the error', () => {
    const invocation = invocationBy('x');
    invocation.endpoint = {
      ...newEndpointFacts(),
      status: 200,
      integrationStatus: 404,
      latency: 12,
      requestId: 'abc',
      error: 'Execution failed due to a timeout error',
    };
    const format =
      '$context.integrationStatus $context.integration.status $context.integration.integrationStatus $context.integrationLatency $context.integration.latency $context.awsEndpointRequestId $context.integration.requestId "$context.integration.error" $context.responseLatency';
    assert.equal(
      render(format, { invocation }),
      '200 200 404 12 12 abc abc "Execution failed due to a timeout error" 7',
    );
    const error = GatewayError.of('ACCESS_DENIED');
    assert.equal(
      render(
        '"$context.error.message" $context.error.messageString $context.error.responseType $context.authorize.status',
        { error },
      ),
      '"User is not authorized to access this resource" "User is not authorized to access this resource" ACCESS_DENIED 403',
    );
    assert.equal(
      render('$context.error.message|$context.error.messageString|$context.integrationLatency'),
      '-|-|-',
    );
  });

  test('what is no variable has no value, and what is no reference stays', () => {
    assert.equal(
      render('$context.nope $context.__proto__ $context.constructor $context $other $context.status.'),
      '- - - $context $other 200.',
    );
    assert.equal(render('$context.status-$context.httpMethod'), '200-GET');
  });

  test('a format of several lines makes lines of their own', () => {
    assert.equal(render('{\n "a": "$context.status"\r\n}\n'), '{  "a": "200" }');
  });

  test('a property: nothing that a client sends breaks a line, a JSON string or an element', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .array(
          fc.constantFrom('"', '\\', '\n', '\r', '\u2028', '\u0085', '\u001b', '<', '>', '&', "'", ',', 'a'),
        )
        .map((all) => all.join('')),
    );
    const json = compileAccessLogFormat(
      '{"id":"$context.requestId","ua":"$context.identity.userAgent","path":"$context.path"}',
    );
    const clf = compileAccessLogFormat('"$context.identity.userAgent" $context.path end');
    const xml = compileAccessLogFormat('<a b="$context.path">$context.identity.userAgent</a>');
    fc.assert(
      fc.property(hostile, hostile, (userAgent, path) => {
        const access = record({ invocation: invocationBy(userAgent, path) });
        const parsed = JSON.parse(json(access)) as { ua: string; path: string };
        assert.equal(parsed.ua, userAgent || '-');
        assert.equal(parsed.path, `/prod${path}`);
        for (const line of [json(access), clf(access), xml(access)])
          assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
        assert.match(clf(access), /^"(?:[^"\\]|\\.)*" \/prod.* end$/su);
        assert.match(xml(access), /^<a b="[^"<>]*">[^<>]*<\/a>$/);
      }),
      { numRuns: 500 },
    );
  });

  test('a property: any format makes one line', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('$context.', '$context.requestId', '$context.identity.', '"', '\\', '\n', '$', '.'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        assert.doesNotMatch(render(parts.join('')), /[\r\n]/);
      }),
      { numRuns: 300 },
    );
  });
});
