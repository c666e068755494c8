import type {
  BillingMode,
  GlobalSecondaryIndex,
  KeyType,
  ProjectionType,
  ScalarAttributeType,
  StreamViewType,
} from '@aws-sdk/client-dynamodb';
import {
  boolean,
  checkedByService,
  integer,
  json,
  list,
  object,
  type PropertiesOf,
  string,
  tags,
} from '../property-type.ts';

const NOT_KEPT = 'tables are made without it here.';

const keySchema = list(
  object({
    AttributeName: { type: string, required: true },
    KeyType: { type: checkedByService<KeyType>(), required: true },
  }),
);

const projection = object({
  NonKeyAttributes: { type: list(string) },
  ProjectionType: { type: checkedByService<ProjectionType>() },
});

const throughput = object({
  ReadCapacityUnits: { type: integer, required: true },
  WriteCapacityUnits: { type: integer, required: true },
});

/** Properties of AWS::DynamoDB::Table. */
export const tableProperties = {
  AttributeDefinitions: {
    type: list(
      object({
        AttributeName: { type: string, required: true },
        AttributeType: { type: checkedByService<ScalarAttributeType>(), required: true },
      }),
    ),
  },
  BillingMode: { type: checkedByService<BillingMode>() },
  ContributorInsightsSpecification: { type: json, unsupported: NOT_KEPT },
  DeletionProtectionEnabled: { type: boolean, unsupported: NOT_KEPT },
  GlobalSecondaryIndexes: {
    type: list(
      object({
        ContributorInsightsSpecification: { type: json, unsupported: NOT_KEPT },
        IndexName: { type: string, required: true },
        KeySchema: { type: keySchema, required: true },
        OnDemandThroughput: { type: json, unsupported: NOT_KEPT },
        Projection: { type: projection, required: true },
        ProvisionedThroughput: { type: throughput },
        WarmThroughput: { type: json, unsupported: NOT_KEPT },
      }),
    ),
  },
  ImportSourceSpecification: { type: json, unsupported: NOT_KEPT },
  KeySchema: { type: keySchema, required: true, replacement: true },
  KinesisStreamSpecification: { type: json, unsupported: NOT_KEPT },
  LocalSecondaryIndexes: {
    type: list(
      object({
        IndexName: { type: string, required: true },
        KeySchema: { type: keySchema, required: true },
        Projection: { type: projection, required: true },
      }),
    ),
    replacement: true,
  },
  OnDemandThroughput: { type: json, unsupported: NOT_KEPT },
  PointInTimeRecoverySpecification: { type: json, unsupported: NOT_KEPT },
  ProvisionedThroughput: { type: throughput },
  ResourcePolicy: { type: json, unsupported: NOT_KEPT },
  SSESpecification: { type: json, unsupported: NOT_KEPT },
  StreamSpecification: {
    type: object({
      ResourcePolicy: { type: json, unsupported: NOT_KEPT },
      StreamViewType: { type: checkedByService<StreamViewType>(), required: true },
    }),
  },
  TableClass: { type: string, unsupported: NOT_KEPT },
  TableName: { type: string, replacement: true },
  Tags: { type: tags },
  TimeToLiveSpecification: {
    type: object({ AttributeName: { type: string }, Enabled: { type: boolean, required: true } }),
  },
  WarmThroughput: { type: json, unsupported: NOT_KEPT },
} as const;

export type TableProperties = PropertiesOf<typeof tableProperties>;

/** An index as CreateTable and UpdateTable take it. */
export function globalIndex({
  IndexName,
  KeySchema,
  Projection,
  ProvisionedThroughput,
}: NonNullable<TableProperties['GlobalSecondaryIndexes']>[number]): GlobalSecondaryIndex {
  return { IndexName, KeySchema, Projection, ProvisionedThroughput };
}
