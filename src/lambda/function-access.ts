import type { AccessControl } from '../identity/access.ts';
import type { Store } from '../store/store.ts';
import { functionArn } from './function-arn.ts';
import { LATEST } from './function-version.ts';
import type { FunctionAccess } from './invoker.ts';
import { functions } from './records.ts';

/**
 * Decides `lambda:InvokeFunction` by the caller's policies and by the policy of the function, or of the version or alias
 * that is called: each qualifier has a policy of its own.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export function createFunctionAccess({
  store,
  access,
}: {
  store: Store;
  access: AccessControl;
}): FunctionAccess {
  const collection = store.collection(functions);
  return {
    async mayInvoke(caller, target, source) {
      const { account, region, functionName, qualifier } = target;
      const stored = await collection.get({ account, region }, functionName);
      if (!stored) return false;
      const { policies } = stored.value;
      const key = qualifier ?? LATEST;
      const policy = Object.hasOwn(policies, key) ? policies[key]?.document : undefined;
      const decision = await access.decide(
        caller,
        {
          action: 'lambda:InvokeFunction',
          resource: functionArn(target, qualifier),
          resourceAccount: account,
          conditions: {
            ...(source?.arn !== undefined && { 'aws:sourcearn': source.arn }),
            ...(source?.account !== undefined && { 'aws:sourceaccount': source.account }),
          },
        },
        policy,
      );
      return decision.allowed;
    },
  };
}
