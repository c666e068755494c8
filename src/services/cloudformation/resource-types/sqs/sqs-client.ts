import type { Backends } from '../../../../backends/backend.ts';
import { type JsonClient, jsonClient } from '../backends/json-client.ts';
import type { CallOrigin } from '../service-clients.ts';

/** Operations of SQS's API that queues are made with. */
interface Inputs {
  CreateQueue: { QueueName: string; Attributes: Record<string, string>; tags?: Record<string, string> };
  DeleteQueue: { QueueUrl: string };
  GetQueueAttributes: { QueueUrl: string; AttributeNames: string[] };
  GetQueueUrl: { QueueName: string };
  SetQueueAttributes: { QueueUrl: string; Attributes: Record<string, string> };
  TagQueue: { QueueUrl: string; Tags: Record<string, string> };
  UntagQueue: { QueueUrl: string; TagKeys: string[] };
}

export type SqsClient = JsonClient<Inputs>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
export function sqsClient(backends: Backends, origin: CallOrigin): SqsClient {
  return jsonClient(
    backends,
    {
      name: 'sqs',
      displayName: 'Sqs',
      target: 'AmazonSQS',
      contentType: 'application/x-amz-json-1.0',
    },
    origin,
  );
}
