import { differs, tagDifference } from '../differences.ts';
import { json, jsonText, object, string, tags } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
export const eventBus = resourceType({
  name: 'AWS::Events::EventBus',
  tags: 'Tags',
  naming: { property: 'Name', maximumLength: 256 },
  attributes: ['Arn', 'Name', 'Policy'],
  properties: {
    DeadLetterConfig: {
      type: object({ Arn: { type: string } }),
      unsupported: 'buses have no dead-letter queues here.',
    },
    Description: { type: string },
    EventSourceName: { type: string, unsupported: 'there are no partner event sources here.' },
    KmsKeyIdentifier: { type: string, unsupported: 'there are no KMS keys here.' },
    LogConfig: { type: object({}), unsupported: 'buses are not logged here.' },
    Name: { type: string, required: true, replacement: true },
    Policy: { type: json },
    Tags: { type: tags },
  },

  async find({ Name }, { eventBridge }) {
    const found = await unlessMissing(eventBridge.DescribeEventBus({ Name }));
    return found === undefined ? [] : [Name];
  },

  async create({ Name, Description, Policy, Tags }, { eventBridge, started }) {
    const created = await eventBridge.CreateEventBus({ Name, Description, Tags });
    const policy = Policy === undefined ? '' : jsonText(Policy);
    const attributes = { Arn: created.EventBusArn ?? '', Name, Policy: policy };
    await started(Name, attributes);
    if (Policy !== undefined) await eventBridge.PutPermission({ EventBusName: Name, Policy: policy });
    return { physicalId: Name, attributes };
  },

  async update({ physicalId: Name, attributes }, properties, previous, { eventBridge }) {
    const { Description, Policy } = properties;
    if (differs(previous, properties, 'Description')) await eventBridge.UpdateEventBus({ Name, Description });
    if (differs(previous, properties, 'Policy')) {
      if (Policy === undefined)
        await eventBridge.RemovePermission({ EventBusName: Name, RemoveAllPermissions: true });
      else await eventBridge.PutPermission({ EventBusName: Name, Policy: jsonText(Policy) });
    }
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    const ResourceARN = attributes.Arn ?? '';
    if (removedKeys.length > 0) await eventBridge.UntagResource({ ResourceARN, TagKeys: removedKeys });
    if (changed.length > 0) await eventBridge.TagResource({ ResourceARN, Tags: changed });
    return { ...attributes, Policy: Policy === undefined ? '' : jsonText(Policy) };
  },

  async delete({ physicalId: Name }, _properties, { eventBridge }) {
    await eventBridge.DeleteEventBus({ Name });
  },
});
