import type {
  GlobalSecondaryIndexUpdate,
  ProvisionedThroughput,
  UpdateTableInput,
} from '@aws-sdk/client-dynamodb';
import { sameValue } from '../../template/value.ts';
import { listAt, textAt, valueAt } from '../backends/json-client.ts';
import { HandlerError } from '../resource-type.ts';
import { streamViewType, type TableDescription } from './table-description.ts';
import { globalIndex, type TableProperties } from './table-properties.ts';

/**
 * The calls of UpdateTable, without the table's name, that bring a table from what it is to what it shall be: each is
 * to be awaited before the next. Throws HandlerError for changes that CloudFormation refuses.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export function tableChanges(
  description: TableDescription,
  properties: TableProperties,
): Omit<UpdateTableInput, 'TableName'>[] {
  refuseUnchangeable(description, properties);
  const { AttributeDefinitions } = properties;
  return [
    ...capacityChanges(description, properties),
    ...streamChanges(description, properties),
    ...indexChanges(description, properties).map((change) => ({
      ...(AttributeDefinitions && { AttributeDefinitions }),
      GlobalSecondaryIndexUpdates: [change],
    })),
  ];
}

function refuseUnchangeable({ Table }: TableDescription, properties: TableProperties): void {
  const types = byName(listAt(Table, 'AttributeDefinitions'), 'AttributeName');
  for (const { AttributeName, AttributeType } of properties.AttributeDefinitions ?? [])
    if (types.has(AttributeName) && textAt(types.get(AttributeName), 'AttributeType') !== AttributeType)
      throw new HandlerError(
        'InvalidRequest',
        `The type of the attribute ${AttributeName} in AttributeDefinitions can't be changed; replace the table.`,
      );
  const indexes = byName(listAt(Table, 'GlobalSecondaryIndexes'), 'IndexName');
  for (const index of properties.GlobalSecondaryIndexes ?? [])
    if (indexes.has(index.IndexName) && !sameIndex(indexes.get(index.IndexName), index))
      throw new HandlerError(
        'InvalidRequest',
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights " +
          'Specification. You can create a new GSI with a different name.',
      );
}

function byName(list: readonly unknown[], name: string): Map<string, unknown> {
  return new Map(list.map((one) => [textAt(one, name), one]));
}

type Index = NonNullable<TableProperties['GlobalSecondaryIndexes']>[number];

function sameIndex(there: unknown, { KeySchema, Projection }: Index): boolean {
  const keys = listAt(there, 'KeySchema').map((key) => [
    textAt(key, 'AttributeName'),
    textAt(key, 'KeyType'),
  ]);
  const attributes = listAt(there, 'Projection', 'NonKeyAttributes').map(String);
  return (
    sameValue(
      keys,
      KeySchema.map((key) => [key.AttributeName, key.KeyType]),
    ) &&
    textAt(there, 'Projection', 'ProjectionType') === (Projection.ProjectionType ?? '') &&
    sameValue(attributes.sort(), [...(Projection.NonKeyAttributes ?? [])].sort())
  );
}

function capacityChanges(
  { Table }: TableDescription,
  { BillingMode = 'PROVISIONED', ProvisionedThroughput, GlobalSecondaryIndexes = [] }: TableProperties,
): Omit<UpdateTableInput, 'TableName'>[] {
  const mode = textAt(Table, 'BillingModeSummary', 'BillingMode') || 'PROVISIONED';
  if (BillingMode === 'PAY_PER_REQUEST') return mode === BillingMode ? [] : [{ BillingMode }];
  const wanted = new Map(
    GlobalSecondaryIndexes.map((index) => [index.IndexName, index.ProvisionedThroughput]),
  );
  const indexes = listAt(Table, 'GlobalSecondaryIndexes').flatMap((index): GlobalSecondaryIndexUpdate[] => {
    const IndexName = textAt(index, 'IndexName');
    const throughput = wanted.get(IndexName);
    return throughput === undefined || sameThroughput(index, throughput)
      ? []
      : [{ Update: { IndexName, ProvisionedThroughput: throughput } }];
  });
  const change = {
    ...(mode !== BillingMode && { BillingMode }),
    ...(ProvisionedThroughput !== undefined &&
      !sameThroughput(Table, ProvisionedThroughput) && { ProvisionedThroughput }),
    ...(indexes.length > 0 && { GlobalSecondaryIndexUpdates: indexes }),
  };
  return Object.keys(change).length > 0 ? [change] : [];
}

function sameThroughput(holder: unknown, wanted: ProvisionedThroughput): boolean {
  const now = valueAt(holder, 'ProvisionedThroughput');
  return (
    valueAt(now, 'ReadCapacityUnits') === wanted.ReadCapacityUnits &&
    valueAt(now, 'WriteCapacityUnits') === wanted.WriteCapacityUnits
  );
}

/** A stream's view type can't be changed: a stream of another type takes its place. */
function streamChanges(
  description: TableDescription,
  { StreamSpecification }: TableProperties,
): Omit<UpdateTableInput, 'TableName'>[] {
  const now = streamViewType(description);
  const wanted = StreamSpecification?.StreamViewType;
  if (now === (wanted ?? '')) return [];
  return [
    ...(now !== '' ? [{ StreamSpecification: { StreamEnabled: false } }] : []),
    ...(wanted !== undefined
      ? [{ StreamSpecification: { StreamEnabled: true, StreamViewType: wanted } }]
      : []),
  ];
}

function indexChanges(
  { Table }: TableDescription,
  { GlobalSecondaryIndexes = [] }: TableProperties,
): GlobalSecondaryIndexUpdate[] {
  const there = new Set(listAt(Table, 'GlobalSecondaryIndexes').map((index) => textAt(index, 'IndexName')));
  const wanted = new Set(GlobalSecondaryIndexes.map(({ IndexName }) => IndexName));
  const changes: GlobalSecondaryIndexUpdate[] = [
    ...[...there].filter((name) => !wanted.has(name)).map((IndexName) => ({ Delete: { IndexName } })),
    ...GlobalSecondaryIndexes.filter(({ IndexName }) => !there.has(IndexName)).map((index) => ({
      Create: globalIndex(index),
    })),
  ];
  if (changes.length > 1)
    throw new HandlerError(
      'InvalidRequest',
      'Cannot perform more than one GSI creation or deletion in a single update',
    );
  return changes;
}
