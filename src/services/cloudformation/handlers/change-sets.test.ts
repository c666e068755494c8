import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../cloudformation.fixture.ts';

const named = (name: string, path = '/') =>
  `Resources: {G: {Type: AWS::IAM::Group, Properties: {GroupName: ${name}, Path: ${path}}}}`;

test('a stack is made and changed by change sets, as aws cloudformation deploy does', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { cloudFormation, idle } = fixture;
  const request = { StackName: 'demo', Capabilities: ['CAPABILITY_NAMED_IAM' as const] };

  const first = await cloudFormation.CreateChangeSet({
    ...request,
    ChangeSetName: 'one',
    ChangeSetType: 'CREATE',
    TemplateBody: named('a'),
  });
  assert.match(first.Id ?? '', /^arn:aws:cloudformation:eu-west-1:\d+:changeSet\/one\/[0-9a-f-]{36}$/);
  const inReview = await fixture.stack('demo');
  assert.equal(inReview.StackStatus, 'REVIEW_IN_PROGRESS');
  assert.equal(inReview.StackStatusReason, 'User Initiated');
  const described = await cloudFormation.DescribeChangeSet({ ChangeSetName: first.Id });
  const { CreationTime, ...rest } = described;
  assert.ok(CreationTime instanceof Date);
  assert.deepEqual(rest, {
    StackId: first.StackId,
    StackName: 'demo',
    ChangeSetId: first.Id,
    ChangeSetName: 'one',
    ExecutionStatus: 'AVAILABLE',
    Status: 'CREATE_COMPLETE',
    IncludeNestedStacks: false,
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Changes: [
      {
        Type: 'Resource',
        ResourceChange: {
          Action: 'Add',
          LogicalResourceId: 'G',
          ResourceType: 'AWS::IAM::Group',
          Scope: [],
          Details: [],
        },
      },
    ],
  });
  await cloudFormation.ExecuteChangeSet({ ChangeSetName: 'one', StackName: 'demo' });
  await idle();
  const made = await fixture.stack('demo');
  assert.equal(made.StackStatus, 'CREATE_COMPLETE');
  assert.equal(made.ChangeSetId, first.Id);
  assert.ok(made.LastUpdatedTime instanceof Date);
  assert.deepEqual((await fixture.history('demo')).slice(0, 2), [
    'demo REVIEW_IN_PROGRESS: User Initiated',
    'demo CREATE_IN_PROGRESS: User Initiated',
  ]);

  const same = await cloudFormation.CreateChangeSet({
    ...request,
    ChangeSetName: 'two',
    TemplateBody: named('a'),
  });
  const nothing = await cloudFormation.DescribeChangeSet({ ChangeSetName: same.Id });
  assert.equal(nothing.Status, 'FAILED');
  assert.equal(nothing.ExecutionStatus, 'UNAVAILABLE');
  assert.equal(
    nothing.StatusReason,
    "The submitted information didn't contain changes. Submit different information to create a change set.",
  );
  await assert.rejects(cloudFormation.ExecuteChangeSet({ ChangeSetName: same.Id }), {
    message: /^ChangeSet \[arn:.*\] cannot be executed in its current status of \[FAILED\]/,
  });

  await cloudFormation.CreateChangeSet({
    ...request,
    ChangeSetName: 'three',
    TemplateBody: named('b', '/x/'),
  });
  const { Changes } = await cloudFormation.DescribeChangeSet({ ChangeSetName: 'three', StackName: 'demo' });
  assert.deepEqual(Changes?.[0]?.ResourceChange, {
    Action: 'Modify',
    LogicalResourceId: 'G',
    PhysicalResourceId: 'a',
    ResourceType: 'AWS::IAM::Group',
    Replacement: 'True',
    Scope: ['Properties'],
    Details: [
      {
        Target: { Attribute: 'Properties', Name: 'GroupName', RequiresRecreation: 'Always' },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      },
      {
        Target: { Attribute: 'Properties', Name: 'Path', RequiresRecreation: 'Never' },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      },
    ],
  });
  await cloudFormation.ExecuteChangeSet({ ChangeSetName: 'three', StackName: 'demo' });
  await idle();
  assert.equal((await fixture.stack('demo')).StackStatus, 'UPDATE_COMPLETE');
  assert.deepEqual(
    (await fixture.iam.ListGroups({})).Groups?.map((one) => one.GroupName),
    ['b'],
  );
  const { Summaries = [] } = await cloudFormation.ListChangeSets({ StackName: 'demo' });
  assert.deepEqual(
    Summaries.map((one) => `${one.ChangeSetName} ${one.ExecutionStatus}`),
    ['three EXECUTE_COMPLETE'],
  );
});

test('an update makes change sets obsolete', async (t) => {
  const { cloudFormation, idle } = await cloudFormationFixture(t);
  const request = { StackName: 'demo', Capabilities: ['CAPABILITY_NAMED_IAM' as const] };
  await cloudFormation.CreateStack({ ...request, TemplateBody: named('a') });
  await idle();
  await cloudFormation.CreateChangeSet({ ...request, ChangeSetName: 'c', TemplateBody: named('b') });
  await cloudFormation.UpdateStack({ ...request, TemplateBody: named('c') });
  await idle();
  const { ExecutionStatus } = await cloudFormation.DescribeChangeSet({
    StackName: 'demo',
    ChangeSetName: 'c',
  });
  assert.equal(ExecutionStatus, 'OBSOLETE');
  await assert.rejects(cloudFormation.ExecuteChangeSet({ StackName: 'demo', ChangeSetName: 'c' }), {
    message: /cannot be executed in its current execution status of \[OBSOLETE\]/,
  });
});

test('change sets that are not there are named as AWS names them', async (t) => {
  const { cloudFormation } = await cloudFormationFixture(t);
  const arn = `arn:aws:cloudformation:eu-west-1:123456789012:changeSet/x/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`;
  const refused: [Promise<unknown>, string][] = [
    [
      cloudFormation.DescribeChangeSet({ ChangeSetName: 'x', StackName: 'somestack' }),
      'Stack [somestack] does not exist',
    ],
    [
      cloudFormation.DeleteChangeSet({ ChangeSetName: 'x' }),
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    ],
    [cloudFormation.DescribeChangeSet({ ChangeSetName: arn }), `ChangeSet [${arn}] does not exist`],
    [cloudFormation.GetTemplate({ ChangeSetName: 'x' }), 'StackName is a required parameter.'],
  ];
  for (const [request, message] of refused)
    await assert.rejects(request, (error: Error) => error.message.startsWith(message), message);
});
