import type { Change } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../../protocols/service-error.ts';
import { type CloudFormation, type CloudFormationHandlers, scopeOf } from '../stacks/cloudformation.ts';
import { changeSetsOf, findChangeSet } from '../stacks/find-change-set.ts';
import type { ChangeSetRecord } from '../stacks/records.ts';
import { validationError } from '../template/validation-error.ts';
import { asCapability } from './describe-stacks.ts';
import { pageOf } from './page.ts';

const PAGE_SIZE = 100;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html
 */
export function describeChangeSets({
  store,
}: CloudFormation): Pick<CloudFormationHandlers, 'DescribeChangeSet' | 'ListChangeSets' | 'DeleteChangeSet'> {
  return {
    DescribeChangeSet: async ({ ChangeSetName = '', StackName, NextToken }, context) => {
      const { value } = await findChangeSet(store, scopeOf(context), ChangeSetName, StackName);
      // Written by CreateChangeSet as this type.
      const changes: Change[] = JSON.parse(value.changes);
      const { items, ...next } = pageOf(changes, NextToken, PAGE_SIZE);
      const { settings } = value;
      return {
        ...common(value),
        ...(settings.parameters.length > 0 && {
          Parameters: settings.parameters.map(({ name, text, noEcho }) => ({
            ParameterKey: name,
            ParameterValue: noEcho ? '****' : text,
          })),
        }),
        NotificationARNs: [...settings.notificationArns],
        RollbackConfiguration: {},
        Capabilities: settings.capabilities.flatMap(asCapability),
        ...(settings.tags.length > 0 && { Tags: settings.tags.map(({ Key, Value }) => ({ Key, Value })) }),
        ...(value.onStackFailure !== undefined && { OnStackFailure: value.onStackFailure }),
        Changes: items,
        ...next,
      };
    },

    ListChangeSets: async ({ StackName: stackName = '', NextToken }, context) => {
      const scope = scopeOf(context);
      const stack = await store.find(scope, stackName);
      if (stack === undefined) throw validationError(`Stack [${stackName}] does not exist`);
      const found = await changeSetsOf(store, scope, stack.id);
      const { items, ...next } = pageOf(found, NextToken, PAGE_SIZE);
      return { Summaries: items.map((one) => common(one.value)), ...next };
    },

    DeleteChangeSet: async ({ ChangeSetName: name = '', StackName: stackName }, context) => {
      const scope = scopeOf(context);
      const found = await findOrNothing(name, stackName, scope);
      if (found?.value.executionStatus === 'EXECUTE_IN_PROGRESS')
        throw new ServiceError(
          'InvalidChangeSetStatusException',
          400,
          `ChangeSet [${found.value.changeSetId}] cannot be deleted in its current execution status of [EXECUTE_IN_PROGRESS]`,
        );
      if (found !== undefined) await store.changeSets.delete(scope, found.id);
      return {};
    },
  };

  /** Deleting what is not there succeeds. */
  async function findOrNothing(
    name: string,
    stackName: string | undefined,
    scope: { account: string; region: string },
  ) {
    try {
      return await findChangeSet(store, scope, name, stackName);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'ChangeSetNotFoundException') return undefined;
      throw error;
    }
  }
}

function common(changeSet: ChangeSetRecord) {
  return {
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    ChangeSetId: changeSet.changeSetId,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    ...(changeSet.statusReason !== undefined && { StatusReason: changeSet.statusReason }),
    CreationTime: new Date(changeSet.createdAt),
    ...(changeSet.description !== undefined && { Description: changeSet.description }),
    IncludeNestedStacks: false,
  };
}
