import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../../cloudformation.fixture.ts';

const TEMPLATE = `Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: demo}}
  Validator: {Type: AWS::ApiGateway::RequestValidator, Properties: {RestApiId: !Ref Api, Name: shared}}
  Model: {Type: AWS::ApiGateway::Model, Properties: {RestApiId: !Ref Api, Schema: {}}}
  Response: {Type: AWS::ApiGateway::GatewayResponse, Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_4XX}}
  Part: {Type: AWS::ApiGateway::DocumentationPart, Properties: {RestApiId: !Ref Api, Location: {Type: API}, Properties: '{}'}}
  Version: {Type: AWS::ApiGateway::DocumentationVersion, Properties: {RestApiId: !Ref Api, DocumentationVersion: v}}
  Authorizer:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: pool
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Auth
      ProviderARNs: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_A']
  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Name: shared}}
  Certificate: {Type: AWS::ApiGateway::ClientCertificate}
  Link:
    Type: AWS::ApiGateway::VpcLink
    Properties:
      Name: shared
      TargetArns: ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/a/0123456789abcdef']
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a'
  Mapping: {Type: AWS::ApiGateway::BasePathMapping, Properties: {DomainName: !Ref Domain, RestApiId: !Ref Api}}
  Plan: {Type: AWS::ApiGateway::UsagePlan, Properties: {UsagePlanName: shared}}
  PlanKey: {Type: AWS::ApiGateway::UsagePlanKey, Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}}
`;

/** What makes each. */
const CREATIONS = [
  'CreateRequestValidator',
  'CreateModel',
  'PutGatewayResponse',
  'CreateDocumentationPart',
  'CreateDocumentationVersion',
  'CreateAuthorizer',
  'CreateApiKey',
  'CreateUsagePlan',
  'CreateUsagePlanKey',
  'GenerateClientCertificate',
  'CreateVpcLink',
  'CreateDomainName',
  'CreateBasePathMapping',
];

for (const creation of CREATIONS)
  test(`what ${creation} made is found again when its answer was lost`, async (t) => {
    const fixture = await cloudFormationFixture(t);
    const { apigateway } = fixture;
    // Names of keys and plans need not be unique: these belong to somebody else.
    await apigateway.CreateApiKey({ name: 'shared' });
    await apigateway.CreateUsagePlan({ name: 'shared' });
    const lost = Promise.withResolvers<void>();
    fixture.intercept(async ({ operation }, proceed) => {
      const answer = await proceed();
      if (operation !== creation) return answer;
      lost.resolve();
      return new Promise(() => {});
    });
    await fixture.cloudFormation.CreateStack({ StackName: 'demo', TemplateBody: TEMPLATE });
    await lost.promise;
    fixture.intercept(undefined);
    await fixture.restart();
    await fixture.idle();
    const history = [...(await fixture.history('demo')), ...fixture.errors.map(String)].join('\n');
    assert.equal((await fixture.stack('demo')).StackStatus, 'CREATE_COMPLETE', history);
    const restApiId = (await apigateway.GetRestApis({})).items?.[0]?.id;
    const counts = [
      (await apigateway.GetRequestValidators({ restApiId })).items?.length,
      (await apigateway.GetAuthorizers({ restApiId })).items?.length,
      (await apigateway.GetDocumentationParts({ restApiId })).items?.length,
      (await apigateway.GetDocumentationVersions({ restApiId })).items?.length,
      (await apigateway.GetApiKeys({})).items?.length,
      (await apigateway.GetUsagePlans({})).items?.length,
      (await apigateway.GetClientCertificates({})).items?.length,
      (await apigateway.GetVpcLinks({})).items?.length,
    ];
    assert.deepEqual(counts, [1, 1, 1, 1, 2, 2, 1, 1]);
    await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
    await fixture.idle();
    assert.equal((await apigateway.GetApiKeys({})).items?.length, 1);
    assert.equal((await apigateway.GetUsagePlans({})).items?.length, 1);
  });
