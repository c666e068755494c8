import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CloudFormationFixture, cloudFormationFixture } from '../cloudformation.fixture.ts';

const TRUST =
  'AssumeRolePolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}';
const ALLOW = '{Version: 2012-10-17, Statement: [{Effect: Allow, Action: "s3:Get*", Resource: "*"}]}';
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

/** Makes a stack of the first template, brings it to each that follows, and checks what there is after each. */
async function through(
  fixture: CloudFormationFixture,
  ...steps: readonly [template: string, check: () => Promise<void>][]
): Promise<void> {
  const { cloudFormation, idle } = fixture;
  for (const [index, [template, check]] of steps.entries()) {
    const request = {
      StackName: 'demo',
      TemplateBody: `Resources:\n${template}`,
      Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    };
    if (index === 0) await cloudFormation.CreateStack(request);
    else await cloudFormation.UpdateStack(request);
    await idle();
    const { StackStatus } = await fixture.stack('demo');
    const history = (await fixture.history('demo')).join('\n');
    assert.equal(StackStatus, index === 0 ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE', history);
    await check();
  }
  const ids = (await cloudFormation.DescribeStackResources({ StackName: 'demo' })).StackResources;
  await cloudFormation.DeleteStack({ StackName: 'demo' });
  await idle();
  await assert.rejects(fixture.stack('demo'), /does not exist/, JSON.stringify(ids));
}

test('AWS::IAM::Role', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { iam } = fixture;
  const role = (properties: string) =>
    `  R:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: r\n      ${TRUST}\n${properties}`;
  const state = async () => {
    const { Role } = await iam.GetRole({ RoleName: 'r' });
    const { PolicyNames } = await iam.ListRolePolicies({ RoleName: 'r' });
    const { AttachedPolicies } = await iam.ListAttachedRolePolicies({ RoleName: 'r' });
    return {
      description: Role?.Description,
      seconds: Role?.MaxSessionDuration,
      boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
      tags: Role?.Tags ?? [],
      inline: PolicyNames,
      attached: AttachedPolicies?.map((one) => one.PolicyArn),
    };
  };
  await through(
    fixture,
    [
      role(`      Description: one
      MaxSessionDuration: 7200
      PermissionsBoundary: ${READ_ONLY}
      ManagedPolicyArns: [${READ_ONLY}]
      Policies: [{PolicyName: a, PolicyDocument: ${ALLOW}}]
      Tags: [{Key: k, Value: v}]
`),
      async () =>
        assert.deepEqual(await state(), {
          description: 'one',
          seconds: 7200,
          boundary: READ_ONLY,
          tags: [{ Key: 'k', Value: 'v' }],
          inline: ['a'],
          attached: [READ_ONLY],
        }),
    ],
    [
      role(`      Policies: [{PolicyName: b, PolicyDocument: ${ALLOW}}]\n`),
      async () => {
        const { description, ...rest } = await state();
        assert.equal(description ?? '', '');
        assert.deepEqual(rest, { seconds: 3600, boundary: undefined, tags: [], inline: ['b'], attached: [] });
      },
    ],
  );
  assert.deepEqual((await iam.ListRoles({})).Roles, []);
});

test('users, groups, keys and policies of IAM', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { iam } = fixture;
  const template = (version: number) => `
  G: {Type: AWS::IAM::Group, Properties: {GroupName: g, Path: /${version}/, ManagedPolicyArns: [${READ_ONLY}]}}
  U: {Type: AWS::IAM::User, Properties: {UserName: u, Path: /${version}/, Groups: ${version === 1 ? '[!Ref G]' : '[]'}, Tags: [{Key: n, Value: ${version}}]}}
  Added: {Type: AWS::IAM::UserToGroupAddition, Properties: {GroupName: !Ref G, Users: ${version === 1 ? '[]' : '[!Ref U]'}}}
  K: {Type: AWS::IAM::AccessKey, Properties: {UserName: !Ref U, Status: ${version === 1 ? 'Active' : 'Inactive'}}}
  P: {Type: AWS::IAM::Policy, Properties: {PolicyName: p${version}, PolicyDocument: ${ALLOW}, ${version === 1 ? 'Users: [!Ref U]' : 'Groups: [!Ref G]'}}}
  M:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: m
      ${version === 1 ? 'Users: [!Ref U]' : 'Groups: [!Ref G]'}
      PolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "s3:Get${version}", Resource: "*"}]}
`;
  const names = async () => {
    const { Groups = [] } = await iam.ListGroupsForUser({ UserName: 'u' });
    const { AccessKeyMetadata = [] } = await iam.ListAccessKeys({ UserName: 'u' });
    const user = await iam.ListUserPolicies({ UserName: 'u' });
    const group = await iam.ListGroupPolicies({ GroupName: 'g' });
    const ofUser = await iam.ListAttachedUserPolicies({ UserName: 'u' });
    const ofGroup = await iam.ListAttachedGroupPolicies({ GroupName: 'g' });
    return {
      arns: [
        (await iam.GetUser({ UserName: 'u' })).User?.Arn,
        (await iam.GetGroup({ GroupName: 'g' })).Group?.Arn,
      ],
      groups: Groups.map((one) => one.GroupName),
      keys: AccessKeyMetadata.map((one) => one.Status),
      inline: [user.PolicyNames, group.PolicyNames],
      managed: [ofUser, ofGroup].map((one) => one.AttachedPolicies?.map(({ PolicyName }) => PolicyName)),
    };
  };
  const arns = (version: number) => [
    `arn:aws:iam::123456789012:user/${version}/u`,
    `arn:aws:iam::123456789012:group/${version}/g`,
  ];
  const first = {
    arns: arns(1),
    groups: ['g'],
    keys: ['Active'],
    inline: [['p1'], []],
    managed: [['m'], ['ReadOnlyAccess']],
  };
  const second = (version: number) => ({
    arns: arns(version),
    groups: ['g'],
    keys: ['Inactive'],
    inline: [[], [`p${version}`]],
    managed: [[], ['m', 'ReadOnlyAccess']],
  });
  await through(
    fixture,
    [template(1), async () => assert.deepEqual(await names(), first)],
    // More versions of a managed policy than there can be at a time.
    ...[2, 3, 4, 5, 6, 7].map((version): [string, () => Promise<void>] => [
      template(version),
      async () => assert.deepEqual(await names(), second(version)),
    ]),
  );
  assert.deepEqual((await iam.ListPolicies({ Scope: 'Local' })).Policies, []);
});

test('AWS::Lambda::Function, Version, Alias and Permission', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { lambda } = fixture;
  const FunctionName = 'f';
  const template = (properties: string, version: number) => `
  R: {Type: AWS::IAM::Role, Properties: {${TRUST}}}
  F:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: f
      Role: !GetAtt R.Arn
      Runtime: nodejs22.x
      Handler: index.handler
      Code: {ZipFile: "exports.handler = ${version}"}
${properties}
  V${version}: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F, Description: v${version}}}
  A: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F, Name: live, FunctionVersion: !GetAtt V${version}.Version}}
  P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref A, Action: "lambda:InvokeFunction", Principal: "${version}.amazonaws.com"}}
`;
  await through(
    fixture,
    [
      template(
        `      Description: one
      Timeout: "7"
      MemorySize: 256
      Environment: {Variables: {ONE: 1, YES: true}}
      ReservedConcurrentExecutions: 5
      Tags: [{Key: k, Value: v}]`,
        1,
      ),
      async () => {
        const { Configuration, Tags, Concurrency } = await lambda.GetFunction({ FunctionName });
        assert.equal(Configuration?.Description, 'one');
        assert.equal(Configuration?.Timeout, 7);
        assert.equal(Configuration?.MemorySize, 256);
        assert.deepEqual(Configuration?.Environment?.Variables, { ONE: '1', YES: 'true' });
        assert.deepEqual(Tags, { k: 'v' });
        assert.equal(Concurrency?.ReservedConcurrentExecutions, 5);
        assert.equal((await lambda.GetAlias({ FunctionName, Name: 'live' })).FunctionVersion, '1');
      },
    ],
    [
      template('', 2),
      async () => {
        const { Configuration, Tags, Concurrency } = await lambda.GetFunction({ FunctionName });
        assert.equal(Configuration?.Description ?? '', '');
        assert.equal(Configuration?.Timeout, 3);
        assert.equal(Configuration?.MemorySize, 128);
        assert.deepEqual(Configuration?.Environment?.Variables ?? {}, {});
        assert.deepEqual(Tags ?? {}, {});
        assert.equal(Concurrency, undefined);
        assert.equal((await lambda.GetAlias({ FunctionName, Name: 'live' })).FunctionVersion, '2');
        const { Policy = '{}' } = await lambda.GetPolicy({ FunctionName, Qualifier: 'live' });
        assert.match(Policy, /2\.amazonaws\.com/);
        assert.doesNotMatch(Policy, /1\.amazonaws\.com/);
        const { Versions } = await lambda.ListVersionsByFunction({ FunctionName });
        assert.deepEqual(
          Versions?.map((one) => one.Version),
          ['$LATEST', '2'],
        );
      },
    ],
  );
});

test('AWS::ApiGateway::RestApi, Method and Stage', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const template = (api: string, method: string, stage: string) => `
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {${api}}}
  M:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      ${method}
  D: {Type: AWS::ApiGateway::Deployment, DependsOn: M, Properties: {RestApiId: !Ref Api}}
  S: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, DeploymentId: !Ref D, StageName: live, ${stage}}}
  Account: {Type: AWS::ApiGateway::Account}
`;
  const only = async () => {
    const [api] = (await apigateway.GetRestApis({})).items ?? [];
    const restApiId = api?.id ?? '';
    const method = await apigateway.GetMethod({
      restApiId,
      resourceId: api?.rootResourceId,
      httpMethod: 'GET',
    });
    return { api, method, stage: await apigateway.GetStage({ restApiId, stageName: 'live' }) };
  };
  await through(
    fixture,
    [
      template(
        'Name: a, Description: one, BinaryMediaTypes: [image/png], MinimumCompressionSize: 10, ApiKeySourceType: AUTHORIZER, EndpointConfiguration: {Types: [REGIONAL]}, Tags: [{Key: k, Value: v}]',
        'AuthorizationType: AWS_IAM\n      MethodResponses: [{StatusCode: 200, ResponseParameters: {method.response.header.X: true}}]\n      Integration: {Type: MOCK, RequestTemplates: {application/json: "{}"}, IntegrationResponses: [{StatusCode: 200, ResponseParameters: {method.response.header.X: "\'1\'"}}]}',
        'Variables: {a: "1", b: "2"}, TracingEnabled: true, Description: s, Tags: [{Key: k, Value: v}], MethodSettings: [{ResourcePath: /*, HttpMethod: "*", ThrottlingRateLimit: 5, ThrottlingBurstLimit: 2}, {ResourcePath: /, HttpMethod: GET, MetricsEnabled: true}]',
      ),
      async () => {
        const { api, method, stage } = await only();
        assert.equal(api?.name, 'a');
        assert.deepEqual(api?.binaryMediaTypes, ['image/png']);
        assert.equal(api?.minimumCompressionSize, 10);
        assert.equal(api?.apiKeySource, 'AUTHORIZER');
        assert.deepEqual(api?.endpointConfiguration?.types, ['REGIONAL']);
        assert.deepEqual(api?.tags, { k: 'v' });
        assert.equal(method.authorizationType, 'AWS_IAM');
        assert.deepEqual(method.methodResponses?.['200']?.responseParameters, {
          'method.response.header.X': true,
        });
        assert.deepEqual(stage.variables, { a: '1', b: '2' });
        assert.equal(stage.tracingEnabled, true);
        assert.equal(stage.methodSettings?.['*/*']?.throttlingRateLimit, 5);
        assert.equal(stage.methodSettings?.['~1/GET']?.metricsEnabled, true);
      },
    ],
    [
      template(
        'Name: b, BinaryMediaTypes: [image/gif, "*/*"], DisableExecuteApiEndpoint: true, Policy: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "*"}]}',
        'AuthorizationType: NONE\n      ApiKeyRequired: true\n      MethodResponses: [{StatusCode: 201}]\n      Integration: {Type: MOCK}',
        'Variables: {b: "3"}, MethodSettings: [{ResourcePath: "/~1", HttpMethod: GET, MetricsEnabled: true}]',
      ),
      async () => {
        const { api, method, stage } = await only();
        assert.equal(api?.name, 'b');
        assert.equal(api?.description ?? '', '');
        assert.deepEqual([...(api?.binaryMediaTypes ?? [])].sort(), ['*/*', 'image/gif']);
        assert.equal(api?.minimumCompressionSize, undefined);
        assert.equal(api?.apiKeySource, 'HEADER');
        assert.equal(api?.disableExecuteApiEndpoint, true);
        assert.match(api?.policy ?? '', /execute-api:Invoke/);
        assert.deepEqual(api?.tags ?? {}, {});
        assert.equal(method.apiKeyRequired, true);
        assert.deepEqual(Object.keys(method.methodResponses ?? {}), ['201']);
        assert.deepEqual(stage.variables, { b: '3' });
        assert.equal(stage.tracingEnabled, false);
        assert.equal(stage.methodSettings?.['*/*'], undefined);
        assert.equal(stage.methodSettings?.['~1/GET']?.metricsEnabled, true);
        assert.deepEqual(stage.tags ?? {}, {});
      },
    ],
  );
});
