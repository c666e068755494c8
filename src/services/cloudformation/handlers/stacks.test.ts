import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../../../identity/principal.ts';
import {
  ACCOUNT,
  type CloudFormationFixture,
  cloudFormationFixture,
  REGION,
} from '../cloudformation.fixture.ts';

const GROUP = 'Resources: {Group: {Type: AWS::IAM::Group}}';
const CAPABILITIES = ['CAPABILITY_NAMED_IAM' as const];

async function created(
  t: Parameters<typeof cloudFormationFixture>[0],
  TemplateBody = GROUP,
  StackName = 'demo',
) {
  const fixture = await cloudFormationFixture(t);
  await fixture.cloudFormation.CreateStack({ StackName, TemplateBody, Capabilities: CAPABILITIES });
  await fixture.idle();
  return fixture;
}

const anonymized = (lines: readonly string[]) =>
  lines.map((one) => one.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID'));

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

test('events are told newest first, in pages, each with an id of its own', async (t) => {
  const fixture = await created(t);
  const events = await fixture.events('demo');
  assert.equal(new Set(events.map((one) => one.EventId)).size, events.length);
  assert.match(events[1]?.EventId ?? '', /^Group-CREATE_IN_PROGRESS-\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.equal(events[1]?.PhysicalResourceId, '');
  assert.equal(events[1]?.ResourceProperties, '{}');
  assert.deepEqual(await fixture.history('demo'), [
    'demo CREATE_IN_PROGRESS: User Initiated',
    'Group CREATE_IN_PROGRESS',
    'Group CREATE_IN_PROGRESS: Resource creation Initiated',
    'Group CREATE_COMPLETE',
    'demo CREATE_COMPLETE',
  ]);
  for (let i = 0; i < 25; i++) {
    const TemplateBody = `Resources: {Group: {Type: AWS::IAM::Group, Properties: {Path: /${i}/}}}`;
    await fixture.cloudFormation.UpdateStack({ StackName: 'demo', TemplateBody, Capabilities: CAPABILITIES });
    await fixture.idle();
  }
  const first = await fixture.cloudFormation.DescribeStackEvents({ StackName: 'demo' });
  assert.equal(first.StackEvents?.length, 100);
  assert.equal(first.StackEvents?.[0]?.ResourceStatus, 'UPDATE_COMPLETE');
  assert.equal((await fixture.events('demo')).length, 5 + 25 * 5);
  await assert.rejects(fixture.cloudFormation.DescribeStackEvents({ StackName: 'demo', NextToken: '*' }), {
    message: /^Invalid NextToken/,
  });
});

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

test('a stack under termination protection stays', async (t) => {
  const fixture = await created(t);
  const { cloudFormation } = fixture;
  await cloudFormation.UpdateTerminationProtection({ StackName: 'demo', EnableTerminationProtection: true });
  await assert.rejects(cloudFormation.DeleteStack({ StackName: 'demo' }), {
    message: /^Stack \[demo\] cannot be deleted while TerminationProtection is enabled/,
  });
  await cloudFormation.UpdateTerminationProtection({ StackName: 'demo', EnableTerminationProtection: false });
  await cloudFormation.DeleteStack({ StackName: 'demo' });
});

test('retained resources stay when the stack goes', async (t) => {
  const fixture = await created(
    t,
    'Resources: {A: {Type: AWS::IAM::Group, DeletionPolicy: Retain}, B: {Type: AWS::IAM::Group}}',
  );
  await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
  await fixture.idle();
  assert.equal((await fixture.iam.ListGroups({})).Groups?.length, 1);
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

test('exports are imported, and stay while they are', async (t) => {
  const fixture = await created(
    t,
    `${GROUP}\nOutputs: {O: {Value: !GetAtt Group.Arn, Export: {Name: the-group}}}`,
    'exporter',
  );
  const { cloudFormation, idle } = fixture;
  await cloudFormation.CreateStack({
    StackName: 'importer',
    Capabilities: CAPABILITIES,
    TemplateBody: `${GROUP}\nOutputs: {O: {Value: !ImportValue the-group}}`,
  });
  await idle();
  const { Exports = [] } = await cloudFormation.ListExports({});
  assert.equal((await fixture.stack('importer')).Outputs?.[0]?.OutputValue, Exports[0]?.Value);
  assert.deepEqual((await cloudFormation.ListImports({ ExportName: 'the-group' })).Imports, ['importer']);
  await assert.rejects(cloudFormation.DeleteStack({ StackName: 'exporter' }), {
    message: /^Export the-group cannot be deleted as it is in use by importer/,
  });
  await cloudFormation.UpdateStack({
    StackName: 'exporter',
    TemplateBody: GROUP,
    Capabilities: CAPABILITIES,
  });
  await idle();
  assert.ok(
    (await fixture.history('exporter')).includes(
      'exporter UPDATE_ROLLBACK_IN_PROGRESS: Export the-group cannot be deleted as it is in use by importer',
    ),
  );
  await cloudFormation.CreateStack({
    StackName: 'rival',
    Capabilities: CAPABILITIES,
    TemplateBody: `${GROUP}\nOutputs: {O: {Value: x, Export: {Name: the-group}}}`,
  });
  await idle();
  assert.ok(
    (await fixture.history('rival')).includes(
      'rival ROLLBACK_IN_PROGRESS: Export with name the-group is already exported by stack exporter. Rollback requested by user.',
    ),
  );
  await cloudFormation.DeleteStack({ StackName: 'importer' });
  await idle();
  await cloudFormation.DeleteStack({ StackName: 'exporter' });
  await idle();
  assert.deepEqual((await cloudFormation.ListExports({})).Exports, []);
});

test('a deletion cuts a creation short and leaves nothing', async (t) => {
  const fixture = await cloudFormationFixture(t);
  let reached: () => void = () => {};
  let proceed: () => void = () => {};
  const atCreation = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const released = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  fixture.intercept(async ({ operation }, call) => {
    if (operation === 'CreateGroup') {
      reached();
      await released;
    }
    return call();
  });
  const { StackId = '' } = await fixture.cloudFormation.CreateStack({
    StackName: 'demo',
    Capabilities: CAPABILITIES,
    TemplateBody: 'Resources: {A: {Type: AWS::IAM::Group}, B: {Type: AWS::IAM::Group, DependsOn: A}}',
  });
  await atCreation;
  await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
  proceed();
  await fixture.idle();
  assert.equal((await fixture.stack(StackId)).StackStatus, 'DELETE_COMPLETE');
  assert.deepEqual((await fixture.iam.ListGroups({})).Groups, []);
});

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

test('parameters are kept by UsePreviousValue, the template by UsePreviousTemplate', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { cloudFormation, idle } = fixture;
  await cloudFormation.CreateStack({
    StackName: 'demo',
    Capabilities: CAPABILITIES,
    Parameters: [
      { ParameterKey: 'A', ParameterValue: '/a/' },
      { ParameterKey: 'B', ParameterValue: 'b' },
    ],
    TemplateBody:
      'Parameters: {A: {Type: String}, B: {Type: String}}\nResources: {G: {Type: AWS::IAM::Group, Properties: {Path: !Ref A}}}\nOutputs: {B: {Value: !Ref B}}',
  });
  await idle();
  await cloudFormation.UpdateStack({
    StackName: 'demo',
    UsePreviousTemplate: true,
    Capabilities: CAPABILITIES,
    Parameters: [
      { ParameterKey: 'A', UsePreviousValue: true },
      { ParameterKey: 'B', ParameterValue: 'c' },
    ],
  });
  await idle();
  const { Outputs, Parameters, StackStatus } = await fixture.stack('demo');
  assert.equal(StackStatus, 'UPDATE_COMPLETE');
  assert.equal(Outputs?.[0]?.OutputValue, 'c');
  assert.deepEqual(Parameters?.[0], { ParameterKey: 'A', ParameterValue: '/a/' });
});
