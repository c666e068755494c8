import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../../cloudformation.fixture.ts';
import { through } from './through.fixture.ts';

const certificate = (name: string) => `arn:aws:acm:eu-west-1:123456789012:certificate/${name}`;

test('AWS::ApiGateway::DomainName and BasePathMapping', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const template = (properties: string, mapping: string) => `Resources:
  Domain: {Type: AWS::ApiGateway::DomainName, Properties: {${properties}}}
  Mapping: {Type: AWS::ApiGateway::BasePathMapping, Properties: {DomainName: !Ref Domain, ${mapping}}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: demo}}
  Other: {Type: AWS::ApiGateway::RestApi, Properties: {Name: other}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: Method, Properties: {RestApiId: !Ref Api}}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: live}}
Outputs:
  Arn: {Value: !GetAtt Domain.DomainNameArn}
  Regional: {Value: !GetAtt Domain.RegionalDomainName}
  Zone: {Value: !GetAtt Domain.RegionalHostedZoneId}
`;
  const state = async (ids: Readonly<Record<string, string>>, domainName: string) => {
    assert.equal(ids.Domain, domainName);
    const domain = await apigateway.GetDomainName({ domainName });
    assert.deepEqual(
      [ids.Arn, ids.Regional, ids.Zone],
      [domain.domainNameArn, domain.regionalDomainName, domain.regionalHostedZoneId],
    );
    const { items } = await apigateway.GetBasePathMappings({ domainName });
    return { domain, mappings: items };
  };
  const regional = (more: string) => `EndpointConfiguration: {Types: [REGIONAL]}, ${more}`;
  await through(
    fixture,
    [
      template(
        regional(
          `DomainName: api.example.com, RegionalCertificateArn: '${certificate('a')}', SecurityPolicy: TLS_1_2, Tags: [{Key: a, Value: b}]`,
        ),
        'RestApiId: !Ref Api',
      ),
      async (ids) => {
        const { domain, mappings } = await state(ids, 'api.example.com');
        assert.equal(domain.regionalCertificateArn, certificate('a'));
        assert.deepEqual([domain.securityPolicy, domain.tags], ['TLS_1_2', { a: 'b' }]);
        assert.deepEqual(mappings, [{ basePath: '(none)', restApiId: ids.Api }]);
        assert.equal(ids.Mapping, 'api.example.com|(none)');
      },
    ],
    [
      template(
        regional(`DomainName: api.example.com, RegionalCertificateArn: '${certificate('b')}'`),
        'RestApiId: !Ref Api, Stage: !Ref Stage, BasePath: v1',
      ),
      async (ids) => {
        const { domain, mappings } = await state(ids, 'api.example.com');
        assert.deepEqual([domain.regionalCertificateArn, domain.tags ?? {}], [certificate('b'), {}]);
        assert.deepEqual(mappings, [{ basePath: 'v1', restApiId: ids.Api, stage: 'live' }]);
        assert.equal(ids.Mapping, 'api.example.com|v1');
      },
    ],
    [
      template(
        regional(`DomainName: two.example.com, RegionalCertificateArn: '${certificate('b')}'`),
        'RestApiId: !Ref Other, BasePath: v1',
      ),
      async (ids) => {
        const { mappings } = await state(ids, 'two.example.com');
        assert.deepEqual(mappings, [{ basePath: 'v1', restApiId: ids.Other }]);
      },
    ],
    [
      template(
        regional(`DomainName: two.example.com, RegionalCertificateArn: '${certificate('b')}'`),
        'RestApiId: !Ref Api, Stage: !Ref Stage, BasePath: v1',
      ),
      async (ids) => {
        const { mappings } = await state(ids, 'two.example.com');
        assert.deepEqual(mappings, [{ basePath: 'v1', restApiId: ids.Api, stage: 'live' }]);
      },
    ],
    [
      template(
        regional(
          `DomainName: two.example.com, RegionalCertificateArn: '${certificate('b')}', MutualTlsAuthentication: {TruststoreUri: 's3://bucket/one.pem', TruststoreVersion: one}`,
        ),
        'RestApiId: !Ref Api, BasePath: v1',
      ),
      async (ids) => {
        const { domain, mappings } = await state(ids, 'two.example.com');
        assert.deepEqual(mappings, [{ basePath: 'v1', restApiId: ids.Api }]);
        assert.equal(domain.mutualTlsAuthentication?.truststoreVersion, 'one');
      },
    ],
    [
      template(
        `DomainName: two.example.com, CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a', EndpointConfiguration: {Types: [REGIONAL]}, RegionalCertificateArn: '${certificate('b')}'`,
        'RestApiId: !Ref Api, BasePath: v1',
      ),
      async (ids) =>
        assert.equal((await state(ids, 'two.example.com')).domain.mutualTlsAuthentication, undefined),
    ],
  );
  assert.deepEqual((await apigateway.GetDomainNames({})).items, []);
});

test("an edge-optimized domain has the distribution's name, and none of the region", async (t) => {
  const fixture = await cloudFormationFixture(t);
  const template = (attribute: string) => `Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties: {DomainName: edge.example.com, CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a'}
Outputs:
  Attribute: {Value: !GetAtt Domain.${attribute}}
`;
  await through(fixture, [
    template('DistributionDomainName'),
    async ({ Attribute }) => {
      const domain = await fixture.apigateway.GetDomainName({ domainName: 'edge.example.com' });
      assert.equal(Attribute, domain.distributionDomainName);
    },
  ]);
  await fixture.cloudFormation.CreateStack({
    StackName: 'fails',
    TemplateBody: template('RegionalDomainName'),
  });
  await fixture.idle();
  assert.equal((await fixture.stack('fails')).StackStatus, 'ROLLBACK_COMPLETE');
});

test('AWS::ApiGateway::DomainNameAccessAssociation', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { apigateway } = fixture;
  const { domainNameArn } = await apigateway.CreateDomainName({
    domainName: 'private.example.com',
    certificateArn: certificate('a'),
    endpointConfiguration: { types: ['PRIVATE'] },
  });
  const template = (source: string) => `Resources:
  Association:
    Type: AWS::ApiGateway::DomainNameAccessAssociation
    Properties:
      DomainNameArn: '${domainNameArn}'
      AccessAssociationSource: ${source}
      AccessAssociationSourceType: VPCE
Outputs:
  Attribute: {Value: !GetAtt Association.DomainNameAccessAssociationArn}
`;
  const check = (source: string) => async (ids: Readonly<Record<string, string>>) => {
    assert.equal(ids.Attribute, ids.Association);
    const { items } = await apigateway.GetDomainNameAccessAssociations({});
    assert.deepEqual(
      items?.map((one) => [one.domainNameAccessAssociationArn, one.accessAssociationSource]),
      [[ids.Association, source]],
    );
  };
  await through(
    fixture,
    [template('vpce-0123456789abcdef0'), check('vpce-0123456789abcdef0')],
    [template('vpce-0123456789abcdef1'), check('vpce-0123456789abcdef1')],
  );
  assert.deepEqual((await apigateway.GetDomainNameAccessAssociations({})).items, []);
});
