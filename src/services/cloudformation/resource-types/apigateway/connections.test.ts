import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../../cloudformation.fixture.ts';
import { through } from './through.fixture.ts';

test('AWS::ApiGateway::ClientCertificate, and the stages that show it', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const template = (properties: string, stage: string) => `Resources:
  Certificate: {Type: AWS::ApiGateway::ClientCertificate, Properties: {${properties}}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: demo}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Method
    Properties: {RestApiId: !Ref Api, StageName: named${stage && `, StageDescription: {${stage}}`}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: live${stage && `, ${stage}`}}
Outputs:
  Attribute: {Value: !GetAtt Certificate.ClientCertificateId}
`;
  const state = async (ids: Readonly<Record<string, string>>, shown: boolean) => {
    assert.equal(ids.Attribute, ids.Certificate);
    for (const stageName of ['live', 'named']) {
      const stage = await apigateway.GetStage({ restApiId: ids.Api, stageName });
      assert.equal(stage.clientCertificateId, shown ? ids.Certificate : undefined);
    }
    assert.equal((await apigateway.GetClientCertificates({})).items?.length, 1);
    const { clientCertificateId, description, tags, pemEncodedCertificate } =
      await apigateway.GetClientCertificate({ clientCertificateId: ids.Certificate });
    assert.match(pemEncodedCertificate ?? '', /^-----BEGIN CERTIFICATE-----/);
    return { clientCertificateId, description: description ?? '', tags };
  };
  let first: string | undefined;
  await through(
    fixture,
    [
      template('Description: one, Tags: [{Key: a, Value: b}]', 'ClientCertificateId: !Ref Certificate'),
      async (ids) => {
        const { clientCertificateId, ...rest } = await state(ids, true);
        first = clientCertificateId;
        assert.deepEqual(rest, { description: 'one', tags: { a: 'b' } });
      },
    ],
    [
      template('Tags: [{Key: c, Value: d}]', ''),
      async (ids) =>
        assert.deepEqual(await state(ids, false), {
          clientCertificateId: first,
          description: '',
          tags: { c: 'd' },
        }),
    ],
  );
  assert.deepEqual((await apigateway.GetClientCertificates({})).items, []);
});

test('AWS::ApiGateway::VpcLink, and the method that goes through it', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const balancer = (name: string) =>
    `arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/${name}/0123456789abcdef`;
  const template = (properties: string) => `Resources:
  Link: {Type: AWS::ApiGateway::VpcLink, Properties: {${properties}}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: demo}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: http://inside.example/
        ConnectionType: VPC_LINK
        ConnectionId: !Ref Link
Outputs:
  Attribute: {Value: !GetAtt Link.VpcLinkId}
`;
  const state = async ({ Api: restApiId, Link: vpcLinkId, Attribute }: Readonly<Record<string, string>>) => {
    assert.equal(Attribute, vpcLinkId);
    const resourceId = (await apigateway.GetResources({ restApiId })).items?.[0]?.id;
    const integration = await apigateway.GetIntegration({ restApiId, resourceId, httpMethod: 'GET' });
    assert.equal(integration.connectionId, vpcLinkId);
    const { items } = await apigateway.GetVpcLinks({});
    assert.deepEqual(
      items?.map((one) => one.id),
      [vpcLinkId],
    );
    return apigateway.GetVpcLink({ vpcLinkId });
  };
  let first: string | undefined;
  await through(
    fixture,
    [
      template(`Name: link, Description: d, TargetArns: ['${balancer('a')}'], Tags: [{Key: a, Value: b}]`),
      async (ids) => {
        const { id, name, description, status, tags, targetArns } = await state(ids);
        first = id;
        assert.deepEqual([name, description, status], ['link', 'd', 'AVAILABLE']);
        assert.deepEqual([tags, targetArns], [{ a: 'b' }, [balancer('a')]]);
      },
    ],
    [
      template(`Name: renamed, TargetArns: ['${balancer('a')}']`),
      async (ids) => {
        const { id, name, description, tags } = await state(ids);
        assert.deepEqual([id, name, description ?? '', tags], [first, 'renamed', '', {}]);
      },
    ],
    [
      template(`Name: renamed, TargetArns: ['${balancer('b')}']`),
      async (ids) => assert.notEqual((await state(ids)).id, first),
    ],
  );
  assert.deepEqual((await apigateway.GetVpcLinks({})).items, []);
});
