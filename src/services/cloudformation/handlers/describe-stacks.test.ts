import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, REGION } from '../cloudformation.fixture.ts';
import { CAPABILITIES, created, GROUP } from '../created-stack.fixture.ts';

test('DescribeStacks tells what was recorded from AWS', async (t) => {
  const fixture = await created(t);
  const { StackId = '', CreationTime, ...rest } = await fixture.stack('demo');
  assert.match(StackId, new RegExp(`^arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/demo/[0-9a-f-]{36}$`));
  assert.ok(CreationTime instanceof Date);
  const described = {
    StackName: 'demo',
    StackStatus: 'CREATE_COMPLETE',
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    RollbackConfiguration: {},
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: CAPABILITIES,
    Tags: [],
    EnableTerminationProtection: false,
  };
  assert.deepEqual(rest, described);
  await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
  await fixture.idle();
  const { DeletionTime, ...gone } = await fixture.stack(StackId);
  assert.ok(DeletionTime instanceof Date);
  const { EnableTerminationProtection: _protection, ...left } = described;
  assert.deepEqual(gone, { StackId, CreationTime, ...left, StackStatus: 'DELETE_COMPLETE' });
  assert.deepEqual((await fixture.cloudFormation.DescribeStacks({})).Stacks, []);
  const { StackSummaries = [] } = await fixture.cloudFormation.ListStacks({
    StackStatusFilter: ['DELETE_COMPLETE'],
  });
  assert.deepEqual(
    StackSummaries.map((one) => one.StackId),
    [StackId],
  );
  const { StackResources = [] } = await fixture.cloudFormation.DescribeStackResources({ StackName: StackId });
  assert.equal(StackResources[0]?.ResourceStatus, 'DELETE_COMPLETE');
});

test('requests that can not be are refused with the texts of AWS', async (t) => {
  const { cloudFormation } = await created(t);
  const refused: [Promise<unknown>, string][] = [
    [cloudFormation.DescribeStacks({ StackName: 'nope' }), 'Stack with id nope does not exist'],
    [cloudFormation.UpdateStack({ StackName: 'nope', TemplateBody: GROUP }), 'Stack [nope] does not exist'],
    [cloudFormation.DescribeStackEvents({ StackName: 'nope' }), 'Stack [nope] does not exist'],
    [
      cloudFormation.CreateStack({ StackName: 'x' }),
      'Either Template URL or Template Body must be specified.',
    ],
    [cloudFormation.CreateStack({ StackName: 'demo', TemplateBody: GROUP }), 'Stack [demo] already exists'],
    [
      cloudFormation.CreateStack({ StackName: 'x', TemplateBody: 'Resources: {A: {Type: AWS::Foo::Bar}}' }),
      'Template format error: Unrecognized resource types: [AWS::Foo::Bar]',
    ],
    [
      cloudFormation.ValidateTemplate({
        TemplateBody: 'Resources: {A: {Type: AWS::IAM::Group}}\nOutputs: {O: {Value: !GetAtt A.Nope}}',
      }),
      'Template error: resource A does not support attribute type Nope in Fn::GetAtt',
    ],
    [
      cloudFormation.DescribeStackResource({ StackName: 'demo', LogicalResourceId: 'Nope' }),
      'Resource Nope does not exist for stack demo',
    ],
    [
      cloudFormation.CreateStack({
        StackName: 'x',
        TemplateBody: `Transform: AWS::Serverless-2016-10-31\n${GROUP}`,
      }),
      'Transform AWS::Serverless-2016-10-31: Transforms and macros are not supported',
    ],
    [
      cloudFormation.UpdateStack({
        StackName: 'demo',
        TemplateBody: 'Resources: {Group: {Type: AWS::IAM::User}}',
        Capabilities: CAPABILITIES,
      }),
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [Group]',
    ],
  ];
  for (const [request, message] of refused)
    await assert.rejects(request, (error: Error) => error.message.startsWith(message), message);
  await cloudFormation.DeleteStack({ StackName: 'nope' });
});
