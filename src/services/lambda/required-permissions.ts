import { LATEST } from '../../lambda/function-version.ts';
import type { CallContext, RequiredPermission } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { type NamedFunction, namedFunction } from './function-name.ts';
import { type FunctionCollection, functionCollection } from './function-store.ts';
import { taggedFunction } from './tags.ts';

/** The members that permissions depend on. */
interface PermissionInput {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly Resource?: string;
  readonly Role?: string;
}

/** Actions that are not named after their operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  Invoke: 'InvokeFunction',
  InvokeWithResponseStream: 'InvokeFunction',
};

/** Operations on the account as a whole. */
const ACCOUNT_WIDE: ReadonlySet<string> = new Set(['ListFunctions', 'GetAccountSettings']);

/**
 * What a caller needs for each operation.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function requiredPermissions(store: Store) {
  const collection = functionCollection(store);
  return async (
    operation: string,
    input: PermissionInput,
    context: CallContext,
  ): Promise<readonly RequiredPermission[]> => {
    const action = `lambda:${Object.hasOwn(ACTIONS, operation) ? ACTIONS[operation] : operation}`;
    if (ACCOUNT_WIDE.has(operation)) return [{ action, resource: '*', resourceAccount: context.account }];
    const named =
      input.Resource === undefined
        ? namedFunction(input.FunctionName, context, input.Qualifier)
        : taggedFunction(input.Resource, context);
    const resourcePolicy = await policyOf(collection, named);
    const permission: RequiredPermission = {
      action,
      resource: named.arn,
      resourceAccount: named.account,
      ...(resourcePolicy !== undefined && { resourcePolicy }),
    };
    if (input.Role === undefined) return [permission];
    return [permission, passRole(input.Role, context.account)];
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passRole(role: string, account: string): RequiredPermission {
  return {
    action: 'iam:PassRole',
    resource: role,
    resourceAccount: account,
    conditions: { 'iam:passedtoservice': 'lambda.amazonaws.com' },
  };
}

async function policyOf(collection: FunctionCollection, named: NamedFunction): Promise<string | undefined> {
  const stored = await collection.get(named, named.functionName);
  const key = named.qualifier ?? LATEST;
  const policies = stored?.value.policies;
  return policies && Object.hasOwn(policies, key) ? policies[key]?.document : undefined;
}
