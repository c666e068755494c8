import { textAt } from '../backends/json-client.ts';
import { tagDifference, tagMap } from '../differences.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import {
  changedAttributes,
  queueProperties as properties,
  type QueueProperties,
  queueAttributes,
} from './queue-attributes.ts';

const FIFO_SUFFIX = '.fifo';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const queue = resourceType({
  name: 'AWS::SQS::Queue',
  tags: 'Tags',
  naming: { property: 'QueueName', maximumLength: 80 - FIFO_SUFFIX.length },
  attributes: ['Arn', 'QueueName', 'QueueUrl'],
  properties,

  async find(properties, context) {
    const found = await unlessMissing(context.sqs('GetQueueUrl', { QueueName: nameOf(properties, context) }));
    return found === undefined ? [] : [textAt(found, 'QueueUrl')];
  },

  async create(properties, context) {
    const { sqs, started } = context;
    const QueueName = nameOf(properties, context);
    const created = await sqs('CreateQueue', {
      QueueName,
      Attributes: queueAttributes(properties),
      ...(properties.Tags && { tags: tagMap(properties.Tags) }),
    });
    const QueueUrl = textAt(created, 'QueueUrl');
    await started(QueueUrl);
    const described = await sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] });
    const Arn = textAt(described, 'Attributes', 'QueueArn');
    return { physicalId: QueueUrl, attributes: { Arn, QueueName, QueueUrl } };
  },

  async update({ physicalId: QueueUrl, attributes }, properties, previous, { sqs }) {
    const Attributes = changedAttributes(properties, previous);
    if (Object.keys(Attributes).length > 0) await sqs('SetQueueAttributes', { QueueUrl, Attributes });
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    if (removedKeys.length > 0) await sqs('UntagQueue', { QueueUrl, TagKeys: removedKeys });
    if (changed.length > 0) await sqs('TagQueue', { QueueUrl, Tags: tagMap(changed) });
    return attributes;
  },

  async delete({ physicalId: QueueUrl }, _properties, { sqs }) {
    await unlessMissing(sqs('DeleteQueue', { QueueUrl }));
  },
});

/** A generated name of a FIFO queue ends as the names of those have to. */
function nameOf({ FifoQueue, QueueName }: QueueProperties, { name }: ResourceContext): string {
  return FifoQueue && QueueName === undefined ? `${name}${FIFO_SUFFIX}` : name;
}
