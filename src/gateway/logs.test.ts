import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { MethodSetting, Stage } from '../definitions/rest-api.ts';
import type { LogGroup } from '../telemetry/log-groups.ts';
import { API_ID, method, NOW, SCOPE } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

const EXECUTIONS = `API-Gateway-Execution-Logs_${API_ID}/stage`;
const ROUTE = { httpMethod: 'POST', type: 'MOCK' as const };

const setting = (changes: Partial<MethodSetting>): Record<string, MethodSetting> => ({
  '*/*': {
    metricsEnabled: false,
    dataTraceEnabled: false,
    throttlingBurstLimit: 5_000,
    throttlingRateLimit: 10_000,
    cachingEnabled: false,
    cacheTtlInSeconds: 300,
    cacheDataEncrypted: false,
    requireAuthorizationForCacheControl: true,
    unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
    ...changes,
  },
});
const INFO = { methodSettings: setting({ loggingLevel: 'INFO' }) };
const TRACE = { methodSettings: setting({ loggingLevel: 'INFO', dataTraceEnabled: true }) };
const ERRORS = { methodSettings: setting({ loggingLevel: 'ERROR' }) };

describe('logs of a stage', () => {
  let events: { group: LogGroup; message: string }[] = [];
  const rig = new Rig({
    logGroups: { append: (group, _stream, message) => events.push({ group, message }) },
  });
  let backend: Server;
  let base = '';
  let deployments = 0;

  before(async () => {
    await rig.start();
    backend = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(201, { 'content-type': 'text/plain', 'x-amzn-requestid': 'backend-id' });
        response.end(request.url === '/empty' ? '' : 'pong');
      });
    });
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    events = [];
    rig.behaviour = () => ({ statusCode: 202, body: 'done' });
    rig.permitted = true;
  });
  after(async () => {
    backend.closeAllConnections();
    backend.close();
    await rig.stop();
  });

  const deploy = (stage: Partial<Stage>, methods = [method('ANY')], path = '/p/{id}') =>
    rig.deploy({ paths: { [path]: methods }, stage, deploymentId: `dep${++deployments}` });
  const mock = method('GET', {
    methodIntegration: {
      ...ROUTE,
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29_000,
      cacheNamespace: 'none',
      cacheKeyParameters: [],
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      integrationResponses: {
        '200': { statusCode: '200', responseTemplates: { 'application/json': '{"ok":1}' } },
      },
    },
  });
  const http = (type: 'HTTP' | 'HTTP_PROXY', uri: string) =>
    method('ANY', {
      methodIntegration: {
        type,
        httpMethod: 'ANY',
        uri,
        passthroughBehavior: 'WHEN_NO_MATCH',
        timeoutInMillis: 29_000,
        cacheNamespace: 'none',
        cacheKeyParameters: [],
        integrationResponses: { '200': { statusCode: '200' } },
      },
    });
  /** The lines of the execution log, without the id that they all begin with. */
  const lines = () =>
    events
      .filter(({ group }) => group.name === EXECUTIONS)
      .map(({ message }) => message.replace(/^\([0-9a-f-]{36}\) /, ''));
  const index = (start: string) => lines().findIndex((line) => line.startsWith(start));
  /** Accesses are logged when the connection has been told, which may be after the client has the answer. */
  const accesses = async (count: number) => {
    const found = () => events.filter(({ group }) => group.name === 'accesses').map(({ message }) => message);
    while (found().length < count) await new Promise((resolve) => setImmediate(resolve));
    return found();
  };

  test('nothing is logged where nothing is asked for', async () => {
    await deploy({});
    await rig.send('/p/1');
    await deploy({ methodSettings: setting({ loggingLevel: 'OFF', dataTraceEnabled: true }) });
    await rig.send('/p/1');
    assert.deepEqual(events, []);
  });

  test('INFO without data trace shows nothing of what the client sent', async () => {
    await deploy(INFO);
    const { headers } = await rig.send('/p/1?secret=s3cret', { headers: { cookie: 's3cret' } });
    const id = String(headers['x-amzn-requestid']);
    const shown = lines();
    assert.deepEqual(shown.slice(0, 6), [
      `Extended Request Id: ${headers['x-amz-apigw-id']}`,
      `Verifying Usage Plan for request: ${id}. API Key:  API Stage: ${API_ID}/stage`,
      "API Key  authorized because method 'ANY /p/{id}' does not require API Key. Request will not contribute to throttle or quota limits",
      `Usage Plan check succeeded for API Key  and API Stage ${API_ID}/stage`,
      `Starting execution for request: ${id}`,
      'HTTP Method: GET, Resource Path: /p/1',
    ]);
    assert.match(
      shown[6] ?? '',
      /^Sending request to https:\/\/lambda\.us-east-1\.amazonaws\.com\/2015-03-31\/functions\/arn:/,
    );
    assert.match(shown[7] ?? '', /^Received response\. Status: 200, Integration latency: \d+ ms$/);
    assert.deepEqual(shown.slice(8, 10), [
      'Successfully completed execution',
      'Method completed with status: 202',
    ]);
    assert.match(shown[10] ?? '', /^AWS Integration Endpoint RequestId : [0-9a-f-]{36}$/);
    assert.match(shown[11] ?? '', /^X-ray Tracing ID : 1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    assert.equal(shown.length, 12);
    assert.doesNotMatch(JSON.stringify(events), /s3cret/);
    assert.deepEqual(events[0]?.group, { ...SCOPE, name: EXECUTIONS });
    assert.ok(events.every(({ message }) => message.startsWith(`(${id}) `)));
  });

  test('a data trace of a Lambda proxy integration', async () => {
    await deploy(TRACE);
    await rig.send('/p/%41%20b?x=1', {
      method: 'POST',
      body: '{"a":1}',
      headers: { authorization: `Bearer ${'t'.repeat(30)}secret`, 'x-api-key': 'k'.repeat(20) },
    });
    const shown = lines();
    const text = shown.join('\n');
    assert.match(text, /^Method request path: \{id=A b\}$/m);
    assert.match(text, /^Method request query string: \{x=1\}$/m);
    assert.match(text, /^Method request headers: \{.*Authorization=\*{37}secret.*x-api-key=\*{14}k{6}/m);
    assert.match(text, /^Method request body before transformations: \{"a":1\}$/m);
    assert.match(text, /^Endpoint request URI: https:\/\/lambda\./m);
    assert.match(
      text,
      /^Endpoint request headers: \{.*X-Amz-Source-Arn=arn:aws:execute-api:us-east-1:123456789012:/m,
    );
    assert.match(text, /^Endpoint request body after transformations: \{"resource":"\/p\/\{id\}"/m);
    assert.match(text, /^Endpoint response headers: \{.*X-Amz-Executed-Version=\$LATEST/m);
    assert.match(
      text,
      /^Endpoint response body before transformations: \{"statusCode":202,"body":"done"\}$/m,
    );
    assert.match(text, /^Method response body after transformations: done$/m);
    assert.match(text, /^Method response headers: \{Content-Type=application\/json, X-Amzn-Trace-Id=/m);
    assert.ok(shown.every((line) => line.length <= 1024 + ' [TRUNCATED]'.length));
    const order = [
      'Starting',
      'Method request path',
      'Method request body',
      'Endpoint request URI',
      'Sending',
      'Received',
      'Endpoint response body',
      'Method response body',
      'Successfully',
      'Method completed',
    ];
    assert.deepEqual(
      [...order.map(index)].sort((a, b) => a - b),
      order.map(index),
    );
    assert.ok(order.every((start) => index(start) >= 0));
  });

  test('ERROR logs failures alone, with their reasons', async () => {
    await deploy(ERRORS);
    await rig.send('/p/1');
    assert.deepEqual(lines(), []);
    rig.behaviour = () => ({ functionError: 'Unhandled', payload: Buffer.from('{"errorMessage":"boom"}') });
    await rig.send('/p/1');
    assert.match(
      lines()[0] ?? '',
      /^Lambda execution failed with status 200 due to customer function error: boom\. Lambda request id: [0-9a-f-]{36}$/,
    );
    assert.deepEqual(lines().slice(1), ['Method completed with status: 502']);
    events = [];
    rig.behaviour = () => ({ nonsense: 1 });
    await rig.send('/p/1');
    assert.deepEqual(lines(), [
      'Execution failed due to configuration error: Malformed Lambda proxy response',
      'Method completed with status: 502',
    ]);
    events = [];
    rig.permitted = false;
    await deploy(ERRORS);
    await rig.send('/p/1');
    assert.deepEqual(lines(), [
      'Execution failed due to configuration error: Invalid permissions on Lambda function',
      'Method completed with status: 500',
    ]);
  });

  test('timeouts and endpoints that do not exist', async () => {
    const slow = method('GET');
    if (slow.methodIntegration) slow.methodIntegration.timeoutInMillis = 50;
    rig.behaviour = () => new Promise(() => {});
    await deploy(ERRORS, [slow]);
    assert.equal((await rig.send('/p/1')).status, 504);
    assert.deepEqual(lines(), [
      'Execution failed due to a timeout error',
      'Method completed with status: 504',
    ]);
    events = [];
    await deploy(TRACE, [http('HTTP_PROXY', 'http://nowhere.invalid/')]);
    assert.equal((await rig.send('/p/1')).status, 500);
    assert.equal(index('Endpoint request'), -1, 'as recorded, such a request is not logged');
    assert.ok(index('Execution failed due to configuration error: Invalid endpoint address') > 0);
  });

  test('HTTP integrations, whose bodies are logged where they are read', async () => {
    for (const type of ['HTTP', 'HTTP_PROXY'] as const) {
      events = [];
      await deploy(TRACE, [http(type, `${base}/pong`)]);
      await rig.send('/p/1', { method: 'POST', body: 'ping', headers: { 'content-type': 'text/plain' } });
      const text = lines().join('\n');
      assert.match(text, /^Method request body before transformations: ping$/m);
      assert.match(text, new RegExp(`^Endpoint request URI: ${base}/pong$`, 'm'));
      assert.match(text, /^Endpoint request headers: \{.*Host=127\.0\.0\.1:\d+\}$/m);
      assert.match(text, /^Endpoint request body after transformations: ping$/m);
      assert.match(text, /^Received response\. Status: 201, Integration latency: \d+ ms$/m);
      assert.match(text, /^AWS Integration Endpoint RequestId : backend-id$/m);
      if (type === 'HTTP') assert.match(text, /^Endpoint response body before transformations: pong$/m);
    }
  });

  test('rejections before the integration', async () => {
    const validated = method('POST', { requestValidatorId: 'v', requestModels: { 'application/json': 'M' } });
    await rig.deploy({
      paths: { '/p': [validated] },
      stage: TRACE,
      deploymentId: `dep${++deployments}`,
      parts: {
        models: [
          {
            id: 'm',
            name: 'M',
            contentType: 'application/json',
            schema: '{"type":"object","required":["a"]}',
          },
        ],
        requestValidators: [{ id: 'v', validateRequestBody: true, validateRequestParameters: false }],
      },
    });
    await rig.send('/p', { method: 'POST', body: '{}' });
    const at = index(
      'Request body does not match model schema for content type application/json: [object has missing required properties',
    );
    assert.ok(at > index('Method request body before transformations: {}'));
    assert.equal(lines()[at + 1], 'Method completed with status: 400');
  });

  const accessLogs = (format: string): Partial<Stage> => ({
    accessLogSettings: { destinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:accesses:*', format },
  });
  const ACCESS = accessLogs(
    '{"status":"$context.status","length":"$context.responseLength","ua":"$context.identity.userAgent","path":"$context.path","error":$context.error.messageString,"integration":"$context.integrationStatus/$context.integration.integrationStatus","latency":"$context.responseLatency"}',
  );

  test('accesses, answered by integrations and by the gateway', async () => {
    await deploy(ACCESS);
    await rig.send('/p/1', { headers: { 'user-agent': 'curl/8' } });
    await rig.send('/nowhere', { headers: { 'user-agent': 'curl/8' } });
    const [answered, refused] = await accesses(2);
    assert.deepEqual(JSON.parse((answered ?? '').replace('"error":-', '"error":null')), {
      status: '202',
      length: '4',
      ua: 'curl/8',
      path: '/stage/p/1',
      error: null,
      integration: '200/202',
      latency: '0',
    });
    const { status, error, integration } = JSON.parse(refused ?? '');
    assert.deepEqual([status, error, integration], ['403', 'Missing Authentication Token', '-/-']);
    assert.deepEqual(lines(), [], 'executions are not logged because accesses are');
  });

  test('hostile headers and paths stay in their strings, and lines are whole', async () => {
    await deploy(ACCESS);
    const userAgent = `"},\\"{"status":"200"} ${'x'.repeat(8_000)}`;
    await rig.send(`/p/%0d%0a%22${'y'.repeat(1_000)}`, { headers: { 'user-agent': userAgent } });
    const [line = ''] = await accesses(1);
    assert.doesNotMatch(line, /[\r\n]/);
    const { ua, path, status } = JSON.parse(line.replace('"error":-', '"error":null'));
    assert.equal(ua, userAgent);
    assert.equal(path, `/stage/p/%0d%0a%22${'y'.repeat(1_000)}`);
    assert.equal(status, '202');
  });

  test('the length of an answer that streams is what was streamed', async () => {
    await deploy(accessLogs('$context.requestId $context.status $context.responseLength'), [
      http('HTTP_PROXY', `${base}/pong`),
    ]);
    await rig.send('/p/1');
    const [line = ''] = await accesses(1);
    assert.match(line, / 201 4$/);
  });

  test('a destination that is no log group is told of when the stage is served', async () => {
    const firehose = 'arn:aws:firehose:us-east-1:123456789012:deliverystream/amazon-apigateway-x';
    await deploy({ accessLogSettings: { destinationArn: firehose, format: '$context.requestId' } }, [mock]);
    await rig.send('/p/1');
    assert.ok(rig.logged.some((line) => line.includes(firehose)));
    assert.deepEqual(events, []);
  });

  const api = {
    id: API_ID,
    name: 'test',
    createdDate: NOW,
    apiKeySource: 'HEADER' as const,
    endpointConfiguration: { types: ['EDGE' as const], ipAddressType: 'ipv4' as const },
    disableExecuteApiEndpoint: false,
    rootResourceId: 'root',
  };

  test('a test invocation shows the client certificate that it names, and no other', async () => {
    const resource = { id: 'res', path: '/', methods: { GET: { ...http('HTTP', base), httpMethod: 'GET' } } };
    const parts = { models: [], requestValidators: [], gatewayResponses: [], authorizers: [] };
    const result = await rig.gateway.testInvoker.invokeMethod({
      scope: SCOPE,
      snapshot: { api, resources: [resource], ...parts },
      resourceId: 'res',
      httpMethod: 'GET',
      pathWithQueryString: undefined,
      headers: [],
      body: '',
      stageVariables: undefined,
      clientCertificateId: 'gone',
      signal: new AbortController().signal,
    });
    assert.equal(result.status, 500);
    assert.deepEqual(result.headers, ['x-amzn-ErrorType', 'InternalServerErrorException']);
    assert.match(result.log, / : Execution failed due to configuration error: .*gone/);
  });

  test('a test invocation of a Lambda proxy integration', async () => {
    const { testInvoker } = rig.gateway;
    const guarded = method('ANY', { authorizationType: 'AWS_IAM', apiKeyRequired: true });
    const resource = { id: 'res', path: '/p/{id}', methods: { ANY: guarded } };
    rig.behaviour = (event) => ({ statusCode: 200, headers: { 'x-a': 'b' }, body: JSON.stringify(event) });
    const result = await testInvoker.invokeMethod({
      scope: SCOPE,
      snapshot: {
        api,
        resources: [resource],
        models: [],
        requestValidators: [],
        gatewayResponses: [],
        authorizers: [],
      },
      resourceId: 'res',
      httpMethod: 'PUT',
      pathWithQueryString: '/p/1?q=2',
      headers: [],
      body: 'hello',
      stageVariables: { color: 'red' },
      clientCertificateId: undefined,
      signal: new AbortController().signal,
    });
    assert.equal(result.status, 200);
    assert.ok(result.headers.includes('x-a'));
    const event = JSON.parse(result.body);
    assert.deepEqual(
      [
        event.headers,
        event.multiValueHeaders,
        event.body,
        event.httpMethod,
        event.path,
        event.pathParameters,
      ],
      [null, null, 'hello', 'PUT', '/p/1', { id: '1' }],
    );
    assert.deepEqual(event.stageVariables, { color: 'red' });
    const { stage, path, domainPrefix, identity } = event.requestContext;
    assert.deepEqual(
      [stage, path, domainPrefix, identity.sourceIp],
      ['test-invoke-stage', '/p/1', 'testPrefix', 'test-invoke-source-ip'],
    );
    assert.match(
      result.log,
      /^Execution log for request [0-9a-f-]{36}\nFri Aug 02 23:34:43 UTC 2024 : Starting execution/,
    );
    assert.match(result.log, / : Method completed with status: 200\n$/);
    assert.equal(events.length, 0, 'a test is in no log group');
    assert.equal(
      rig.permissionQuestions.at(-1)?.arn,
      `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/test-invoke-stage/ANY/p/{id}`,
    );
  });
});
