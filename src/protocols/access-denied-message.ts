import type { Decision } from '../identity/access.ts';
import type { Caller } from '../identity/principal.ts';
import type { RequiredPermission } from './service.ts';

const POLICY_KINDS: Readonly<Record<Decision['source'], string | undefined>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  root: undefined,
  trust: undefined,
};

/**
 * The text of a denial.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @example User: arn:aws:iam::123456789012:user/ann is not authorized to perform: lambda:InvokeFunction on resource:
 * arn:aws:lambda:us-east-1:123456789012:function:f because no identity-based policy allows the lambda:InvokeFunction action
 */
export function accessDeniedMessage(caller: Caller, request: RequiredPermission, decision: Decision): string {
  const user = caller.principal.arn === '' ? 'anonymous' : caller.principal.arn;
  const resource = request.resourceName ?? request.resource;
  const denial = `User: ${user} is not authorized to perform: ${request.action} on resource: ${resource}`;
  const kind = POLICY_KINDS[decision.source];
  if (kind === undefined) return denial;
  if (!decision.explicitDeny) return `${denial} because no ${kind} allows the ${request.action} action`;
  const article = decision.source === 'identity' ? 'an' : 'a';
  return `${denial} with an explicit deny in ${article} ${kind}`;
}
