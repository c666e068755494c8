import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IAM } from '@aws-sdk/client-iam';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';
import {
  cloudFormationOf,
  deployUnicorn,
  describeUnicorn,
  eusClient,
  unicornTemplate,
} from '../support/unicorn.ts';

const iamOf = (gateway: GatewayProcess) =>
  new IAM({ endpoint: gateway.endpoint, region: REGION, credentials: gateway.rootKeys, maxAttempts: 1 });

test('what was acknowledged is there after kill -9, the service included', () =>
  withDirectory(async (directory) => {
    const first = await GatewayProcess.start(directory);
    await deployUnicorn(first);
    await iamOf(first).createUser({ UserName: 'acknowledged' });
    assert.deepEqual(await first.stop('SIGKILL'), [null, 'SIGKILL']);

    const second = await GatewayProcess.start(directory);
    assert.equal(second.rootKeys.secretAccessKey, first.rootKeys.secretAccessKey);
    const eus = eusClient(await describeUnicorn(second), second.rootKeys);
    assert.equal((await eus.getUnicorn('u-00001')).UnicornName, 'Calypso');
    assert.equal((await iamOf(second).getUser({ UserName: 'acknowledged' })).User?.UserName, 'acknowledged');
    assert.deepEqual(await second.stop(), [0, null]);
  }));

test('a stack whose gateway was killed is finished or rolled back by the next one', () =>
  withDirectory(async (directory) => {
    const first = await GatewayProcess.start(directory);
    await cloudFormationOf(first).createStack({
      StackName: 'cut-short',
      TemplateBody: unicornTemplate,
      Capabilities: ['CAPABILITY_IAM'],
    });
    await first.stop('SIGKILL');

    const second = await GatewayProcess.start(directory);
    const cloudFormation = cloudFormationOf(second);
    let status = '';
    for (let attempt = 0; attempt < 300; attempt++) {
      const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName: 'cut-short' });
      status = stack?.StackStatus ?? '';
      if (!status.endsWith('_IN_PROGRESS')) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(['CREATE_COMPLETE', 'ROLLBACK_COMPLETE'].includes(status), status);
    if (status === 'CREATE_COMPLETE') {
      const eus = eusClient(await describeUnicorn(second, 'cut-short'), second.rootKeys);
      assert.equal((await eus.getUnicorn('u-00001')).UnicornName, 'Calypso');
    }
    const { Roles = [] } = await iamOf(second).listRoles({});
    assert.equal(Roles.length, status === 'CREATE_COMPLETE' ? 1 : 0);
    assert.deepEqual(await second.stop(), [0, null]);
  }));
