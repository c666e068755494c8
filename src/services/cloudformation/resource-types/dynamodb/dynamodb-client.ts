import type {
  CreateTableInput,
  DeleteTableInput,
  DescribeTableInput,
  DescribeTimeToLiveInput,
  TagResourceInput,
  UntagResourceInput,
  UpdateTableInput,
  UpdateTimeToLiveInput,
} from '@aws-sdk/client-dynamodb';
import type { Backends } from '../../../../backends/backend.ts';
import { type JsonClient, jsonClient } from '../backends/json-client.ts';
import type { CallOrigin } from '../service-clients.ts';

/** Operations of DynamoDB's API that tables are made with. */
interface Inputs {
  CreateTable: CreateTableInput;
  DeleteTable: DeleteTableInput;
  DescribeTable: DescribeTableInput;
  DescribeTimeToLive: DescribeTimeToLiveInput;
  TagResource: TagResourceInput;
  UntagResource: UntagResourceInput;
  UpdateTable: UpdateTableInput;
  UpdateTimeToLive: UpdateTimeToLiveInput;
}

export type DynamoDbClient = JsonClient<Inputs>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/ */
export function dynamoDbClient(backends: Backends, origin: CallOrigin): DynamoDbClient {
  return jsonClient(
    backends,
    {
      name: 'dynamodb',
      displayName: 'DynamoDb',
      target: 'DynamoDB_20120810',
      contentType: 'application/x-amz-json-1.0',
    },
    origin,
  );
}
