import { tagMap } from '../differences.ts';
import { list, string, tags } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';
import { replacing } from './patch.ts';
import { changeTags } from './tags.ts';

/**
 * Names of links need not be unique: one is made under its generated name, by which it is found again, and gets its own
 * name when its identifier is recorded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-vpclink.html
 */
export const vpcLink = resourceType({
  name: 'AWS::ApiGateway::VpcLink',
  tags: 'Tags',
  naming: { maximumLength: 128 },
  attributes: ['VpcLinkId'],
  properties: {
    Description: { type: string },
    Name: { type: string, required: true },
    Tags: { type: tags },
    TargetArns: { type: list(string), required: true, replacement: true },
  },

  async find(_properties, { apigateway, name }) {
    const links = await allItems((position) => apigateway.GetVpcLinks({ limit: PAGE_LIMIT, position }));
    return links.flatMap((one) => (one.name === name ? (one.id ?? []) : []));
  },

  async create({ Description, Name, Tags, TargetArns }, context) {
    const created = await context.apigateway.CreateVpcLink({
      name: context.name,
      description: Description,
      targetArns: TargetArns,
      tags: Tags && tagMap(Tags),
    });
    const physicalId = created.id ?? '';
    await context.started(physicalId);
    await context.apigateway.UpdateVpcLink({
      vpcLinkId: physicalId,
      patchOperations: [{ op: 'replace', path: '/name', value: Name }],
    });
    return { physicalId, attributes: { VpcLinkId: physicalId } };
  },

  async update({ physicalId: vpcLinkId, attributes }, properties, previous, context) {
    const patchOperations = replacing(
      ['/name', previous.Name, properties.Name, ''],
      ['/description', previous.Description, properties.Description, ''],
    );
    if (patchOperations.length > 0) await context.apigateway.UpdateVpcLink({ vpcLinkId, patchOperations });
    await changeTags(`/vpclinks/${vpcLinkId}`, previous.Tags, properties.Tags, context);
    return attributes;
  },

  async delete({ physicalId: vpcLinkId }, _properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteVpcLink({ vpcLinkId }));
  },
});
