import { elementsOf, elementText } from '../../../../protocols/xml-elements.ts';
import { differs, listDifference, tagDifference } from '../differences.ts';
import { boolean, json, list, object, oneOf, type PropertiesOf, string, tags } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import type { SnsClient } from './sns-client.ts';
import { PROTOCOL, subscribe, subscriptionOf } from './subscriptions.ts';

const NOT_DONE = 'topics do no such thing here.';
const FIFO_SUFFIX = '.fifo';

const properties = {
  ArchivePolicy: { type: json, unsupported: NOT_DONE },
  ContentBasedDeduplication: { type: boolean },
  DataProtectionPolicy: { type: json, unsupported: NOT_DONE },
  DeliveryStatusLogging: { type: list(json), unsupported: NOT_DONE },
  DisplayName: { type: string },
  FifoThroughputScope: { type: string, unsupported: NOT_DONE },
  FifoTopic: { type: boolean, replacement: true },
  KmsMasterKeyId: { type: string, unsupported: NOT_DONE },
  SignatureVersion: { type: string, unsupported: NOT_DONE },
  Subscription: {
    type: list(
      object({ Endpoint: { type: string, required: true }, Protocol: { type: PROTOCOL, required: true } }),
    ),
  },
  Tags: { type: tags },
  TopicName: { type: string, replacement: true },
  TracingConfig: { type: oneOf('Active', 'PassThrough'), unsupported: NOT_DONE },
} as const;

type Properties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic = resourceType({
  name: 'AWS::SNS::Topic',
  tags: 'Tags',
  naming: { property: 'TopicName', maximumLength: 256 - FIFO_SUFFIX.length },
  attributes: ['TopicArn', 'TopicName'],
  properties,

  async find(properties, context) {
    const suffix = `:${nameOf(properties, context)}`;
    return (await topicArns(context.sns)).filter((arn) => arn.endsWith(suffix));
  },

  async create(properties, context) {
    const { sns, started } = context;
    const TopicName = nameOf(properties, context);
    const created = await sns('CreateTopic', {
      Name: TopicName,
      Attributes: topicAttributes(properties),
      Tags: properties.Tags,
    });
    const TopicArn = elementText(created, 'TopicArn');
    await started(TopicArn);
    for (const { Protocol, Endpoint } of properties.Subscription ?? [])
      await subscribe(sns, { TopicArn, Protocol, Endpoint });
    return { physicalId: TopicArn, attributes: { TopicArn, TopicName } };
  },

  async update({ physicalId: TopicArn, attributes }, properties, previous, { sns }) {
    for (const AttributeName of ['ContentBasedDeduplication', 'DisplayName'] as const)
      if (differs(previous, properties, AttributeName))
        await sns('SetTopicAttributes', {
          TopicArn,
          AttributeName,
          AttributeValue: String(properties[AttributeName] ?? (AttributeName === 'DisplayName' ? '' : false)),
        });
    await changeSubscriptions(sns, TopicArn, properties, previous);
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    if (removedKeys.length > 0) await sns('UntagResource', { ResourceArn: TopicArn, TagKeys: removedKeys });
    if (changed.length > 0) await sns('TagResource', { ResourceArn: TopicArn, Tags: changed });
    return attributes;
  },

  async delete({ physicalId: TopicArn }, _properties, { sns }) {
    await unlessMissing(sns('DeleteTopic', { TopicArn }));
  },
});

/** A generated name of a FIFO topic ends as the names of those have to. */
function nameOf({ FifoTopic, TopicName }: Properties, { name }: ResourceContext): string {
  return FifoTopic && TopicName === undefined ? `${name}${FIFO_SUFFIX}` : name;
}

function topicAttributes(properties: Properties): Record<string, string> {
  const { ContentBasedDeduplication, DisplayName, FifoTopic } = properties;
  return {
    ...(DisplayName !== undefined && { DisplayName }),
    ...(FifoTopic && { FifoTopic: 'true' }),
    ...(ContentBasedDeduplication !== undefined && {
      ContentBasedDeduplication: String(ContentBasedDeduplication),
    }),
  };
}

async function topicArns(sns: SnsClient): Promise<string[]> {
  const arns: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sns('ListTopics', { NextToken });
    arns.push(...elementsOf(page, 'TopicArn'));
    NextToken = elementText(page, 'NextToken') || undefined;
  } while (NextToken !== undefined);
  return arns;
}

async function changeSubscriptions(
  sns: SnsClient,
  TopicArn: string,
  after: Properties,
  before: Properties,
): Promise<void> {
  const keysOf = ({ Subscription = [] }: Properties) =>
    Subscription.map(({ Protocol, Endpoint }) => `${Protocol} ${Endpoint}`);
  const { removed, added } = listDifference(keysOf(before), keysOf(after));
  const parts = (key: string) => ({
    TopicArn,
    Protocol: key.slice(0, key.indexOf(' ')),
    Endpoint: key.slice(key.indexOf(' ') + 1),
  });
  for (const key of removed) {
    const SubscriptionArn = await subscriptionOf(sns, parts(key));
    if (SubscriptionArn !== undefined) await unlessMissing(sns('Unsubscribe', { SubscriptionArn }));
  }
  for (const key of added) await subscribe(sns, parts(key));
}
