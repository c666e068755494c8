import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CloudFormationFixture, cloudFormationFixture } from './cloudformation.fixture.ts';

const ROLE = `  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
`;

const functionTemplate = (code: string, more = '') => `Resources:
${ROLE}  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "${code}"}
${more}`;

async function create(fixture: CloudFormationFixture, TemplateBody: string): Promise<void> {
  await fixture.cloudFormation.CreateStack({
    StackName: 'demo',
    TemplateBody,
    Capabilities: ['CAPABILITY_NAMED_IAM'],
  });
  await fixture.idle();
  assert.equal((await fixture.stack('demo')).StackStatus, 'CREATE_COMPLETE', String(fixture.errors));
}

/** Gives the events of the update. */
async function update(fixture: CloudFormationFixture, TemplateBody: string): Promise<string[]> {
  const before = (await fixture.history('demo')).length;
  await fixture.cloudFormation.UpdateStack({
    StackName: 'demo',
    TemplateBody,
    Capabilities: ['CAPABILITY_NAMED_IAM'],
  });
  await fixture.idle();
  return (await fixture.history('demo')).slice(before);
}

async function physicalId(fixture: CloudFormationFixture, LogicalResourceId: string): Promise<string> {
  const { StackResourceDetail } = await fixture.cloudFormation.DescribeStackResource({
    StackName: 'demo',
    LogicalResourceId,
  });
  return StackResourceDetail?.PhysicalResourceId ?? '';
}

test('new inline code changes the function in place', async (t) => {
  const fixture = await cloudFormationFixture(t);
  await create(fixture, functionTemplate('exports.handler = 1'));
  const FunctionName = await physicalId(fixture, 'Function');
  const before = await fixture.lambda.GetFunctionConfiguration({ FunctionName });
  await assert.rejects(update(fixture, functionTemplate('exports.handler = 1')), {
    message: /^No updates are to be performed\./,
  });
  assert.deepEqual(await update(fixture, functionTemplate('exports.handler = 2')), [
    'demo UPDATE_IN_PROGRESS: User Initiated',
    'Function UPDATE_IN_PROGRESS',
    'Function UPDATE_COMPLETE',
    'demo UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'demo UPDATE_COMPLETE',
  ]);
  const after = await fixture.lambda.GetFunctionConfiguration({ FunctionName });
  assert.notEqual(after.CodeSha256, before.CodeSha256);
  await update(fixture, functionTemplate('exports.handler = 1'));
  const again = await fixture.lambda.GetFunctionConfiguration({ FunctionName });
  assert.equal(again.CodeSha256, before.CodeSha256, 'the same code is the same zip file');
});

test('a replacement is made before what it replaces is deleted', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const named = (name: string) => ROLE.replace('Properties:', `Properties:\n      RoleName: ${name}`);
  const template = (name: string) =>
    `Resources:\n${named(name)}  Profile:\n    Type: AWS::IAM::InstanceProfile\n    Properties: {Roles: [!Ref Role]}\n`;
  await create(fixture, template('first'));
  assert.deepEqual(await update(fixture, template('second')), [
    'demo UPDATE_IN_PROGRESS: User Initiated',
    'Role UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.',
    'Role UPDATE_IN_PROGRESS: Resource creation Initiated',
    'Role UPDATE_COMPLETE',
    'Profile UPDATE_IN_PROGRESS',
    'Profile UPDATE_COMPLETE',
    'demo UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Role DELETE_IN_PROGRESS',
    'Role DELETE_COMPLETE',
    'demo UPDATE_COMPLETE',
  ]);
  const { Roles } = await fixture.iam.ListRoles({});
  assert.deepEqual(
    Roles?.map((one) => one.RoleName),
    ['second'],
  );
  const { InstanceProfile } = await fixture.iam.GetInstanceProfile({
    InstanceProfileName: await physicalId(fixture, 'Profile'),
  });
  assert.equal(InstanceProfile?.Roles?.[0]?.RoleName, 'second');
});

const api = (deployment: string, methods: string[], stageName?: string) => `Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: demo}}
${methods
  .map(
    (method) => `  ${method}Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: ${method}
      AuthorizationType: NONE
      MethodResponses: [{StatusCode: 200}]
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 200}'}
        IntegrationResponses: [{StatusCode: 200}]
`,
  )
  .join('')}  ${deployment}:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [${methods.map((method) => `${method}Method`).join(', ')}]
    Properties:
      RestApiId: !Ref Api
${
  stageName === undefined
    ? `  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref ${deployment}, StageName: live}
`
    : `      StageName: ${stageName}\n      StageDescription: {ThrottlingRateLimit: 5, Variables: {color: red}}\n`
}Outputs: {Api: {Value: !Ref Api}}
`;

for (const stageName of [undefined, 'live'])
  test(`a new deployment takes the stage over, ${stageName === undefined ? 'which is a resource' : 'which it names'}`, async (t) => {
    const fixture = await cloudFormationFixture(t);
    await create(fixture, api('DeploymentA', ['GET'], stageName));
    const restApiId = await physicalId(fixture, 'Api');
    const stage = () => fixture.apigateway.GetStage({ restApiId, stageName: 'live' });
    assert.equal((await stage()).deploymentId, await physicalId(fixture, 'DeploymentA'));
    const history = await update(fixture, api('DeploymentB', ['GET', 'POST'], stageName));
    assert.ok(history.includes('DeploymentA DELETE_COMPLETE'), history.join('\n'));
    assert.equal(history.at(-1), 'demo UPDATE_COMPLETE');
    assert.equal((await stage()).deploymentId, await physicalId(fixture, 'DeploymentB'));
    if (stageName !== undefined) {
      assert.deepEqual((await stage()).variables, { color: 'red' });
      assert.equal((await stage()).methodSettings?.['*/*']?.throttlingRateLimit, 5);
    }
    assert.equal((await fixture.apigateway.GetDeployments({ restApiId })).items?.length, 1);

    // A failure after the stage was moved moves it back.
    fixture.intercept((call, proceed) =>
      call.operation === 'PutMethod' ? proceed() : call.operation === 'CreateUser' ? fail() : proceed(),
    );
    const broken =
      `${api('DeploymentC', ['GET'], stageName).replace('Outputs:', '  User:\n    Type: AWS::IAM::User\n    DependsOn: [DeploymentC, Last]\nOutputs:')}`.replace(
        'Outputs:',
        `  Last: {Type: AWS::IAM::Group, DependsOn: ${stageName === undefined ? 'Stage' : 'DeploymentC'}}\nOutputs:`,
      );
    const failed = await update(fixture, broken);
    fixture.intercept(undefined);
    assert.equal(failed.at(-1), 'demo UPDATE_ROLLBACK_COMPLETE', failed.join('\n'));
    assert.ok(
      failed.some((one) =>
        one.startsWith(
          'demo UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [User]. ',
        ),
      ),
      failed.join('\n'),
    );
    assert.equal((await stage()).deploymentId, await physicalId(fixture, 'DeploymentB'));
    assert.equal((await fixture.apigateway.GetDeployments({ restApiId })).items?.length, 1);
    assert.deepEqual((await fixture.iam.ListGroups({})).Groups, []);
    await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
    await fixture.idle();
    assert.deepEqual((await fixture.apigateway.GetRestApis({})).items, []);
  });

function fail(): never {
  throw new Error('a fault of ours');
}

test('an update that fails brings everything back', async (t) => {
  const fixture = await cloudFormationFixture(t);
  await create(fixture, functionTemplate('exports.handler = 1'));
  const FunctionName = await physicalId(fixture, 'Function');
  const before = await fixture.lambda.GetFunctionConfiguration({ FunctionName });
  const history = await update(
    fixture,
    functionTemplate(
      'exports.handler = 2',
      '  Group: {Type: AWS::IAM::Group, DependsOn: Function}\n  Bad: {Type: AWS::IAM::Policy, DependsOn: Group, Properties: {PolicyName: p, PolicyDocument: {}}}\n',
    ),
  );
  assert.deepEqual(
    history.map((one) => one.replace(/RequestToken: [0-9a-f-]+/, 'RequestToken: TOKEN')),
    [
      'demo UPDATE_IN_PROGRESS: User Initiated',
      'Function UPDATE_IN_PROGRESS',
      'Function UPDATE_COMPLETE',
      'Group CREATE_IN_PROGRESS',
      'Group CREATE_IN_PROGRESS: Resource creation Initiated',
      'Group CREATE_COMPLETE',
      'Bad CREATE_IN_PROGRESS',
      'Bad CREATE_IN_PROGRESS: Resource creation Initiated',
      'Bad CREATE_FAILED: Resource handler returned message: "At least one of [Groups,Roles,Users] must be non-empty." (RequestToken: TOKEN, HandlerErrorCode: InvalidRequest)',
      'demo UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Bad]. ',
      'Function UPDATE_IN_PROGRESS',
      'Function UPDATE_COMPLETE',
      'demo UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Bad DELETE_IN_PROGRESS',
      'Bad DELETE_COMPLETE',
      'Group DELETE_IN_PROGRESS',
      'Group DELETE_COMPLETE',
      'demo UPDATE_ROLLBACK_COMPLETE',
    ],
  );
  const after = await fixture.lambda.GetFunctionConfiguration({ FunctionName });
  assert.equal(after.CodeSha256, before.CodeSha256);
  assert.deepEqual((await fixture.iam.ListGroups({})).Groups, []);
  const { TemplateBody } = await fixture.cloudFormation.GetTemplate({ StackName: 'demo' });
  assert.equal(TemplateBody, functionTemplate('exports.handler = 1'));
});
