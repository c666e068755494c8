import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { deployments, type Stage, stages } from '../definitions/rest-api.ts';
import { API_ID, lambdaProxy, method, NOW, resourcesOf, SCOPE } from './api-records.fixture.ts';
import { CACHED_METHOD, cachedStage } from './caching/caching.fixture.ts';
import { Rig } from './gateway.fixture.ts';

type Canary = NonNullable<Stage['canarySettings']>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html */
describe('canary release', () => {
  let rig: Rig;
  let random: number;

  /** A stage whose production is deployment `dep1`, and a deployment `dep2` that has a resource more. */
  async function deploy(canary: Partial<Canary>, stage: Partial<Stage> = {}) {
    const paths = { '/a': [mock()] };
    await rig.deploy({ paths, stage: { variables: { sv0: 'val0', sv1: 'val1' }, ...stage } });
    const found = await rig.store.collection(deployments).get(SCOPE, `${API_ID}/dep1`);
    assert.ok(found);
    const snapshot = { ...found.value.snapshot, resources: resourcesOf({ ...paths, '/new': [mock()] }) };
    await rig.store
      .collection(deployments)
      .put(SCOPE, `${API_ID}/dep2`, { id: 'dep2', createdDate: NOW, snapshot });
    await change({ percentTraffic: 50, deploymentId: 'dep2', useStageCache: false, ...canary });
  }
  const change = (canarySettings: Canary) =>
    rig.store.collection(stages).update(SCOPE, `${API_ID}/stage`, (stage) => ({ ...stage, canarySettings }));
  /** Answers with what it knows of the release. */
  const mock = () => {
    const template =
      '$context.deploymentId $!context.isCanaryRequest $!stageVariables.sv0 $!stageVariables.sv1 $!stageVariables.sv2';
    return method('GET', {
      methodIntegration: lambdaProxy({
        type: 'MOCK',
        requestTemplates: { 'application/json': '{"statusCode": 200}' },
        integrationResponses: {
          '200': { statusCode: '200', responseTemplates: { 'application/json': template } },
        },
      }),
    });
  };
  const at = async (value: number, path = '/a') => {
    random = value;
    return (await rig.send(path)).text;
  };

  beforeEach(async () => {
    random = 0;
    rig = await new Rig({ random: () => random }).start();
  });
  afterEach(() => rig.stop());

  test('gets its share of the requests', async () => {
    await deploy({ percentTraffic: 10.5 });
    assert.match(await at(0.1049), /^dep2 true/);
    assert.match(await at(0.105), /^dep1 false/);
    assert.match(await at(0.999), /^dep1 false/);
  });

  test('gets all of them, or none', async () => {
    await deploy({ percentTraffic: 100 });
    assert.match(await at(0.9999999), /^dep2 true/);
    await change({ percentTraffic: 0, deploymentId: 'dep2', useStageCache: false });
    assert.match(await at(0), /^dep1 false/);
  });

  test('its variables override those of the stage and add to them', async () => {
    await deploy({ stageVariableOverrides: { sv1: 'val2', sv2: 'val3' } });
    assert.equal(await at(0), 'dep2 true val0 val2 val3');
    assert.equal(await at(0.5), 'dep1 false val0 val1 ');
  });

  test('what is new is seen through the canary alone, until it is promoted', async () => {
    await deploy({});
    assert.match(await at(0, '/new'), /^dep2/);
    random = 0.5;
    assert.equal((await rig.send('/new')).status, 403);
    await rig.store.collection(stages).update(SCOPE, `${API_ID}/stage`, (stage) => {
      const { canarySettings: _promoted, ...kept } = stage;
      return { ...kept, deploymentId: 'dep2' };
    });
    assert.equal(await at(0.5, '/new'), 'dep2  val0 val1 ');
  });

  test('the share is kept over many requests', async () => {
    await deploy({ percentTraffic: 30 });
    // A fixed sequence that fills the interval evenly.
    let canary = 0;
    for (let index = 0; index < 200; index++) {
      if ((await at((index * 0.618033988749895) % 1)).startsWith('dep2')) canary++;
    }
    assert.ok(canary >= 57 && canary <= 63, `${canary} of 200`);
  });

  test('is logged with the stage, and in a group of its own', async () => {
    await rig.stop();
    const lines: string[] = [];
    const logGroups = {
      append: ({ name }: { name: string }, _stream: string, message: string) =>
        lines.push(`${name}: ${message}`),
    };
    rig = await new Rig({ random: () => random, logGroups }).start();
    const destinationArn = 'arn:aws:logs:us-east-1:123456789012:log-group:access';
    await deploy(
      {},
      {
        accessLogSettings: { destinationArn, format: '$context.isCanaryRequest $context.deploymentId' },
        methodSettings: { '*/*': { ...CACHED_METHOD, cachingEnabled: false, loggingLevel: 'INFO' } },
      },
    );
    await at(0.9);
    assert.deepEqual(
      lines.filter((line) => line.startsWith('access')),
      ['access: false dep1'],
    );
    assert.equal(lines.filter((line) => line.includes('/Canary')).length, 0);
    lines.length = 0;
    await at(0);
    const inGroup = (group: string) =>
      lines.filter((line) => line.startsWith(`${group}: `)).map((line) => line.slice(group.length));
    assert.deepEqual(inGroup('access'), [': true dep2']);
    assert.deepEqual(inGroup('access/Canary'), [': true dep2']);
    const executions = `API-Gateway-Execution-Logs_${API_ID}/stage`;
    assert.ok(inGroup(executions).length > 5);
    assert.deepEqual(inGroup(`${executions}/Canary`), inGroup(executions));
  });

  describe('and the cache of the stage', () => {
    const count = async (value: number) => {
      random = value;
      return (await rig.send('/f')).text;
    };

    async function deployCounting(canary: Partial<Canary>) {
      let calls = 0;
      rig.behaviour = () => ({ statusCode: 200, body: String(++calls) });
      const paths = { '/f': [method('GET')] };
      for (const deploymentId of ['dep2', 'dep1'])
        await rig.deploy({ deploymentId, paths, stage: cachedStage() });
      await change({ percentTraffic: 50, deploymentId: 'dep2', useStageCache: true, ...canary });
    }

    test('a canary that may not use it has no cache', async () => {
      await deployCounting({ useStageCache: false });
      assert.deepEqual([await count(0.9), await count(0.9)], ['1', '1']);
      assert.deepEqual([await count(0), await count(0)], ['2', '3']);
    });

    test('different versions are cached apart', async () => {
      await deployCounting({});
      assert.deepEqual(
        [await count(0.9), await count(0), await count(0), await count(0.9)],
        ['1', '2', '2', '1'],
      );
    });

    test('the same version has one response for both', async () => {
      await deployCounting({ deploymentId: 'dep1' });
      assert.deepEqual([await count(0.9), await count(0)], ['1', '1']);
    });
  });
});
