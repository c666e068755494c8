import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';

/**
 * Keys, plans, throttles and usage as an SDK sets them up, against a gateway of its own that is killed in between.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-usage-plans-with-rest-api.html
 */
describe('API keys and usage plans', () => {
  let gateway: GatewayProcess;
  let client: APIGateway;
  let dataDirectory: string;
  let restApiId: string;
  let usagePlanId: string;
  let keyId: string;
  let value: string;
  let release: () => void;
  let directory: Promise<void>;

  const start = async () => {
    gateway = await GatewayProcess.start(dataDirectory, '--account-rate', '500', '--account-burst', '400');
    const { endpoint, rootKeys: credentials } = gateway;
    client = new APIGateway({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  };

  before(async () => {
    const ready = Promise.withResolvers<string>();
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    directory = withDirectory((path) => {
      ready.resolve(path);
      return done;
    });
    dataDirectory = await ready.promise;
    await start();
    restApiId = await deployMock(client);
  });

  after(async () => {
    try {
      client?.destroy();
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      release();
      await directory;
    }
  });

  const send = async (key?: string) => {
    const url = `${gateway.endpoint}/_aws/execute-api/${restApiId}/prod`;
    const response = await fetch(url, key === undefined ? {} : { headers: { 'x-api-key': key } });
    return {
      status: response.status,
      type: response.headers.get('x-amzn-errortype'),
      text: await response.text(),
    };
  };
  const today = () => new Date().toISOString().slice(0, 10);
  const usage = async () => {
    const day = today();
    const { items } = await client.getUsage({ usagePlanId, startDate: day, endDate: day });
    return items?.[keyId]?.[0];
  };
  /** Used and left, as they must be shown within a second. */
  const shown = async (expected: number[]) => {
    const deadline = Date.now() + 1000;
    while ((await usage())?.[0] !== expected[0] && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(await usage(), expected);
  };
  const update = (path: string, newValue: string) =>
    client.updateUsagePlan({ usagePlanId, patchOperations: [{ op: 'replace', path, value: newValue }] });

  test('a key opens the method with its plan', async () => {
    const plan = await client.createUsagePlan({
      name: 'basic',
      apiStages: [{ apiId: restApiId, stage: 'prod' }],
      throttle: { rateLimit: 100, burstLimit: 100 },
      quota: { limit: 20, period: 'DAY' },
    });
    usagePlanId = plan.id ?? '';
    const key = await client.createApiKey({ name: 'somebody', enabled: true });
    keyId = key.id ?? '';
    value = key.value ?? '';
    const forbidden = { status: 403, type: 'ForbiddenException', text: '{"message":"Forbidden"}' };
    assert.deepEqual(await send(), forbidden);
    assert.deepEqual(await send(value), forbidden);
    await client.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' });
    assert.equal((await send(value)).status, 200);
    await client.updateApiKey({
      apiKey: keyId,
      patchOperations: [{ op: 'replace', path: '/enabled', value: 'false' }],
    });
    assert.deepEqual(await send(value), forbidden);
    await client.updateApiKey({
      apiKey: keyId,
      patchOperations: [{ op: 'replace', path: '/enabled', value: 'true' }],
    });
    assert.equal((await send(value)).status, 200);
  });

  test('GetUsage shows a request within a second', async () => {
    await shown([2, 18]);
  });

  test('a throttle of the plan is AWS’s 429, and a new one holds at once', async () => {
    await update('/throttle/rateLimit', '0.001');
    await update('/throttle/burstLimit', '1');
    await send(value);
    assert.deepEqual(await send(value), {
      status: 429,
      type: 'TooManyRequestsException',
      text: '{"message":"Too Many Requests"}',
    });
    await update('/throttle/rateLimit', '1000');
    await update('/throttle/burstLimit', '1000');
    assert.equal((await send(value)).status, 200);
  });

  test('a quota is used up, and extended by UpdateUsage', async () => {
    const statuses: number[] = [];
    for (let request = 0; request < 25; request++) statuses.push((await send(value)).status);
    assert.equal(statuses.filter((status) => status === 200).length, 16, 'four of twenty came before');
    assert.deepEqual(await send(value), {
      status: 429,
      type: 'LimitExceededException',
      text: '{"message":"Limit Exceeded"}',
    });
    const remaining = { op: 'replace' as const, path: '/remaining', value: '2' };
    await client.updateUsage({ usagePlanId, keyId, patchOperations: [remaining] });
    const after: number[] = [];
    for (let request = 0; request < 4; request++) after.push((await send(value)).status);
    assert.deepEqual(after, [200, 200, 429, 429]);
  });

  test('what was counted a second ago survives kill -9', async () => {
    await shown([22, 0]);
    client.destroy();
    await gateway.stop('SIGKILL');
    await start();
    assert.equal((await send(value)).status, 429);
    assert.deepEqual(await usage(), [22, 0]);
  });

  test('GetAccount shows the throttle that the gateway was started with', async () => {
    const { throttleSettings } = await client.getAccount({});
    assert.deepEqual(throttleSettings, { rateLimit: 500, burstLimit: 400 });
  });
});

/** An API whose root answers by itself and requires a key. */
async function deployMock(client: APIGateway): Promise<string> {
  const { id: restApiId = '', rootResourceId: resourceId } = await client.createRestApi({ name: 'metered' });
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  await client.putMethod({ ...method, authorizationType: 'NONE', apiKeyRequired: true });
  const requestTemplates = { 'application/json': '{"statusCode": 200}' };
  await client.putIntegration({ ...method, type: 'MOCK', requestTemplates });
  await client.putMethodResponse({ ...method, statusCode: '200' });
  await client.putIntegrationResponse({ ...method, statusCode: '200' });
  await client.createDeployment({ restApiId, stageName: 'prod' });
  return restApiId;
}
