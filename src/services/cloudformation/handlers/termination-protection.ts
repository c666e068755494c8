import { type CloudFormation, type CloudFormationHandlers, scopeOf } from '../stacks/cloudformation.ts';
import { validationError } from '../template/validation-error.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export function terminationProtection({
  store,
}: CloudFormation): Pick<CloudFormationHandlers, 'UpdateTerminationProtection'> {
  return {
    UpdateTerminationProtection: async ({ StackName, EnableTerminationProtection }, context) => {
      const scope = scopeOf(context);
      const { uuid, stackId, status } = await store.get(scope, StackName);
      if (status.startsWith('DELETE_'))
        throw validationError(`Termination protection can't be changed for a stack in status ${status}.`);
      await store.stacks.update(scope, uuid, (stack) => ({
        ...stack,
        enableTerminationProtection: EnableTerminationProtection === true,
      }));
      return { StackId: stackId };
    },
  };
}
