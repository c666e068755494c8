import type { Stack, StackSummary } from '@aws-sdk/client-cloudformation';
import { type CloudFormation, type CloudFormationHandlers, scopeOf } from '../stacks/cloudformation.ts';
import type { StackRecord } from '../stacks/records.ts';
import { pageOf } from './page.ts';

const PAGE_SIZE = 100;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
 */
export function describeStacks({
  store,
}: CloudFormation): Pick<CloudFormationHandlers, 'DescribeStacks' | 'ListStacks'> {
  const newestFirst = async (scope: { account: string; region: string }) =>
    (await store.stacks.list(scope))
      .map((one) => one.value)
      .sort((a, b) => b.createdAt - a.createdAt || (a.uuid < b.uuid ? -1 : 1));
  return {
    DescribeStacks: async ({ StackName, NextToken }, context) => {
      const scope = scopeOf(context);
      if (StackName !== undefined) return { Stacks: [describe(await store.get(scope, StackName))] };
      const stacks = (await newestFirst(scope)).filter((one) => one.status !== 'DELETE_COMPLETE');
      const { items, ...next } = pageOf(stacks, NextToken, PAGE_SIZE);
      return { Stacks: items.map(describe), ...next };
    },

    ListStacks: async ({ StackStatusFilter, NextToken }, context) => {
      const wanted = StackStatusFilter ?? [];
      const stacks = (await newestFirst(scopeOf(context))).filter(
        (one) => wanted.length === 0 || wanted.includes(one.status),
      );
      const { items, ...next } = pageOf(stacks, NextToken, PAGE_SIZE);
      return { StackSummaries: items.map(summarize), ...next };
    },
  };
}

/** What of a stack both operations tell. */
function common(stack: StackRecord) {
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    CreationTime: new Date(stack.createdAt),
    ...(stack.updatedAt !== undefined && { LastUpdatedTime: new Date(stack.updatedAt) }),
    ...(stack.deletedAt !== undefined && { DeletionTime: new Date(stack.deletedAt) }),
    StackStatus: stack.status,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' as const },
  };
}

function summarize(stack: StackRecord): StackSummary {
  return {
    ...common(stack),
    ...(stack.description !== undefined && { TemplateDescription: stack.description }),
  };
}

function describe(stack: StackRecord): Stack {
  return {
    ...common(stack),
    ...(stack.changeSetId !== undefined && { ChangeSetId: stack.changeSetId }),
    ...(stack.description !== undefined && { Description: stack.description }),
    ...(stack.parameters.length > 0 && {
      Parameters: stack.parameters.map(({ name, text, noEcho }) => ({
        ParameterKey: name,
        ParameterValue: noEcho ? '****' : text,
      })),
    }),
    RollbackConfiguration: {},
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...stack.notificationArns],
    ...(stack.timeoutInMinutes !== undefined && { TimeoutInMinutes: stack.timeoutInMinutes }),
    ...(stack.capabilities.length > 0 && { Capabilities: stack.capabilities.flatMap(asCapability) }),
    ...(stack.outputs.length > 0 && {
      Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
        OutputKey: key,
        OutputValue: value,
        ...(description !== undefined && { Description: description }),
        ...(exportName !== undefined && { ExportName: exportName }),
      })),
    }),
    ...(stack.roleArn !== undefined && { RoleARN: stack.roleArn }),
    Tags: stack.tags.map(({ Key, Value }) => ({ Key, Value })),
    ...(stack.status !== 'DELETE_COMPLETE' && {
      EnableTerminationProtection: stack.enableTerminationProtection,
    }),
  };
}

/** A capability as the SDK's types know it. */
export function asCapability(
  capability: string,
): ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND')[] {
  switch (capability) {
    case 'CAPABILITY_IAM':
    case 'CAPABILITY_NAMED_IAM':
    case 'CAPABILITY_AUTO_EXPAND':
      return [capability];
    default:
      return [];
  }
}
