import { boolean, json, jsonText, oneOf, type PropertiesOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { PROTOCOL, subscribe, subscriptionOf } from './subscriptions.ts';

const NOT_DONE = 'subscriptions do no such thing here.';

const properties = {
  DeliveryPolicy: { type: json, unsupported: NOT_DONE },
  Endpoint: { type: string, replacement: true },
  FilterPolicy: { type: json },
  FilterPolicyScope: { type: oneOf('MessageAttributes', 'MessageBody') },
  Protocol: { type: PROTOCOL, required: true, replacement: true },
  RawMessageDelivery: { type: boolean },
  RedrivePolicy: { type: json, unsupported: NOT_DONE },
  Region: { type: string, unsupported: NOT_DONE },
  ReplayPolicy: { type: json, unsupported: NOT_DONE },
  SubscriptionRoleArn: { type: string, unsupported: NOT_DONE },
  TopicArn: { type: string, required: true, replacement: true },
} as const;

type Properties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const subscription = resourceType({
  name: 'AWS::SNS::Subscription',
  attributes: ['Arn'],
  properties,

  async find({ TopicArn, Protocol, Endpoint }, { sns }) {
    const found = await unlessMissing(subscriptionOf(sns, { TopicArn, Protocol, Endpoint }));
    return found === undefined ? [] : [found];
  },

  async create(properties, { sns, started }) {
    const { TopicArn, Protocol, Endpoint } = properties;
    const Arn = await subscribe(
      sns,
      { TopicArn, Protocol, Endpoint },
      Object.fromEntries(attributes(properties)),
    );
    await started(Arn);
    return { physicalId: Arn, attributes: { Arn } };
  },

  async update({ physicalId: SubscriptionArn, attributes: current }, properties, previous, { sns }) {
    const before = attributes(previous);
    const after = attributes(properties);
    for (const [AttributeName, fallback] of DEFAULTS)
      if (before.get(AttributeName) !== after.get(AttributeName))
        await sns('SetSubscriptionAttributes', {
          SubscriptionArn,
          AttributeName,
          AttributeValue: after.get(AttributeName) ?? fallback,
        });
    return current;
  },

  async delete({ physicalId: SubscriptionArn }, _properties, { sns }) {
    await unlessMissing(sns('Unsubscribe', { SubscriptionArn }));
  },
});

/** What attributes are when nothing is said of them, in the order in which they are set. */
const DEFAULTS = [
  ['FilterPolicyScope', 'MessageAttributes'],
  ['FilterPolicy', '{}'],
  ['RawMessageDelivery', 'false'],
] as const;

function attributes({
  FilterPolicy,
  FilterPolicyScope,
  RawMessageDelivery,
}: Properties): Map<string, string> {
  const given = new Map<string, string>();
  if (FilterPolicyScope !== undefined) given.set('FilterPolicyScope', FilterPolicyScope);
  if (FilterPolicy !== undefined) given.set('FilterPolicy', jsonText(FilterPolicy));
  if (RawMessageDelivery !== undefined) given.set('RawMessageDelivery', String(RawMessageDelivery));
  return given;
}
