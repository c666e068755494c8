import { setTimeout as wait } from 'node:timers/promises';
import { listAt, textAt, valueAt } from '../backends/json-client.ts';
import { HandlerError } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import type { DynamoDbClient } from './dynamodb-client.ts';

/** What DynamoDB says of a table: the answer of DescribeTable. */
export type TableDescription = { readonly Table: unknown };

const SETTLED = new Set(['', 'ACTIVE']);
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1000;
const LIMIT_MS = 15 * 60_000;

/** The table; undefined when there is none. */
export async function describeTable(
  dynamodb: DynamoDbClient,
  TableName: string,
): Promise<TableDescription | undefined> {
  const answer = await unlessMissing(dynamodb('DescribeTable', { TableName }));
  return answer === undefined ? undefined : { Table: valueAt(answer, 'Table') };
}

/** The table, when neither it nor an index of it is being made or changed any more; undefined when there is none. */
export function settledTable(
  dynamodb: DynamoDbClient,
  TableName: string,
): Promise<TableDescription | undefined> {
  return tableWhen(dynamodb, TableName, isSettled);
}

/** Resolves when there is no such table any more. */
export async function tableGone(dynamodb: DynamoDbClient, TableName: string): Promise<void> {
  await tableWhen(dynamodb, TableName, () => false);
}

/** Polls the table until it is gone or as it shall be. */
async function tableWhen(
  dynamodb: DynamoDbClient,
  TableName: string,
  ready: (description: TableDescription) => boolean,
): Promise<TableDescription | undefined> {
  let delay = FIRST_WAIT_MS;
  for (let waited = 0; waited < LIMIT_MS; waited += delay) {
    const description = await describeTable(dynamodb, TableName);
    if (description === undefined || ready(description)) return description;
    delay = Math.min(delay * 2, LONGEST_WAIT_MS);
    await wait(delay);
  }
  throw new HandlerError('InvalidRequest', `The table ${TableName} did not settle within 15 minutes.`);
}

function isSettled({ Table }: TableDescription): boolean {
  const indexes = listAt(Table, 'GlobalSecondaryIndexes');
  return (
    SETTLED.has(textAt(Table, 'TableStatus')) &&
    indexes.every((index) => SETTLED.has(textAt(index, 'IndexStatus')))
  );
}

/** What `Fn::GetAtt` gives. A table without a stream has no StreamArn. */
export function tableAttributes({ Table }: TableDescription): Record<string, string> {
  const stream = textAt(Table, 'LatestStreamArn');
  return { Arn: textAt(Table, 'TableArn'), ...(stream !== '' && { StreamArn: stream }) };
}

/** Which changes the table's stream holds; empty when it has none. */
export function streamViewType({ Table }: TableDescription): string {
  return valueAt(Table, 'StreamSpecification', 'StreamEnabled') === true
    ? textAt(Table, 'StreamSpecification', 'StreamViewType')
    : '';
}
