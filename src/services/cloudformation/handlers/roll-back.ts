import { randomUUID } from 'node:crypto';
import type { CallContext } from '../../../protocols/service.ts';
import type { Stored } from '../../../store/store.ts';
import { beginOperation } from '../stacks/begin-operation.ts';
import {
  type CloudFormation,
  type CloudFormationHandlers,
  requireRole,
  scopeOf,
} from '../stacks/cloudformation.ts';
import type { OperationRecord, StackRecord } from '../stacks/records.ts';
import { validationError } from '../template/validation-error.ts';

/**
 * Rolls back what was left in place, and takes up rollbacks that failed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
 */
export function rollBack(
  cloudFormation: CloudFormation,
): Pick<CloudFormationHandlers, 'RollbackStack' | 'ContinueUpdateRollback'> {
  return {
    RollbackStack: async ({ StackName, RoleARN, ClientRequestToken }, context) => {
      const { stored, operation } = await failedStack(StackName, context, ClientRequestToken);
      const { status, stackId } = stored.value;
      const next =
        status === 'CREATE_FAILED'
          ? 'ROLLBACK_IN_PROGRESS'
          : status === 'UPDATE_FAILED'
            ? 'UPDATE_ROLLBACK_IN_PROGRESS'
            : undefined;
      if (next === undefined)
        throw validationError(`Stack:${stackId} is in ${status} state and can not be rolled back.`);
      await begin(stored, context, next, operation, RoleARN, []);
      return { StackId: stackId };
    },

    ContinueUpdateRollback: async (input, context) => {
      const { StackName, RoleARN, ResourcesToSkip, ClientRequestToken } = input;
      const { stored, operation } = await failedStack(StackName, context, ClientRequestToken);
      const { status, stackId } = stored.value;
      if (status !== 'UPDATE_ROLLBACK_FAILED')
        throw validationError(
          `Stack:${stackId} is in ${status} state and can not continue its update rollback.`,
        );
      await begin(stored, context, 'UPDATE_ROLLBACK_IN_PROGRESS', operation, RoleARN, ResourcesToSkip ?? []);
      return {};
    },
  };

  async function failedStack(stackName: string | undefined, context: CallContext, token: string | undefined) {
    const stored = await cloudFormation.store.find(scopeOf(context), stackName ?? '');
    if (stored === undefined) throw validationError(`Stack [${stackName}] does not exist`);
    const { operation, stackId, status } = stored.value;
    if (operation === undefined)
      throw validationError(`Stack:${stackId} is in ${status} state and can not be rolled back.`);
    return {
      stored,
      operation: {
        ...operation,
        id: randomUUID(),
        caller: context.caller,
        ...(token !== undefined && { clientRequestToken: token }),
      },
    };
  }

  async function begin(
    stored: Stored<StackRecord>,
    context: CallContext,
    status: 'ROLLBACK_IN_PROGRESS' | 'UPDATE_ROLLBACK_IN_PROGRESS',
    operation: OperationRecord,
    RoleARN: string | undefined,
    skipped: readonly string[],
  ): Promise<void> {
    await requireRole(cloudFormation, { RoleARN }, context);
    await beginOperation(
      cloudFormation,
      scopeOf(context),
      stored,
      {
        status,
        statusReason: 'User Initiated',
        operation: { ...operation, onFailure: 'ROLLBACK' },
        ...(RoleARN !== undefined && { roleArn: RoleARN }),
      },
      undefined,
      skipped,
    );
  }
}
