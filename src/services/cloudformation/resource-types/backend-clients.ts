import type { Backends } from '../../../backends/backend.ts';
import { type DynamoDbClient, dynamoDbClient } from './dynamodb/dynamodb-client.ts';
import { type S3Client, s3Client } from './s3/s3-client.ts';
import type { CallOrigin } from './service-clients.ts';
import { type SnsClient, snsClient } from './sns/sns-client.ts';
import { type SqsClient, sqsClient } from './sqs/sqs-client.ts';

/** The services that resource types are made of and that are backends of this program, not its own. */
export interface BackendClients {
  readonly dynamodb: DynamoDbClient;
  readonly s3: S3Client;
  readonly sns: SnsClient;
  readonly sqs: SqsClient;
}

/** Clients of the backends, called as the origin's caller. */
export function backendClients(backends: Backends, origin: CallOrigin): BackendClients {
  return {
    dynamodb: dynamoDbClient(backends, origin),
    s3: s3Client(backends, origin),
    sns: snsClient(backends, origin),
    sqs: sqsClient(backends, origin),
  };
}
