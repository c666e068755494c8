import type { Backends } from '../../../../backends/backend.ts';
import { type QueryClient, queryClient } from '../backends/query-client.ts';
import type { CallOrigin } from '../service-clients.ts';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Operations of SNS's API that topics and subscriptions are made with. */
type Inputs = {
  CreateTopic: { Name: string; Attributes: Record<string, string>; Tags: readonly Tag[] | undefined };
  DeleteTopic: { TopicArn: string };
  ListSubscriptionsByTopic: { TopicArn: string; NextToken: string | undefined };
  ListTopics: { NextToken: string | undefined };
  SetSubscriptionAttributes: { SubscriptionArn: string; AttributeName: string; AttributeValue: string };
  SetTopicAttributes: { TopicArn: string; AttributeName: string; AttributeValue: string };
  Subscribe: {
    TopicArn: string;
    Protocol: string;
    Endpoint: string | undefined;
    Attributes: Record<string, string>;
    ReturnSubscriptionArn: 'true';
  };
  TagResource: { ResourceArn: string; Tags: readonly Tag[] };
  Unsubscribe: { SubscriptionArn: string };
  UntagResource: { ResourceArn: string; TagKeys: readonly string[] };
};

export type SnsClient = QueryClient<Inputs>;

/** https://docs.aws.amazon.com/sns/latest/api/ */
export function snsClient(backends: Backends, origin: CallOrigin): SnsClient {
  return queryClient(backends, { name: 'sns', displayName: 'Sns', version: '2010-03-31' }, origin);
}
