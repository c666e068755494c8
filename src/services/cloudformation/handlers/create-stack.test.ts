import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../cloudformation.fixture.ts';
import { CAPABILITIES, created, GROUP } from '../created-stack.fixture.ts';

const anonymized = (lines: readonly string[]) =>
  lines.map((one) => one.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID'));

test('a creation that fails is rolled back, with the reasons that AWS gives', async (t) => {
  const fixture = await cloudFormationFixture(t);
  await fixture.iam.CreateGroup({ GroupName: 'taken' });
  await fixture.cloudFormation.CreateStack({
    StackName: 'demo',
    Capabilities: CAPABILITIES,
    TemplateBody: `Resources:
  First: {Type: AWS::IAM::Group}
  Taken: {Type: AWS::IAM::Group, DependsOn: First, Properties: {GroupName: taken}}
  Never: {Type: AWS::IAM::Group, DependsOn: Taken}`,
  });
  await fixture.idle();
  assert.deepEqual(anonymized(await fixture.history('demo')), [
    'demo CREATE_IN_PROGRESS: User Initiated',
    'First CREATE_IN_PROGRESS',
    'First CREATE_IN_PROGRESS: Resource creation Initiated',
    'First CREATE_COMPLETE',
    'Taken CREATE_IN_PROGRESS',
    `Taken CREATE_FAILED: Resource handler returned message: "Resource of type 'AWS::IAM::Group' with identifier 'taken' already exists." (RequestToken: UUID, HandlerErrorCode: AlreadyExists)`,
    'demo ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Taken]. Rollback requested by user.',
    'Taken DELETE_COMPLETE',
    'First DELETE_IN_PROGRESS',
    'First DELETE_COMPLETE',
    'demo ROLLBACK_COMPLETE',
  ]);
  const { Groups = [] } = await fixture.iam.ListGroups({});
  assert.deepEqual(
    Groups.map((one) => one.GroupName),
    ['taken'],
    'what was there before stays',
  );
  await assert.rejects(
    fixture.cloudFormation.UpdateStack({
      StackName: 'demo',
      TemplateBody: GROUP,
      Capabilities: CAPABILITIES,
    }),
    { message: /^Stack:arn:.*:stack\/demo\/.* is in ROLLBACK_COMPLETE state and can not be updated\./ },
  );
});

const BROKEN =
  'Resources: {Group: {Type: AWS::IAM::Group}, Bad: {Type: AWS::IAM::Policy, DependsOn: Group, Properties: {Foo: 1, PolicyDocument: {}}}}';

test('properties that a type does not have, or lacks, fail the resource', async (t) => {
  const fixture = await created(t, BROKEN);
  const failed = (await fixture.history('demo')).find((one) => one.startsWith('Bad CREATE_FAILED'));
  assert.equal(
    failed,
    'Bad CREATE_FAILED: Properties validation failed for resource Bad with message:\n#: required key [PolicyName] not found\n#: extraneous key [Foo] is not permitted',
  );
});

test('OnFailure and DisableRollback decide what a failure leaves', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const request = { TemplateBody: BROKEN, Capabilities: CAPABILITIES };
  const { StackId = '' } = await fixture.cloudFormation.CreateStack({
    ...request,
    StackName: 'gone',
    OnFailure: 'DELETE',
  });
  await fixture.cloudFormation.CreateStack({ ...request, StackName: 'left', DisableRollback: true });
  await fixture.idle();
  assert.equal((await fixture.stack(StackId)).StackStatus, 'DELETE_COMPLETE');
  const left = await fixture.stack('left');
  assert.equal(left.StackStatus, 'CREATE_FAILED');
  assert.equal(left.StackStatusReason, 'The following resource(s) failed to create: [Bad]. ');
  assert.equal((await fixture.iam.ListGroups({})).Groups?.length, 1);
  await fixture.cloudFormation.RollbackStack({ StackName: 'left' });
  await fixture.idle();
  assert.equal((await fixture.stack('left')).StackStatus, 'ROLLBACK_COMPLETE');
  assert.deepEqual((await fixture.iam.ListGroups({})).Groups, []);
  await assert.rejects(
    fixture.cloudFormation.CreateStack({
      ...request,
      StackName: 'x',
      OnFailure: 'DELETE',
      DisableRollback: true,
    }),
    { message: /^You can specify either DisableRollback or OnFailure, but not both\./ },
  );
});

test('capabilities are asked for', async (t) => {
  const { cloudFormation } = await cloudFormationFixture(t);
  const requires = (capability: string) => ({
    message: new RegExp(`^Requires capabilities : \\[${capability}\\]`),
  });
  await assert.rejects(
    cloudFormation.CreateStack({ StackName: 'demo', TemplateBody: GROUP }),
    requires('CAPABILITY_IAM'),
  );
  await assert.rejects(
    cloudFormation.CreateStack({
      StackName: 'demo',
      TemplateBody: 'Resources: {G: {Type: AWS::IAM::Group, Properties: {GroupName: x}}}',
      Capabilities: ['CAPABILITY_IAM'],
    }),
    requires('CAPABILITY_NAMED_IAM'),
  );
});

test('a request is repeated by its token, which is good for one operation', async (t) => {
  const { cloudFormation, idle } = await cloudFormationFixture(t);
  const request = {
    StackName: 'demo',
    TemplateBody: GROUP,
    Capabilities: CAPABILITIES,
    ClientRequestToken: 'once',
  };
  const { StackId } = await cloudFormation.CreateStack(request);
  assert.equal((await cloudFormation.CreateStack(request)).StackId, StackId);
  await idle();
  await assert.rejects(cloudFormation.UpdateStack(request), {
    message: /^Client request token \[once\] already exists/,
  });
  const { StackEvents = [] } = await cloudFormation.DescribeStackEvents({ StackName: 'demo' });
  assert.ok(StackEvents.every((one) => one.ClientRequestToken === 'once'));
});

test('values of NoEcho parameters are nowhere to be seen', async (t) => {
  const fixture = await cloudFormationFixture(t);
  await fixture.cloudFormation.CreateStack({
    StackName: 'demo',
    Capabilities: CAPABILITIES,
    Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hidden' }],
    TemplateBody:
      'Parameters: {Secret: {Type: String, NoEcho: true}}\nResources: {G: {Type: AWS::IAM::Group, Properties: {GroupName: !Ref Secret}}}',
  });
  await fixture.idle();
  const { Parameters } = await fixture.stack('demo');
  assert.deepEqual(Parameters, [{ ParameterKey: 'Secret', ParameterValue: '****' }]);
  const events = await fixture.events('demo');
  assert.equal(events[1]?.ResourceProperties, '{"GroupName":"****"}');
  await fixture.iam.GetGroup({ GroupName: 'hidden' });
});

test("the stack's tags are given to what takes tags, and follow their changes", async (t) => {
  const fixture = await cloudFormationFixture(t);
  const request = {
    StackName: 'demo',
    Capabilities: CAPABILITIES,
    TemplateBody:
      'Resources: {U: {Type: AWS::IAM::User, Properties: {UserName: u, Tags: [{Key: own, Value: a}, {Key: both, Value: a}]}}}',
  };
  await fixture.cloudFormation.CreateStack({
    ...request,
    Tags: [
      { Key: 'both', Value: 'stack' },
      { Key: 'team', Value: 'one' },
    ],
  });
  await fixture.idle();
  const tags = async () =>
    Object.fromEntries(
      ((await fixture.iam.ListUserTags({ UserName: 'u' })).Tags ?? []).map((one) => [one.Key, one.Value]),
    );
  assert.deepEqual(await tags(), { own: 'a', both: 'a', team: 'one' });
  await fixture.cloudFormation.UpdateStack({ ...request, Tags: [{ Key: 'team', Value: 'two' }] });
  await fixture.idle();
  assert.deepEqual(await tags(), { own: 'a', both: 'a', team: 'two' });
});
