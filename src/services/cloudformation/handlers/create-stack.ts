import {
  alreadyExists,
  beginOperation,
  insertStack,
  isRepeated,
  operationRecord,
} from '../stacks/begin-operation.ts';
import {
  type CloudFormation,
  type CloudFormationHandlers,
  identityOf,
  newStackIds,
  requireOffered,
  requireRole,
  requireStackName,
  scopeOf,
} from '../stacks/cloudformation.ts';
import { prepare } from '../stacks/prepare.ts';
import type { OperationRecord } from '../stacks/records.ts';
import { withTemplateBody } from '../stacks/template-url.ts';
import { validationError } from '../template/validation-error.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export function createStack(cloudFormation: CloudFormation): Pick<CloudFormationHandlers, 'CreateStack'> {
  return {
    CreateStack: async (input, context) => {
      const scope = scopeOf(context);
      const { StackName: stackName = '', ClientRequestToken: token } = input;
      requireStackName(stackName);
      const onFailure = failureAction(input);
      requireOffered(input);
      const existing = await cloudFormation.store.find(scope, stackName);
      if (existing !== undefined && isRepeated(existing.value, 'create', token))
        return { StackId: existing.value.stackId };
      // A stack that a change set made is empty still, and may be made by this.
      const inReview = existing?.value.status === 'REVIEW_IN_PROGRESS';
      if (existing !== undefined && !inReview) throw alreadyExists(stackName);
      const ids = inReview ? existing.value : newStackIds(cloudFormation, scope, stackName);
      const identity = identityOf(cloudFormation, scope, ids, []);
      const request = await withTemplateBody(cloudFormation.backends, input, context);
      const { settings, target } = await prepare(cloudFormation.store, scope, request, identity);
      await requireRole(cloudFormation, input, context);
      const operation: OperationRecord = {
        ...operationRecord(cloudFormation, context, 'create', onFailure, token),
        target,
        ...(input.RetainExceptOnCreate !== undefined && {
          retainExceptOnCreate: input.RetainExceptOnCreate,
        }),
      };
      const stack = {
        ...settings,
        uuid: ids.uuid,
        stackId: ids.stackId,
        stackName,
        status: 'CREATE_IN_PROGRESS',
        statusReason: 'User Initiated',
        createdAt: operation.startedAt,
        outputs: [],
        disableRollback: onFailure === 'DO_NOTHING',
        enableTerminationProtection: input.EnableTerminationProtection === true,
        ...(input.TimeoutInMinutes !== undefined && { timeoutInMinutes: input.TimeoutInMinutes }),
        ...(token !== undefined && { lastToken: { token, kind: operation.kind } }),
        operation,
      } as const;
      if (inReview) await beginOperation(cloudFormation, scope, existing, stack, { settings, target });
      else {
        await insertStack(cloudFormation, scope, stack, target.imports);
        cloudFormation.engine.start(scope, ids.uuid);
      }
      return { StackId: ids.stackId };
    },
  };
}

/** What to do when creation fails. Throws ValidationError when it is said twice. */
export function failureAction(input: {
  DisableRollback?: boolean | undefined;
  OnFailure?: OperationRecord['onFailure'] | undefined;
}): OperationRecord['onFailure'] {
  if (input.OnFailure !== undefined && input.DisableRollback !== undefined)
    throw validationError('You can specify either DisableRollback or OnFailure, but not both.');
  return input.OnFailure ?? (input.DisableRollback === true ? 'DO_NOTHING' : 'ROLLBACK');
}
