import { tagMap } from '../differences.ts';
import { string, tags } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';
import { replacing } from './patch.ts';
import { changeTags } from './tags.ts';

/**
 * Certificates have nothing that tells them apart but their identifiers: one is made with its generated name for a
 * description, by which it is found again, and gets its own description when its identifier is recorded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-clientcertificate.html
 */
export const clientCertificate = resourceType({
  name: 'AWS::ApiGateway::ClientCertificate',
  tags: 'Tags',
  naming: { maximumLength: 128 },
  attributes: ['ClientCertificateId'],
  properties: { Description: { type: string }, Tags: { type: tags } },

  async find(_properties, { apigateway, name }) {
    const certificates = await allItems((position) =>
      apigateway.GetClientCertificates({ limit: PAGE_LIMIT, position }),
    );
    return certificates.flatMap((one) => (one.description === name ? (one.clientCertificateId ?? []) : []));
  },

  async create({ Description, Tags }, context) {
    const created = await context.apigateway.GenerateClientCertificate({
      description: context.name,
      tags: Tags && tagMap(Tags),
    });
    const physicalId = created.clientCertificateId ?? '';
    await context.started(physicalId);
    await context.apigateway.UpdateClientCertificate({
      clientCertificateId: physicalId,
      patchOperations: [{ op: 'replace', path: '/description', value: Description ?? '' }],
    });
    return { physicalId, attributes: { ClientCertificateId: physicalId } };
  },

  async update({ physicalId: clientCertificateId, attributes }, properties, previous, context) {
    const patchOperations = replacing(['/description', previous.Description, properties.Description, '']);
    if (patchOperations.length > 0)
      await context.apigateway.UpdateClientCertificate({ clientCertificateId, patchOperations });
    await changeTags(`/clientcertificates/${clientCertificateId}`, previous.Tags, properties.Tags, context);
    return attributes;
  },

  async delete({ physicalId: clientCertificateId }, _properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteClientCertificate({ clientCertificateId }));
  },
});
