import { listAt, textAt } from '../backends/json-client.ts';
import { tagDifference } from '../differences.ts';
import { HandlerError, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import type { DynamoDbClient } from './dynamodb-client.ts';
import { tableChanges } from './table-changes.ts';
import {
  describeTable,
  settledTable,
  streamViewType,
  type TableDescription,
  tableAttributes,
  tableGone,
} from './table-description.ts';
import { globalIndex, tableProperties as properties, type TableProperties } from './table-properties.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
export const table = resourceType({
  name: 'AWS::DynamoDB::Table',
  tags: 'Tags',
  naming: { property: 'TableName', maximumLength: 255 },
  attributes: ['Arn', 'StreamArn'],
  properties,

  async find(_properties, { dynamodb, name }) {
    return (await describeTable(dynamodb, name)) === undefined ? [] : [name];
  },

  async create(properties, { dynamodb, name: TableName, started }) {
    const { StreamSpecification: stream, Tags } = properties;
    await dynamodb('CreateTable', {
      TableName,
      AttributeDefinitions: properties.AttributeDefinitions,
      BillingMode: properties.BillingMode,
      GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(globalIndex),
      KeySchema: properties.KeySchema,
      LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
      ProvisionedThroughput: properties.ProvisionedThroughput,
      StreamSpecification: stream && { StreamEnabled: true, StreamViewType: stream.StreamViewType },
    });
    await started(TableName);
    const description = await requireAsAsked(dynamodb, TableName, properties);
    const attributes = tableAttributes(description);
    // Not with CreateTable: not every DynamoDB keeps the tags that come with it.
    if (Tags !== undefined && Tags.length > 0)
      await dynamodb('TagResource', { ResourceArn: attributes.Arn, Tags });
    await changeTimeToLive(dynamodb, TableName, properties);
    return { physicalId: TableName, attributes };
  },

  async update({ physicalId: TableName, attributes }, properties, previous, { dynamodb }) {
    const before = await settledTable(dynamodb, TableName);
    if (before === undefined)
      throw new HandlerError('InvalidRequest', `The table ${TableName} is not there any more.`);
    for (const change of tableChanges(before, properties)) {
      await dynamodb('UpdateTable', { TableName, ...change });
      await settledTable(dynamodb, TableName);
    }
    const description = await requireAsAsked(dynamodb, TableName, properties);
    await changeTimeToLive(dynamodb, TableName, properties);
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    const ResourceArn = attributes.Arn ?? '';
    if (removedKeys.length > 0) await dynamodb('UntagResource', { ResourceArn, TagKeys: removedKeys });
    if (changed.length > 0) await dynamodb('TagResource', { ResourceArn, Tags: changed });
    return tableAttributes(description);
  },

  async delete({ physicalId: TableName }, _properties, { dynamodb }) {
    // What is being made or changed can't be deleted.
    if ((await settledTable(dynamodb, TableName)) === undefined) return;
    await unlessMissing(dynamodb('DeleteTable', { TableName }));
    await tableGone(dynamodb, TableName);
  },
});

/**
 * The settled table. Throws HandlerError when DynamoDB, which may be any that is called so, took the table's
 * description without keeping to it.
 */
async function requireAsAsked(
  dynamodb: DynamoDbClient,
  TableName: string,
  { GlobalSecondaryIndexes = [], StreamSpecification }: TableProperties,
): Promise<TableDescription> {
  const description = await settledTable(dynamodb, TableName);
  if (description === undefined)
    throw new HandlerError('InvalidRequest', `The table ${TableName} was deleted while it was being made.`);
  if (streamViewType(description) !== (StreamSpecification?.StreamViewType ?? ''))
    throw notKept('StreamSpecification');
  const names = listAt(description.Table, 'GlobalSecondaryIndexes').map((index) =>
    textAt(index, 'IndexName'),
  );
  const wanted = GlobalSecondaryIndexes.map(({ IndexName }) => IndexName);
  if (names.sort().join() !== wanted.sort().join()) throw notKept('GlobalSecondaryIndexes');
  return description;
}

function notKept(property: string): HandlerError {
  return new HandlerError(
    'InvalidRequest',
    `The DynamoDB that this gateway calls did not carry out ${property}; it offers no such thing.`,
  );
}

async function changeTimeToLive(
  dynamodb: DynamoDbClient,
  TableName: string,
  { TimeToLiveSpecification: wanted }: TableProperties,
): Promise<void> {
  const now = await dynamodb('DescribeTimeToLive', { TableName });
  const status = textAt(now, 'TimeToLiveDescription', 'TimeToLiveStatus');
  const enabled = status === 'ENABLED' || status === 'ENABLING';
  if (enabled === (wanted?.Enabled ?? false)) return;
  const AttributeName = wanted?.AttributeName ?? textAt(now, 'TimeToLiveDescription', 'AttributeName');
  await dynamodb('UpdateTimeToLive', {
    TableName,
    TimeToLiveSpecification: { Enabled: !enabled, AttributeName },
  });
}
