import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Authorizer } from '../definitions/api-parts.ts';
import type { MethodSetting } from '../definitions/rest-api.ts';
import type { LogGroup } from '../telemetry/log-groups.ts';
import { API_ID, lambdaUri, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

const AUTHORIZER: Authorizer = {
  id: 'auth01',
  name: 'tokens',
  type: 'TOKEN',
  authorizerUri: lambdaUri('arn:aws:lambda:us-east-1:123456789012:function:authorizer'),
  identitySource: 'method.request.header.Auth',
  authorizerResultTtlInSeconds: 300,
};
const URI =
  'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:authorizer/invocations';
const TOKEN = 'a-token-that-nobody-may-see-123456';
const MASKED = '****************************123456';

const setting = (dataTraceEnabled: boolean): MethodSetting => ({
  metricsEnabled: false,
  loggingLevel: 'INFO',
  dataTraceEnabled,
  throttlingBurstLimit: -1,
  throttlingRateLimit: -1,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
});

function answer(Effect: string, more: object = {}) {
  const policyDocument = {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: '*' }],
  };
  return { principalId: 'principal-of-the-caller', policyDocument, ...more };
}

/** The lines are those of execution logs of API Gateway that people published. */
describe('logs of Lambda authorizers', () => {
  let events: { group: LogGroup; message: string }[] = [];
  const rig = new Rig({
    logGroups: { append: (group, _stream, message) => events.push({ group, message }) },
  });
  let deployments = 0;
  let decide: () => unknown = () => answer('Allow');
  let asked: Record<string, unknown>[] = [];
  before(() => {
    rig.behaviour = (event, { functionName }) => {
      if (functionName !== 'authorizer') return { statusCode: 200, body: 'ok' };
      asked.push(event);
      return decide();
    };
    return rig.start();
  });
  beforeEach(() => {
    events = [];
    asked = [];
    decide = () => answer('Allow');
  });
  after(() => rig.stop());

  const deploy = (dataTrace: boolean, authorizer = AUTHORIZER, format = '') =>
    rig.deploy({
      paths: { '/p': [method('GET', { authorizationType: 'CUSTOM', authorizerId: 'auth01' })] },
      parts: { authorizers: [authorizer] },
      deploymentId: `dep${++deployments}`,
      stage: {
        methodSettings: { '*/*': setting(dataTrace) },
        variables: { deployment: String(deployments) },
        ...(format && {
          accessLogSettings: {
            destinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:accesses',
            format,
          },
        }),
      },
    });
  const lines = () =>
    events
      .filter(({ group }) => group.name.startsWith('API-Gateway-Execution-Logs_'))
      .map(({ message }) => message.replace(/^\([0-9a-f-]{36}\) /, ''));
  const accesses = async (count: number) => {
    const found = () => events.filter(({ group }) => group.name === 'accesses').map(({ message }) => message);
    while (found().length < count) await new Promise((resolve) => setImmediate(resolve));
    return found();
  };
  const send = (auth?: string) => rig.send('/p', { headers: auth === undefined ? {} : { auth } });

  test('what happens, in order', async () => {
    await deploy(false);
    const { headers } = await send(TOKEN);
    const id = String(headers['x-amzn-requestid']);
    const begin = lines().indexOf(`Starting authorizer: auth01 for request: ${id}`);
    assert.deepEqual(lines().slice(begin, begin + 5), [
      `Starting authorizer: auth01 for request: ${id}`,
      `Incoming identity: ${MASKED}`,
      `Sending request to ${URI}`,
      'Using valid authorizer policy for principal: *****************caller',
      'Successfully completed authorizer execution',
    ]);
    assert.ok(lines().indexOf(`Starting execution for request: ${id}`) > begin + 4);
    events = [];
    await send(TOKEN);
    assert.equal(
      lines().filter((line) => line.startsWith('Sending request')).length,
      1,
      'only to the backend',
    );
  });

  test('a data trace shows event and answer, without secrets', async () => {
    await deploy(true);
    decide = () => answer('Allow', { usageIdentifierKey: 'an-api-key-nobody-may-see', context: { a: 1 } });
    await send(TOKEN);
    const event = {
      type: 'TOKEN',
      methodArn: `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/stage/GET/p`,
      authorizationToken: MASKED,
    };
    assert.ok(lines().includes(`Endpoint request URI: ${URI}`));
    assert.ok(lines().includes(`Endpoint request body after transformations: ${JSON.stringify(event)}`));
    const headers = lines().find((line) => line.startsWith('Endpoint request headers: '));
    assert.match(
      headers ?? '',
      new RegExp(`X-Amz-Source-Arn=arn:aws:execute-api:us-east-1:123456789012:${API_ID}/authorizers/auth01`),
    );
    const result = lines().find((line) => line.startsWith('Authorizer result body before parsing: '));
    assert.match(result ?? '', /"usageIdentifierKey":"\*{19}ay-see","context":\{"a":1\}\}$/);
    for (const { message } of events) {
      if (
        message.includes('Method request headers') ||
        message.includes('lambda:us-east-1:123456789012:function:echo')
      )
        continue;
      assert.doesNotMatch(message, /an-api-key/);
    }
  });

  test('nothing of a token stays legible in the trace of a REQUEST authorizer', async () => {
    const identitySource = 'method.request.header.Auth,method.request.querystring.key';
    await deploy(true, { ...AUTHORIZER, type: 'REQUEST', identitySource });
    const secret = 'query-key-that-nobody-may-see';
    await rig.send(`/p?key=${secret}`, { headers: { auth: TOKEN, authorization: `Bearer ${TOKEN}` } });
    const authorizers = lines().slice(0, lines().indexOf('Successfully completed authorizer execution'));
    assert.ok(
      authorizers.some((line) => line.startsWith('Incoming identity: {method.request.header.Auth=*****')),
    );
    assert.ok(authorizers.some((line) => line.includes('"type":"REQUEST"')));
    for (const line of authorizers) assert.doesNotMatch(line, /that-nobody/);
    assert.match(JSON.stringify(asked[0]), /query-key-that-nobody-may-see/);
  });

  test('why callers are refused', async () => {
    await deploy(false);
    const { headers } = await send();
    const id = String(headers['x-amzn-requestid']);
    assert.ok(lines().includes(`Unauthorized request: ${id}`));
    assert.ok(!lines().some((line) => line.startsWith('Incoming identity')));
    decide = () => ({ isAuthorized: true });
    await send('wrong kind of answer');
    assert.ok(
      lines().includes(
        'Execution failed due to configuration error: Invalid JSON in response: Unrecognized field "isAuthorized" , not marked as ignorable',
      ),
    );
    assert.ok(lines().includes('AuthorizerConfigurationException'));
    events = [];
    rig.permitted = false;
    await deploy(false);
    await send('not permitted');
    rig.permitted = true;
    const begin = lines().indexOf(
      'Execution failed due to configuration error: Invalid permissions on Lambda function',
    );
    assert.deepEqual(lines().slice(begin + 1, begin + 3), [
      'Execution failed due to configuration error: Authorizer error',
      'AuthorizerConfigurationException',
    ]);
    decide = () => answer('Deny');
    await send('denied');
    assert.ok(lines().includes('The client is not authorized to perform this operation.'));
  });

  test('access logs', async () => {
    const format =
      '$context.authorizer.principalId|$context.authorizer.status|$context.authorizer.integrationStatus|$context.authorizer.error|$context.authorizer.color|$context.authorizer.requestId|$context.authorizer.latency|$context.authorizer.integrationLatency';
    await deploy(false, AUTHORIZER, format);
    decide = () => answer('Allow', { context: { color: 'red' } });
    await send(TOKEN);
    await send(TOKEN);
    await send();
    const [asked, kept, refused] = await accesses(3);
    assert.match(asked ?? '', /^principal-of-the-caller\|200\|200\|-\|red\|[0-9a-f-]{36}\|\d+\|\d+$/);
    assert.match(kept ?? '', /^principal-of-the-caller\|200\|-\|-\|red\|-\|\d+\|-$/);
    assert.match(refused ?? '', /^-\|401\|-\|Unauthorized\|-\|-\|\d+\|-$/);
  });
});
