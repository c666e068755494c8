import type {
  DomainName,
  EndpointAccessMode,
  PatchOperation,
  RoutingMode,
  SecurityPolicy,
} from '@aws-sdk/client-api-gateway';
import { tagMap } from '../differences.ts';
import { checkedByService, list, object, oneOf, type PropertiesOf, string, tags } from '../property-type.ts';
import { type Attributes, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { replacing } from './patch.ts';
import { changeTags } from './tags.ts';

const properties = {
  CertificateArn: { type: string },
  DomainName: { type: string, replacement: true },
  EndpointAccessMode: { type: checkedByService<EndpointAccessMode>() },
  EndpointConfiguration: {
    type: object({
      IpAddressType: { type: oneOf('ipv4', 'dualstack') },
      Types: { type: list(oneOf('EDGE', 'REGIONAL', 'PRIVATE')) },
    }),
  },
  MutualTlsAuthentication: {
    type: object({ TruststoreUri: { type: string }, TruststoreVersion: { type: string } }),
  },
  OwnershipVerificationCertificateArn: { type: string },
  RegionalCertificateArn: { type: string },
  RoutingMode: { type: checkedByService<RoutingMode>() },
  SecurityPolicy: { type: checkedByService<SecurityPolicy>() },
  Tags: { type: tags },
} as const;

type DomainNameProperties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-domainname.html */
export const domainName = resourceType({
  name: 'AWS::ApiGateway::DomainName',
  tags: 'Tags',
  attributes: [
    'DistributionDomainName',
    'DistributionHostedZoneId',
    'DomainNameArn',
    'RegionalDomainName',
    'RegionalHostedZoneId',
  ],
  properties,

  async find({ DomainName: domainName }, { apigateway }) {
    if (domainName === undefined) return [];
    const found = await unlessMissing(apigateway.GetDomainName({ domainName }));
    return found === undefined ? [] : [domainName];
  },

  async create(properties, context) {
    const { DomainName: domainName, EndpointConfiguration, MutualTlsAuthentication } = properties;
    const created = await context.apigateway.CreateDomainName({
      domainName,
      certificateArn: properties.CertificateArn,
      endpointAccessMode: properties.EndpointAccessMode,
      endpointConfiguration: EndpointConfiguration && {
        types: EndpointConfiguration.Types,
        ipAddressType: EndpointConfiguration.IpAddressType,
      },
      mutualTlsAuthentication: MutualTlsAuthentication && {
        truststoreUri: MutualTlsAuthentication.TruststoreUri,
        truststoreVersion: MutualTlsAuthentication.TruststoreVersion,
      },
      ownershipVerificationCertificateArn: properties.OwnershipVerificationCertificateArn,
      regionalCertificateArn: properties.RegionalCertificateArn,
      routingMode: properties.RoutingMode,
      securityPolicy: properties.SecurityPolicy,
      tags: properties.Tags && tagMap(properties.Tags),
    });
    const physicalId = created.domainName ?? '';
    await context.started(physicalId);
    return { physicalId, attributes: attributesOf(created) };
  },

  async update({ physicalId: domainName, attributes }, properties, previous, context) {
    const patchOperations = changes(previous, properties);
    const updated =
      patchOperations.length > 0
        ? attributesOf(await context.apigateway.UpdateDomainName({ domainName, patchOperations }))
        : attributes;
    await changeTags(`/domainnames/${domainName}`, previous.Tags, properties.Tags, context);
    return updated;
  },

  async delete({ physicalId: domainName }, _properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteDomainName({ domainName }));
  },
});

/** Which there are depends on the type of the endpoint. */
function attributesOf(domain: DomainName): Attributes {
  const values = {
    DistributionDomainName: domain.distributionDomainName,
    DistributionHostedZoneId: domain.distributionHostedZoneId,
    DomainNameArn: domain.domainNameArn,
    RegionalDomainName: domain.regionalDomainName,
    RegionalHostedZoneId: domain.regionalHostedZoneId,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateDomainName-Patch */
function changes(before: DomainNameProperties, after: DomainNameProperties): PatchOperation[] {
  const { EndpointConfiguration: was } = before;
  const { EndpointConfiguration: shall } = after;
  const typeBefore = was?.Types?.[0] ?? 'EDGE';
  const typeAfter = shall?.Types?.[0] ?? 'EDGE';
  const addresses = typeAfter === 'PRIVATE' ? 'dualstack' : 'ipv4';
  return [
    ...replacing(
      [`/endpointConfiguration/types/${typeBefore}`, typeBefore, typeAfter, typeAfter],
      ['/endpointConfiguration/ipAddressType', was?.IpAddressType, shall?.IpAddressType, addresses],
      ['/certificateArn', before.CertificateArn, after.CertificateArn, ''],
      ['/regionalCertificateArn', before.RegionalCertificateArn, after.RegionalCertificateArn, ''],
      [
        '/ownershipVerificationCertificateArn',
        before.OwnershipVerificationCertificateArn,
        after.OwnershipVerificationCertificateArn,
        '',
      ],
      ['/securityPolicy', before.SecurityPolicy, after.SecurityPolicy, 'TLS_1_2'],
      ['/endpointAccessMode', before.EndpointAccessMode, after.EndpointAccessMode, 'BASIC'],
      ['/routingMode', before.RoutingMode, after.RoutingMode, 'BASE_PATH_MAPPING_ONLY'],
    ),
    ...mutualTlsChanges(before.MutualTlsAuthentication, after.MutualTlsAuthentication ?? {}),
  ];
}

type MutualTls = NonNullable<DomainNameProperties['MutualTlsAuthentication']>;

/** The version goes with the truststore. */
function mutualTlsChanges(before: MutualTls | undefined, after: MutualTls): PatchOperation[] {
  const path = '/mutualTlsAuthentication';
  const uri = replacing([`${path}/truststoreUri`, before?.TruststoreUri, after.TruststoreUri, '']);
  if (after.TruststoreUri === undefined) return uri;
  return [
    ...uri,
    ...replacing([`${path}/truststoreVersion`, before?.TruststoreVersion, after.TruststoreVersion, '']),
  ];
}
