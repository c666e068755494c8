import { decideByResourcePolicy } from '../../identity/access-control.ts';
import { parseArn } from '../../identity/arn.ts';
import type { Caller } from '../../identity/principal.ts';
import { roles } from '../../identity/records.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { GLOBAL_REGION, type Store } from '../../store/store.ts';
import { invalidParameter } from './errors.ts';

const LAMBDA = 'lambda.amazonaws.com';

/**
 * Makes sure that Lambda may act as a role: it exists in the function's account and trusts Lambda.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 * Throws InvalidParameterValueException, AccessDeniedException (role of another account).
 */
export async function requireAssumableRole(store: Store, roleArn: string, account: string): Promise<void> {
  const parts = parseArn(roleArn);
  if (parts?.account !== account) {
    throw new ServiceError('AccessDeniedException', 403, 'Cross-account pass role is not allowed.');
  }
  const name = parts.resource.slice(parts.resource.lastIndexOf('/') + 1);
  const role = await store.collection(roles).get({ account, region: GLOBAL_REGION }, name.toLowerCase());
  const trusted =
    role?.value.arn === roleArn &&
    decideByResourcePolicy(role.value.assumeRolePolicyDocument, lambdaOf(account), {
      action: 'sts:AssumeRole',
      resource: roleArn,
      resourceAccount: account,
    }).allowed;
  if (!trusted) {
    throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
  }
}

function lambdaOf(account: string): Caller {
  return { principal: { type: 'Service', account, arn: LAMBDA, userId: LAMBDA } };
}
