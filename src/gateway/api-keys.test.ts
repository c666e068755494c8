import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Integration } from '../definitions/rest-api.ts';
import { apiKeyPlans, apiKeys, usagePlanKeys, usagePlans } from '../definitions/usage-plans.ts';
import type { LogGroups } from '../telemetry/log-groups.ts';
import { API_ID, method, SCOPE } from './api-records.fixture.ts';
import { Rig, type Sent } from './gateway.fixture.ts';
import { keyValue, putKey, putPlan, throttled } from './throttling.fixture.ts';

const events: { name: string; message: string }[] = [];
const logGroups: LogGroups = {
  append: ({ name }, _stream, message) => events.push({ name, message }),
};
const rig = new Rig({ logGroups });
before(async () => {
  await rig.start();
  await rig.deploy({
    paths: {
      '/keyed': [method('ANY', { apiKeyRequired: true }), method('OPTIONS')],
      '/open': [method('GET')],
      '/mapped': [method('GET', { apiKeyRequired: true, methodIntegration: mapped })],
    },
    stage: {
      accessLogSettings: {
        destinationArn: ACCESS_LOG,
        format: '$context.identity.apiKey $context.identity.apiKeyId',
      },
    },
  });
  await putPlan(rig.store, 'plan');
  await putKey(rig.store, 'good', ['plan']);
});
after(() => rig.stop());

const ACCESS_LOG = `arn:aws:logs:us-east-1:${SCOPE.account}:log-group:accesses`;
const mapped: Integration = {
  type: 'MOCK',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  integrationResponses: {
    '200': {
      statusCode: '200',
      responseTemplates: { 'application/json': '$context.identity.apiKeyId $context.identity.apiKey' },
    },
  },
  passthroughBehavior: 'WHEN_NO_MATCH',
  timeoutInMillis: 29_000,
  cacheNamespace: 'none',
  cacheKeyParameters: [],
};

const withKey = (value: string | string[]): Sent => ({ headers: { 'x-api-key': value } });
const statusOf = async (value: string, path = '/keyed') => (await rig.send(path, withKey(value))).status;

/** AWS's gateway response INVALID_API_KEY, whatever is wrong with the key. */
async function assertForbidden(sent: Sent): Promise<void> {
  const { status, headers, text } = await rig.send('/keyed', sent);
  assert.equal(status, 403);
  assert.equal(text, '{"message":"Forbidden"}');
  assert.equal(headers['x-amzn-errortype'], 'ForbiddenException');
  assert.equal(headers['content-type'], 'application/json');
}

test('a key in a plan of the stage lets requests through, anything else does not', async () => {
  assert.equal(await statusOf(keyValue('good')), 200);
  await assertForbidden({});
  await assertForbidden(withKey(''));
  await assertForbidden(withKey('unknown-key-that-nobody-has'));
  await assertForbidden(withKey([keyValue('good'), keyValue('good')]));
  await assertForbidden(withKey(` ${keyValue('good')} x`));
  assert.equal((await rig.send('/keyed', { method: 'OPTIONS' })).status, 200, 'a preflight carries no key');
});

test('odd bytes and long keys are refused like any other', async () => {
  for (const value of [
    '\u00ff\u00fe\u00c3',
    'k'.repeat(9000),
    '\t\t',
    '__proto__',
    'constructor',
    '%00',
    '../..',
  ]) {
    await assertForbidden(withKey(value));
  }
  const value = 'schlüssel-mit-umlaut-größer-als-20';
  await putKey(rig.store, 'utf8', ['plan'], { value });
  assert.equal(await statusOf(Buffer.from(value).toString('latin1')), 200);
});

test('keys and plans change for the next request', async () => {
  await putKey(rig.store, 'changing', []);
  const value = keyValue('changing');
  assert.equal(await statusOf(value), 403);
  const reference = { usagePlanId: 'plan', keyId: 'changing' };
  await rig.store.commit([
    rig.store.collection(usagePlanKeys).putting(SCOPE, 'plan/changing', reference),
    rig.store.collection(apiKeyPlans).putting(SCOPE, 'changing/plan', reference),
  ]);
  assert.equal(await statusOf(value), 200);
  await rig.store.collection(apiKeys).update(SCOPE, 'changing', (key) => ({ ...key, enabled: false }));
  assert.equal(await statusOf(value), 403);
  await rig.store.collection(apiKeys).update(SCOPE, 'changing', (key) => ({ ...key, enabled: true }));
  assert.equal(await statusOf(value), 200);
  await putPlan(rig.store, 'plan', { apiStages: [{ apiId: API_ID, stage: 'other' }] });
  assert.equal(await statusOf(value), 403);
  await putPlan(rig.store, 'plan');
  assert.equal(await statusOf(value), 200);
  await rig.store.collection(usagePlans).delete(SCOPE, 'plan');
  assert.equal(await statusOf(value), 403);
  await putPlan(rig.store, 'plan');
  assert.equal(await statusOf(value), 200);
  await rig.store.collection(apiKeyPlans).delete(SCOPE, 'changing/plan');
  assert.equal(await statusOf(value), 403);
});

test('a key that is disabled under load opens nothing from then on', async () => {
  await putKey(rig.store, 'busy', ['plan']);
  const value = keyValue('busy');
  let disabled = false;
  const clients = Array.from({ length: 16 }, async () => {
    const late: number[] = [];
    while (late.length < 5) {
      const sentLate = disabled;
      const status = await statusOf(value);
      if (sentLate) late.push(status);
      else assert.ok(status === 200 || status === 403);
    }
    return late;
  });
  await rig.store.collection(apiKeys).update(SCOPE, 'busy', (key) => ({ ...key, enabled: false }));
  disabled = true;
  assert.deepEqual(new Set((await Promise.all(clients)).flat()), new Set([403]));
});

test('a key that comes to be after it was refused', async () => {
  const value = 'asked-for-before-it-was-there';
  assert.equal(await statusOf(value), 403);
  await putKey(rig.store, 'late', ['plan'], { value });
  assert.equal(await statusOf(value), 200);
});

test('a key of the time before usage plans opens the stage that it names', async () => {
  await putKey(rig.store, 'old', [], { stageKeys: [`${API_ID}/stage`] });
  assert.equal(await statusOf(keyValue('old')), 200);
  await putKey(rig.store, 'older', [], { stageKeys: [`${API_ID}/other`] });
  assert.equal(await statusOf(keyValue('older')), 403);
});

test('$context and Lambda events know the key where one is required', async () => {
  const value = keyValue('good');
  assert.equal((await rig.send('/mapped', withKey(value))).text, `good ${value}`);
  const identityOf = async (path: string) => {
    const event = JSON.parse((await rig.send(path, withKey(value))).text);
    return event.requestContext.identity;
  };
  const { apiKey, apiKeyId } = await identityOf('/keyed');
  assert.deepEqual([apiKeyId, apiKey], ['good', value]);
  const open = await identityOf('/open');
  assert.equal('apiKey' in open, false);
  assert.equal('apiKeyId' in open, false);
});

test('an authorizer may say which key it is', async () => {
  await rig.deploy({
    apiId: 'byauthorizr',
    paths: { '/keyed': [method('GET', { apiKeyRequired: true })] },
    api: { apiKeySource: 'AUTHORIZER' },
  });
  await putPlan(rig.store, 'other', { apiStages: [{ apiId: 'byauthorizr', stage: 'stage' }] });
  await putKey(rig.store, 'named', ['other']);
  const { status } = await rig.send('/@byauthorizr/stage/keyed', withKey(keyValue('named')));
  assert.equal(status, 403, 'the header is not looked at');
});

test('logs say why, and show the end of a key at most', async () => {
  events.length = 0;
  const value = keyValue('good');
  const shown = value.replace(/.(?=.{6})/g, '*');
  const stage = `${API_ID}/stage`;
  await rig.deploy({
    apiId: 'logged0000',
    paths: { '/keyed': [method('GET', { apiKeyRequired: true })] },
    stage: { methodSettings: { '*/*': throttled(10_000, 5_000, { loggingLevel: 'INFO' }) } },
  });
  await rig.send('/@logged0000/stage/keyed');
  await rig.send('/@logged0000/stage/keyed', withKey(value));
  const place = 'logged0000/stage';
  const why = (name: string, problem: string) =>
    `API Key ${name} not authorized because method 'GET /keyed' requires API Key and API Key is not associated with a Usage Plan for API Stage ${place}: ${problem}`;
  const lines = () =>
    events
      .filter(({ name }) => name === `API-Gateway-Execution-Logs_${place}`)
      .map(({ message }) => message.replace(/^\(\S+\) /, '').replace(/[0-9a-f-]{36}/, 'ID'));
  assert.deepEqual(
    lines().filter((line) => /API Key|status/.test(line)),
    [
      `Verifying Usage Plan for request: ID. API Key:  API Stage: ${place}`,
      why('', 'API Key was required but not present'),
      'Method completed with status: 403',
      `Verifying Usage Plan for request: ID. API Key: ${shown} API Stage: ${place}`,
      why(shown, 'No Usage Plan found for key and API Stage'),
      'Method completed with status: 403',
    ],
  );
  await putPlan(rig.store, 'plan', {
    apiStages: [
      { apiId: API_ID, stage: 'stage' },
      { apiId: 'logged0000', stage: 'stage' },
    ],
  });
  await rig.send('/@logged0000/stage/keyed', withKey(value));
  assert.ok(lines().includes(`Usage Plan check succeeded for API Key ${shown} and API Stage ${place}`));
  await rig.send('/keyed', withKey(value));
  while (!events.some(({ name }) => name === 'accesses'))
    await new Promise((resolve) => setImmediate(resolve));
  assert.ok(
    events.some(({ name, message }) => name === 'accesses' && message === `${shown} good`),
    stage,
  );
  const written = events.filter(({ message }) => !message.includes('before transformations'));
  assert.doesNotMatch(JSON.stringify(written), new RegExp(value));
});
