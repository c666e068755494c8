import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { SFN } from '@aws-sdk/client-sfn';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';

const settings = (gateway: GatewayProcess) => ({
  endpoint: gateway.endpoint,
  region: REGION,
  credentials: gateway.rootKeys,
  maxAttempts: 1,
});

/** A role that a service may assume, with permission for one action. */
async function roleFor(gateway: GatewayProcess, service: string, action: string): Promise<string> {
  const iam = new IAM(settings(gateway));
  const RoleName = service.split('.')[0] ?? '';
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust });
  const allow = { Effect: 'Allow', Action: action, Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
  await iam.putRolePolicy({ RoleName, PolicyName: 'all', PolicyDocument });
  return Role?.Arn ?? '';
}

test('after kill -9 acknowledged events reach their target, and executions that ran have failed', () =>
  withDirectory(async (directory) => {
    const first = await GatewayProcess.start(directory);
    const states = { Long: { Type: 'Wait', Seconds: 3600, End: true } };
    const { stateMachineArn } = await new SFN(settings(first)).createStateMachine({
      name: 'long',
      definition: JSON.stringify({ StartAt: 'Long', States: states }),
      roleArn: await roleFor(first, 'states.amazonaws.com', 'lambda:InvokeFunction'),
    });
    const ran = await new SFN(settings(first)).startExecution({ stateMachineArn, name: 'ran' });
    const events = new EventBridge(settings(first));
    await events.putRule({ Name: 'all', EventPattern: '{"source":["test"]}' });
    const RoleArn = await roleFor(first, 'events.amazonaws.com', 'states:StartExecution');
    await events.putTargets({ Rule: 'all', Targets: [{ Id: 'm', Arn: stateMachineArn, RoleArn }] });
    const entry = { Source: 'test', DetailType: 'd', Detail: '{}' };
    const { Entries = [] } = await events.putEvents({ Entries: new Array(10).fill(entry) });
    assert.deepEqual(await first.stop('SIGKILL'), [null, 'SIGKILL']);

    const second = await GatewayProcess.start(directory);
    const sfn = new SFN(settings(second));
    const wanted = new Set(Entries.map(({ EventId }) => EventId));
    for (let attempt = 0; attempt < 200 && wanted.size > 0; attempt++) {
      const { executions = [] } = await sfn.listExecutions({ stateMachineArn });
      for (const { executionArn } of executions) {
        const { input = '{}' } = await sfn.describeExecution({ executionArn });
        wanted.delete(JSON.parse(input).id);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(wanted.size, 0);
    const { status, error, cause } = await sfn.describeExecution({ executionArn: ran.executionArn });
    assert.deepEqual([status, error], ['FAILED', 'States.Runtime']);
    assert.match(cause ?? '', /The gateway ended/);
    assert.deepEqual(await second.stop(), [0, null]);
  }));
