import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../../identity/principal.ts';
import {
  ACCOUNT,
  type CloudFormationFixture,
  cloudFormationFixture,
  REGION,
} from './cloudformation.fixture.ts';

const GROUP = 'Resources: {Group: {Type: AWS::IAM::Group}}';
const CAPABILITIES = ['CAPABILITY_NAMED_IAM' as const];

async function addUser({ iam }: CloudFormationFixture, statements: readonly object[]): Promise<Caller> {
  const { User } = await iam.CreateUser({ UserName: 'ann' });
  await iam.PutUserPolicy({
    UserName: 'ann',
    PolicyName: 'p',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  });
  return {
    principal: {
      type: 'User',
      account: ACCOUNT,
      arn: User?.Arn ?? '',
      userId: User?.UserId ?? '',
      userName: 'ann',
    },
  };
}

const allow = (Action: string | string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource });

test('resources are made as the caller, who must be allowed to', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const ann = fixture.as(
    await addUser(fixture, [
      allow('cloudformation:*', `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/anns-*/*`),
    ]),
  );
  const request = { TemplateBody: GROUP, Capabilities: CAPABILITIES };
  await assert.rejects(ann.cloudFormation.CreateStack({ ...request, StackName: 'demo' }), {
    message:
      /is not authorized to perform: cloudformation:CreateStack on resource: arn:aws:cloudformation:.*:stack\/demo\/\*/,
  });
  await ann.cloudFormation.CreateStack({ ...request, StackName: 'anns-1' });
  await fixture.idle();
  const reason = (await fixture.history('anns-1')).find((one) => one.startsWith('Group CREATE_FAILED'));
  assert.match(
    reason ?? '',
    /Resource handler returned message: "User: arn:aws:iam::\d+:user\/ann is not authorized to perform: iam:CreateGroup .* \(Service: Iam, Status Code: 403, Request ID: [0-9a-f-]+\)" \(RequestToken: [0-9a-f-]+, HandlerErrorCode: AccessDenied\)$/,
  );
  assert.equal((await fixture.stack('anns-1')).StackStatus, 'ROLLBACK_COMPLETE');
});

test('with RoleARN, resources are made as the role, which the caller must be allowed to pass', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const trust = (service: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    });
  const { Role } = await fixture.iam.CreateRole({
    RoleName: 'deployer',
    AssumeRolePolicyDocument: trust('cloudformation.amazonaws.com'),
  });
  const { Role: other } = await fixture.iam.CreateRole({
    RoleName: 'other',
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
  });
  await fixture.iam.PutRolePolicy({
    RoleName: 'deployer',
    PolicyName: 'p',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [allow('iam:*')] }),
  });
  const ann = fixture.as(
    await addUser(fixture, [allow('cloudformation:*'), allow('iam:PassRole', Role?.Arn ?? '')]),
  );
  const request = { StackName: 'demo', TemplateBody: GROUP, Capabilities: CAPABILITIES };
  await assert.rejects(ann.cloudFormation.CreateStack({ ...request, RoleARN: other?.Arn }), {
    message: /is not authorized to perform: iam:PassRole on resource: arn:aws:iam::\d+:role\/other/,
  });
  await assert.rejects(fixture.cloudFormation.CreateStack({ ...request, RoleARN: other?.Arn }), {
    message: /^Role arn:aws:iam::\d+:role\/other is invalid or cannot be assumed/,
  });
  await ann.cloudFormation.CreateStack({ ...request, RoleARN: Role?.Arn });
  await fixture.idle();
  assert.equal((await fixture.stack('demo')).StackStatus, 'CREATE_COMPLETE', String(fixture.errors));
  await ann.cloudFormation.DeleteStack({ StackName: 'demo' });
  await fixture.idle();
  assert.deepEqual((await fixture.iam.ListGroups({})).Groups, []);
});

test('a change set is reached under the name of its own stack alone', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const ann = fixture.as(
    await addUser(fixture, [
      allow(['cloudformation:*', 'iam:*'], `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/anns-*/*`),
    ]),
  );
  const { Id: ChangeSetName = '' } = await fixture.cloudFormation.CreateChangeSet({
    StackName: 'prod',
    ChangeSetName: 'c',
    ChangeSetType: 'CREATE',
    TemplateBody: GROUP,
    Capabilities: CAPABILITIES,
  });
  await ann.cloudFormation.CreateStack({
    StackName: 'anns-1',
    TemplateBody: GROUP,
    Capabilities: CAPABILITIES,
  });
  await fixture.idle();
  // The permission is about the stack named, so naming another one must not reach the change set.
  for (const operation of ['ExecuteChangeSet', 'DescribeChangeSet', 'GetTemplate'] as const) {
    await assert.rejects(
      ann.cloudFormation[operation]({ StackName: 'anns-1', ChangeSetName }),
      /ChangeSet \[arn:.*\] does not exist/,
      operation,
    );
    await assert.rejects(ann.cloudFormation[operation]({ ChangeSetName }), /is not authorized to perform/);
  }
  await ann.cloudFormation.DeleteChangeSet({ StackName: 'anns-1', ChangeSetName });
  await fixture.cloudFormation.ExecuteChangeSet({ StackName: 'prod', ChangeSetName });
  await fixture.idle();
  assert.equal((await fixture.stack('prod')).StackStatus, 'CREATE_COMPLETE');
});

test('a resource is found by its physical id with permission for its stack alone', async (t) => {
  const fixture = await cloudFormationFixture(t);
  await fixture.cloudFormation.CreateStack({
    StackName: 'prod',
    TemplateBody: GROUP,
    Capabilities: CAPABILITIES,
  });
  await fixture.idle();
  const [group] =
    (await fixture.cloudFormation.DescribeStackResources({ StackName: 'prod' })).StackResources ?? [];
  const deny = {
    Effect: 'Deny',
    Action: '*',
    Resource: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/prod/*`,
  };
  const ann = fixture.as(await addUser(fixture, [allow('*'), deny]));
  await assert.rejects(
    ann.cloudFormation.DescribeStackResources({ PhysicalResourceId: group?.PhysicalResourceId }),
    /with an explicit deny/,
  );
});
