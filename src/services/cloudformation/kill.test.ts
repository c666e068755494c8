import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CloudFormationFixture, cloudFormationFixture } from './cloudformation.fixture.ts';

/** Every kind of identification: chosen and generated names, keys, things that services name, and none at all. */
const template = (version: 1 | 2) => `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: chosen-${version}
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: inline
          PolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
  User: {Type: AWS::IAM::User}
  Key: {Type: AWS::IAM::AccessKey, Properties: {UserName: !Ref User, Serial: ${version}}}
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Users: [!Ref User]
      PolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "s3:Get${version}", Resource: "*"}]}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "exports.handler = ${version}"}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Function, Action: "lambda:InvokeFunction", Principal: apigateway.amazonaws.com}
  Version${version}: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Function}}
  Alias:
    Type: AWS::Lambda::Alias
    Properties: {FunctionName: !Ref Function, Name: live, FunctionVersion: !GetAtt Version${version}.Version}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: demo}}
  Path: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: a${version}}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !Ref Path, HttpMethod: GET, AuthorizationType: NONE, Integration: {Type: MOCK}}
  Deployment${version}:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Method
    Properties: {RestApiId: !Ref Api, StageName: live}
${version === 2 ? '  Broken: {Type: AWS::IAM::Group, DependsOn: [Deployment2, Alias, Managed, Key, Permission]}\n' : ''}Outputs: {Api: {Value: !Ref Api, Export: {Name: api}}}
`;

/** What there is in all services, with what they number or name by chance left out. */
async function everything({ iam, lambda, apigateway }: CloudFormationFixture): Promise<string[]> {
  const found: string[] = [];
  for (const { RoleName = '' } of (await iam.ListRoles({})).Roles ?? []) {
    const { PolicyNames = [] } = await iam.ListRolePolicies({ RoleName });
    found.push(`role ${RoleName} ${PolicyNames}`);
  }
  for (const { UserName } of (await iam.ListUsers({})).Users ?? []) {
    const { AccessKeyMetadata = [] } = await iam.ListAccessKeys({ UserName });
    const { AttachedPolicies = [] } = await iam.ListAttachedUserPolicies({ UserName });
    found.push(`user with ${AccessKeyMetadata.length} keys, ${AttachedPolicies.length} policies`);
  }
  for (const { Arn } of (await iam.ListPolicies({ Scope: 'Local' })).Policies ?? []) {
    const { Policy } = await iam.GetPolicy({ PolicyArn: Arn });
    const { PolicyVersion } = await iam.GetPolicyVersion({
      PolicyArn: Arn,
      VersionId: Policy?.DefaultVersionId,
    });
    found.push(`policy ${decodeURIComponent(PolicyVersion?.Document ?? '').match(/s3:Get\d/)?.[0]}`);
  }
  for (const { FunctionName } of (await lambda.ListFunctions({})).Functions ?? []) {
    const { Configuration } = await lambda.GetFunction({ FunctionName });
    const { Versions = [] } = await lambda.ListVersionsByFunction({ FunctionName });
    const { Aliases = [] } = await lambda.ListAliases({ FunctionName });
    const { Policy = '{}' } = await lambda.GetPolicy({ FunctionName });
    const statements = JSON.parse(Policy).Statement.length;
    found.push(
      `function ${Configuration?.CodeSha256} of ${Configuration?.Role}: ${Versions.length} versions, ${Aliases.length} aliases, ${statements} permissions`,
    );
  }
  for (const { id: restApiId = '' } of (await apigateway.GetRestApis({})).items ?? []) {
    const resources = (await apigateway.GetResources({ restApiId })).items ?? [];
    const paths = resources.map((one) => `${one.path} ${Object.keys(one.resourceMethods ?? {})}`).sort();
    const deployments = (await apigateway.GetDeployments({ restApiId })).items ?? [];
    const stages = (await apigateway.GetStages({ restApiId })).item ?? [];
    const live = stages.every(({ deploymentId }) => deployments.some((one) => one.id === deploymentId));
    found.push(`api ${paths}, ${deployments.length} deployments, ${stages.length} stages at one: ${live}`);
  }
  return found;
}

const CAPABILITIES = { StackName: 'demo', Capabilities: ['CAPABILITY_NAMED_IAM' as const] };

interface Scenario {
  readonly name: string;
  readonly before?: (fixture: CloudFormationFixture) => Promise<void>;
  readonly begin: (fixture: CloudFormationFixture) => Promise<unknown>;
  readonly breaks: boolean;
  readonly status: string;
}

const created = async (fixture: CloudFormationFixture) => {
  await fixture.cloudFormation.CreateStack({ ...CAPABILITIES, TemplateBody: template(1) });
  await fixture.idle();
};
const update = ({ cloudFormation }: CloudFormationFixture) =>
  cloudFormation.UpdateStack({ ...CAPABILITIES, TemplateBody: template(2) });

const scenarios: Scenario[] = [
  {
    name: 'a creation',
    begin: ({ cloudFormation }) => cloudFormation.CreateStack({ ...CAPABILITIES, TemplateBody: template(2) }),
    breaks: false,
    status: 'CREATE_COMPLETE',
  },
  {
    name: 'a creation that is rolled back',
    begin: ({ cloudFormation }) => cloudFormation.CreateStack({ ...CAPABILITIES, TemplateBody: template(2) }),
    breaks: true,
    status: 'ROLLBACK_COMPLETE',
  },
  { name: 'an update', before: created, begin: update, breaks: false, status: 'UPDATE_COMPLETE' },
  {
    name: 'an update that is rolled back',
    before: created,
    begin: update,
    breaks: true,
    status: 'UPDATE_ROLLBACK_COMPLETE',
  },
  {
    name: 'a deletion',
    before: created,
    begin: ({ cloudFormation }) => cloudFormation.DeleteStack({ StackName: 'demo' }),
    breaks: false,
    status: 'DELETE_COMPLETE',
  },
];

/**
 * Runs a scenario with the process killed at one of its service calls, before it was carried out or after.
 * Gives what there is in the end, and whether there was such a call.
 */
async function run(
  fixture: CloudFormationFixture,
  scenario: Scenario,
  kill?: { at: number; after: boolean },
) {
  await scenario.before?.(fixture);
  let calls = 0;
  let killed: () => void = () => {};
  const died = new Promise<void>((resolve) => {
    killed = resolve;
  });
  const broken = (operation: string) => {
    if (scenario.breaks && operation === 'CreateGroup') throw new Error('a fault of ours');
  };
  fixture.intercept(async ({ operation }, proceed) => {
    calls++;
    broken(operation);
    if (calls !== kill?.at) return proceed();
    if (kill.after) await proceed();
    fixture.kill();
    killed();
    return new Promise(() => {});
  });
  await scenario.begin(fixture);
  const { StackId = '' } = await fixture.stack('demo');
  await Promise.race([fixture.idle(), died]);
  const reached = kill !== undefined && calls >= kill.at;
  fixture.intercept(async ({ operation }, proceed) => {
    broken(operation);
    return proceed();
  });
  if (reached) await fixture.restart();
  await fixture.idle();
  fixture.intercept(undefined);
  const { StackStatus } = await fixture.stack(StackId);
  return { status: StackStatus, everything: await everything(fixture), reached };
}

for (const scenario of scenarios)
  test(`${scenario.name} outlives being killed at any call`, { timeout: 60_000 }, async (t) => {
    const expected = await run(await cloudFormationFixture(t), scenario);
    assert.equal(expected.status, scenario.status);
    // Before a call is hardly different from after the one before it.
    for (const after of [false, true])
      for (let at = 1; ; at += after ? 1 : 5) {
        const fixture = await cloudFormationFixture(t);
        const actual = await run(fixture, scenario, { at, after });
        const when = `killed ${after ? 'after' : 'before'} call ${at}`;
        if (!actual.reached) break;
        assert.equal(
          actual.status,
          scenario.status,
          `${when}\n${(await fixture.history('demo').catch(() => [])).join('\n')}\n${fixture.errors}`,
        );
        assert.deepEqual(actual.everything, expected.everything, when);
      }
  });
