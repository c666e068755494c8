import type { ConditionValues } from '../../identity/access.ts';
import { isRecord } from '../../protocols/safe-record.ts';
import type { RequiredPermission } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { rawHeader } from '../raw-headers.ts';
import type { Described, ServiceCall } from '../service-call.ts';
import { readJsonObject, targetOperation, textMember } from './json-body.ts';
import { soleOwner } from './sole-owner.ts';

/** Members that hold the ARN of what an operation is about. */
const ARN_MEMBERS = ['ResourceArn', 'TableArn', 'StreamArn', 'BackupArn', 'ExportArn', 'ImportArn'];
const TABLE_MEMBERS = ['TableName', 'SourceTableName', 'TargetTableName', 'GlobalTableName'];
const NOT_KNOWN = '\u0000not known';
const READS_INDEXES = new Set(['Query', 'Scan']);
/** What each part of a transaction needs. */
const TRANSACT_ACTIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};
/** Statements name their tables in a language of their own, which is not read here: all of it is needed. */
const PARTIQL_ACTIONS = ['PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'];
const PARTIQL = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction']);

/**
 * What a call of DynamoDB needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function describeDynamoDb(call: ServiceCall): Described {
  const operation = targetOperation(rawHeader(call.headers, 'x-amz-target'));
  if (operation === undefined) throw new ServiceError('UnknownOperationException', 400, '');
  const input = readJsonObject(call.body);
  const permissions: RequiredPermission[] = [];
  const conditions = itemConditions(input);
  const need = (action: string, resource: string) =>
    permissions.push({ ...permission(call, action, resource), ...(resource !== '*' && { conditions }) });
  if (PARTIQL.has(operation)) for (const action of PARTIQL_ACTIONS) need(action, '*');
  else if (operation.startsWith('Transact')) {
    for (const { action, table } of transactionParts(input)) need(action, tableArn(call, table));
  } else for (const resource of resourcesOf(call, operation, input)) need(operation, resource);
  if (permissions.length === 0) need(operation, '*');
  return { permissions, account: soleOwner(permissions, call.account), operation, input };
}

/**
 * Which items and attributes a call touches is not worked out here. Left out, these keys would make a policy that lets
 * somebody at their own items alone (`ForAllValues`) let them at all: so they have a value that nobody's policy names.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function itemConditions(input: Readonly<Record<string, unknown>>): ConditionValues {
  const select = textMember(input, 'Select');
  const returned = textMember(input, 'ReturnValues');
  return {
    'dynamodb:leadingkeys': [NOT_KNOWN],
    'dynamodb:attributes': [NOT_KNOWN],
    ...(select !== undefined && { 'dynamodb:select': select }),
    ...(returned !== undefined && { 'dynamodb:returnvalues': returned }),
  };
}

function resourcesOf(
  call: ServiceCall,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Set<string> {
  const resources = new Set<string>();
  // Other operations ignore the member, and are about the table all the same.
  const index = READS_INDEXES.has(operation) ? textMember(input, 'IndexName') : undefined;
  for (const member of TABLE_MEMBERS) {
    const table = textMember(input, member);
    if (table === undefined) continue;
    resources.add(index === undefined ? tableArn(call, table) : `${tableArn(call, table)}/index/${index}`);
  }
  for (const member of ARN_MEMBERS) {
    const arn = textMember(input, member);
    if (arn !== undefined) resources.add(arn);
  }
  if (isRecord(input.RequestItems)) {
    for (const table of Object.keys(input.RequestItems)) resources.add(tableArn(call, table));
  }
  return resources;
}

function transactionParts(input: Readonly<Record<string, unknown>>): { action: string; table: string }[] {
  if (!Array.isArray(input.TransactItems)) return [];
  return input.TransactItems.flatMap((item: unknown) => {
    if (!isRecord(item)) return [];
    return Object.entries(TRANSACT_ACTIONS).flatMap(([part, action]) => {
      const table = Object.hasOwn(item, part) ? textMember(item[part], 'TableName') : undefined;
      return table === undefined ? [] : [{ action, table }];
    });
  });
}

/** Tables may be named by their ARNs too. */
function tableArn({ region, account }: ServiceCall, table: string): string {
  return table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${account}:table/${table}`;
}

function permission({ account }: ServiceCall, operation: string, resource: string): RequiredPermission {
  const owner = resource.split(':')[4];
  return {
    action: `dynamodb:${operation}`,
    resource,
    resourceAccount: owner !== undefined && /^[0-9]{12}$/.test(owner) ? owner : account,
  };
}
