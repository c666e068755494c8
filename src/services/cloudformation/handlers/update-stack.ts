import { beginOperation, importedBy, isRepeated, operationRecord } from '../stacks/begin-operation.ts';
import {
  type CloudFormation,
  type CloudFormationHandlers,
  identityOf,
  requireOffered,
  requireRole,
  scopeOf,
} from '../stacks/cloudformation.ts';
import { differences, isNoUpdate, sameTags } from '../stacks/difference.ts';
import { bindPresent, prepare } from '../stacks/prepare.ts';
import type { StackRecord, StackSettings } from '../stacks/records.ts';
import { withTemplateBody } from '../stacks/template-url.ts';
import { validationError } from '../template/validation-error.ts';

const UPDATABLE = new Set<string>([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export function updateStack(cloudFormation: CloudFormation): Pick<CloudFormationHandlers, 'UpdateStack'> {
  const { store } = cloudFormation;
  return {
    UpdateStack: async (input, context) => {
      const scope = scopeOf(context);
      const { StackName: stackName = '', ClientRequestToken: token } = input;
      requireOffered(input);
      const existing = await store.find(scope, stackName);
      if (existing === undefined || existing.value.status === 'DELETE_COMPLETE')
        throw validationError(`Stack [${stackName}] does not exist`);
      const stack = existing.value;
      if (isRepeated(stack, 'update', token)) return { StackId: stack.stackId };
      requireUpdatable(stack);
      const identity = identityOf(cloudFormation, scope, stack, []);
      const request = await withTemplateBody(cloudFormation.backends, input, context);
      const { settings, target } = await prepare(store, scope, request, identity, stack);
      const present = await bindPresent(store, scope, stack, identity);
      // Types may not change, whatever else does.
      differences(present, target, !sameTags(stack, settings));
      if (isNoUpdate({ settings: stack, bound: present }, { settings, bound: target }))
        throw validationError('No updates are to be performed.');
      await requireRole(cloudFormation, input, context);
      const operation = {
        ...operationRecord(
          cloudFormation,
          context,
          'update',
          input.DisableRollback === true ? 'DO_NOTHING' : 'ROLLBACK',
          token,
        ),
        target,
        previous: settingsOf(stack),
        previousImports: await importedBy(store, scope, stack),
        ...(input.RetainExceptOnCreate !== undefined && {
          retainExceptOnCreate: input.RetainExceptOnCreate,
        }),
      };
      await beginOperation(
        cloudFormation,
        scope,
        existing,
        {
          status: 'UPDATE_IN_PROGRESS',
          statusReason: 'User Initiated',
          updatedAt: operation.startedAt,
          disableRollback: input.DisableRollback === true,
          operation,
        },
        { settings, target },
      );
      return { StackId: stack.stackId };
    },
  };
}

/**
 * Throws ValidationError when the stack is in a status from which it can't be updated. A failed operation that was left
 * in place (DisableRollback) can be updated further on AWS, not here: the message says what can be done (that of AWS is
 * in aws/aws-cli issue 6368).
 */
export function requireUpdatable({ stackId, status }: StackRecord): void {
  if (status === 'CREATE_FAILED' || status === 'UPDATE_FAILED')
    throw validationError(
      `This stack is currently in a non-terminal [${status}] state. To update the stack from this state is not supported here. To rollback to the last known good state, use the rollback-stack API`,
    );
  if (!UPDATABLE.has(status))
    throw validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
}

/** What an update that fails brings back. */
export function settingsOf(stack: StackRecord): StackSettings {
  const { templateBody, description, parameters, tags, capabilities, notificationArns, roleArn } = stack;
  return {
    templateBody,
    parameters,
    tags,
    capabilities,
    notificationArns,
    ...(description !== undefined && { description }),
    ...(roleArn !== undefined && { roleArn }),
  };
}
