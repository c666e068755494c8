import { tagMap } from '../differences.ts';
import { oneOf, string, tags } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-domainnameaccessassociation.html */
export const domainNameAccessAssociation = resourceType({
  name: 'AWS::ApiGateway::DomainNameAccessAssociation',
  tags: 'Tags',
  attributes: ['DomainNameAccessAssociationArn'],
  properties: {
    AccessAssociationSource: { type: string, required: true, replacement: true },
    AccessAssociationSourceType: { type: oneOf('VPCE'), required: true, replacement: true },
    DomainNameArn: { type: string, required: true, replacement: true },
    Tags: { type: tags, replacement: true },
  },

  async find({ DomainNameArn, AccessAssociationSource }, { apigateway }) {
    const associations = await allItems((position) =>
      apigateway.GetDomainNameAccessAssociations({ limit: PAGE_LIMIT, position }),
    );
    return associations.flatMap((one) =>
      one.domainNameArn === DomainNameArn && one.accessAssociationSource === AccessAssociationSource
        ? (one.domainNameAccessAssociationArn ?? [])
        : [],
    );
  },

  async create(properties, context) {
    const created = await context.apigateway.CreateDomainNameAccessAssociation({
      domainNameArn: properties.DomainNameArn,
      accessAssociationSource: properties.AccessAssociationSource,
      accessAssociationSourceType: properties.AccessAssociationSourceType,
      tags: properties.Tags && tagMap(properties.Tags),
    });
    const physicalId = created.domainNameAccessAssociationArn ?? '';
    await context.started(physicalId);
    return { physicalId, attributes: { DomainNameAccessAssociationArn: physicalId } };
  },

  // Every property makes a new association.
  update: async ({ attributes }) => attributes,

  async delete({ physicalId: domainNameAccessAssociationArn }, _properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteDomainNameAccessAssociation({ domainNameAccessAssociationArn }));
  },
});
