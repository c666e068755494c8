import { beginOperation, isRepeated, operationRecord } from '../stacks/begin-operation.ts';
import {
  type CloudFormation,
  type CloudFormationHandlers,
  requireRole,
  scopeOf,
} from '../stacks/cloudformation.ts';
import { requireNotImported } from '../stacks/outputs.ts';
import { validationError } from '../template/validation-error.ts';

/** Statuses in which something is going on that a deletion may not cut short. */
const BUSY = new Set<string>([
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
]);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export function deleteStack(cloudFormation: CloudFormation): Pick<CloudFormationHandlers, 'DeleteStack'> {
  const { store, clock } = cloudFormation;
  return {
    DeleteStack: async (input, context) => {
      const scope = scopeOf(context);
      const { StackName: stackName = '', ClientRequestToken: token } = input;
      const existing = await store.find(scope, stackName);
      if (existing === undefined || existing.value.status === 'DELETE_COMPLETE') return {};
      const stack = existing.value;
      if (isRepeated(stack, 'delete', token) && stack.status === 'DELETE_IN_PROGRESS') return {};
      if (stack.status === 'DELETE_IN_PROGRESS') return {};
      if (stack.enableTerminationProtection)
        throw validationError(
          `Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`,
        );
      if (BUSY.has(stack.status))
        throw validationError(`Stack [${stack.stackId}] cannot be deleted while in status ${stack.status}`);
      if (input.DeletionMode === 'FORCE_DELETE_STACK')
        throw validationError('FORCE_DELETE_STACK is not supported: name the resources in RetainResources.');
      if ((input.RetainResources ?? []).length > 0 && stack.status !== 'DELETE_FAILED')
        throw validationError(
          `Invalid operation on stack [${stack.stackId}]. When you delete a stack, you can specify which resources to retain only if the stack is in the DELETE_FAILED state.`,
        );
      for (const { exportName } of stack.outputs)
        if (exportName !== undefined) await requireNotImported(store, stack, exportName, 'deleted');
      await requireRole(cloudFormation, input, context);
      await beginOperation(cloudFormation, scope, existing, {
        status: 'DELETE_IN_PROGRESS',
        statusReason: 'User Initiated',
        deletedAt: clock(),
        ...(input.RoleARN !== undefined && { roleArn: input.RoleARN }),
        operation: {
          ...operationRecord(cloudFormation, context, 'delete', 'ROLLBACK', token),
          ...(input.RetainResources !== undefined && { retain: input.RetainResources }),
        },
      });
      return {};
    },
  };
}
