import { ServiceError } from '../../../protocols/service-error.ts';
import { beginOperation, importedBy, operationRecord } from '../stacks/begin-operation.ts';
import { type CloudFormation, type CloudFormationHandlers, scopeOf } from '../stacks/cloudformation.ts';
import { changeSetsOf, findChangeSet } from '../stacks/find-change-set.ts';
import type { OperationRecord } from '../stacks/records.ts';
import { validationError } from '../template/validation-error.ts';
import { requireUpdatable, settingsOf } from './update-stack.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export function executeChangeSet(
  cloudFormation: CloudFormation,
): Pick<CloudFormationHandlers, 'ExecuteChangeSet'> {
  const { store } = cloudFormation;
  return {
    ExecuteChangeSet: async (input, context) => {
      const scope = scopeOf(context);
      const { ChangeSetName: name = '', StackName, ClientRequestToken: token } = input;
      const { id, value: changeSet } = await findChangeSet(store, scope, name, StackName);
      if (changeSet.executionStatus !== 'AVAILABLE')
        throw new ServiceError(
          'InvalidChangeSetStatusException',
          400,
          changeSet.status === 'FAILED'
            ? `ChangeSet [${changeSet.changeSetId}] cannot be executed in its current status of [FAILED]`
            : `ChangeSet [${changeSet.changeSetId}] cannot be executed in its current execution status of [${changeSet.executionStatus}]`,
        );
      const existing = await store.stacks.get(scope, changeSet.stackUuid);
      if (existing === undefined) throw validationError(`Stack [${changeSet.stackName}] does not exist`);
      const stack = existing.value;
      const isNew = stack.status === 'REVIEW_IN_PROGRESS';
      if (!isNew) requireUpdatable(stack);
      const { settings, target } = changeSet;
      const operation: OperationRecord = {
        ...operationRecord(
          cloudFormation,
          context,
          isNew ? 'create' : 'update',
          input.DisableRollback === true ? 'DO_NOTHING' : (changeSet.onStackFailure ?? 'ROLLBACK'),
          token,
        ),
        target,
        ...(!isNew && {
          previous: settingsOf(stack),
          previousImports: await importedBy(store, scope, stack),
        }),
        ...(input.RetainExceptOnCreate !== undefined && {
          retainExceptOnCreate: input.RetainExceptOnCreate,
        }),
      };
      await beginOperation(
        cloudFormation,
        scope,
        existing,
        {
          status: isNew ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
          statusReason: 'User Initiated',
          updatedAt: operation.startedAt,
          disableRollback: operation.onFailure === 'DO_NOTHING',
          changeSetId: changeSet.changeSetId,
          operation,
        },
        { settings, target },
      );
      await store.changeSets.update(scope, id, (record) => ({
        ...record,
        executionStatus: 'EXECUTE_COMPLETE',
      }));
      // The others were made against what the stack no longer is.
      for (const other of await changeSetsOf(store, scope, changeSet.stackUuid))
        if (other.id !== id) await store.changeSets.delete(scope, other.id);
      return {};
    },
  };
}
