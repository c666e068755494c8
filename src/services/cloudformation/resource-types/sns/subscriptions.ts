import { elementsOf, elementText } from '../../../../protocols/xml-elements.ts';
import { oneOf } from '../property-type.ts';
import type { SnsClient } from './sns-client.ts';

/** Where topics deliver to here. */
export const PROTOCOL = oneOf('sqs');

/** What makes two subscriptions the same one. */
export interface SubscriptionKey {
  readonly TopicArn: string;
  readonly Protocol: string;
  readonly Endpoint: string | undefined;
}

/** Subscribes; gives the subscription's ARN. */
export async function subscribe(
  sns: SnsClient,
  key: SubscriptionKey,
  Attributes: Record<string, string> = {},
): Promise<string> {
  const answer = await sns('Subscribe', { ...key, Attributes, ReturnSubscriptionArn: 'true' });
  return elementText(answer, 'SubscriptionArn');
}

/** The ARN of a subscription that is there. */
export async function subscriptionOf(
  sns: SnsClient,
  { TopicArn, Protocol, Endpoint }: SubscriptionKey,
): Promise<string | undefined> {
  let NextToken: string | undefined;
  do {
    const page = await sns('ListSubscriptionsByTopic', { TopicArn, NextToken });
    const same = elementsOf(page, 'member').find(
      (one) => elementText(one, 'Protocol') === Protocol && elementText(one, 'Endpoint') === Endpoint,
    );
    if (same !== undefined) return elementText(same, 'SubscriptionArn');
    NextToken = elementText(page, 'NextToken') || undefined;
  } while (NextToken !== undefined);
  return undefined;
}
