import { differs, listDifference } from '../differences.ts';
import { json, jsonText, list, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const queuePolicy = resourceType({
  name: 'AWS::SQS::QueuePolicy',
  naming: { maximumLength: 100 },
  attributes: ['Id'],
  properties: {
    PolicyDocument: { type: json, required: true },
    Queues: { type: list(string), required: true },
  },

  // It exists in its queues alone; taking it from them once more does no harm.
  find: async (_properties, { name }) => [name],

  async create({ PolicyDocument, Queues }, { sqs, name, started }) {
    await started(name);
    for (const QueueUrl of Queues)
      await sqs('SetQueueAttributes', { QueueUrl, Attributes: { Policy: jsonText(PolicyDocument) } });
    return { physicalId: name, attributes: { Id: name } };
  },

  async update({ attributes }, properties, previous, { sqs }) {
    const { removed, added } = listDifference(previous.Queues, properties.Queues);
    const changed = differs(previous, properties, 'PolicyDocument') ? properties.Queues : added;
    for (const QueueUrl of changed)
      await sqs('SetQueueAttributes', {
        QueueUrl,
        Attributes: { Policy: jsonText(properties.PolicyDocument) },
      });
    for (const QueueUrl of removed)
      await unlessMissing(sqs('SetQueueAttributes', { QueueUrl, Attributes: { Policy: '' } }));
    return attributes;
  },

  async delete(_current, { Queues }, { sqs }) {
    for (const QueueUrl of Queues)
      await unlessMissing(sqs('SetQueueAttributes', { QueueUrl, Attributes: { Policy: '' } }));
  },
});
