import type { AccessRequest, Decision } from '../../identity/access.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { GATEWAY_RESPONSES } from '../responses/gateway-response.ts';

/** How AWS names the kinds of policies. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const POLICY_KINDS: Readonly<Record<Decision['source'], string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  root: 'identity-based policy',
  trust: 'role trust policy',
};

/**
 * API Gateway's answer to a principal who may not: `{"Message":"User: ... is not authorized to perform: ..."}`, with all
 * but the last four digits of the API's account masked.
 * @param user ARN of the principal, or `anonymous`
 */
export function accessDenied(user: string, request: AccessRequest, decision: Decision): GatewayError {
  const resource = masked(request.resource, request.resourceAccount);
  return forbidden(
    `User: ${user} is not authorized to perform: ${request.action} on resource: ${resource} ${why(decision, request.action)}`,
  );
}

/**
 * API Gateway's answer to whom a Lambda authorizer's policy document does not let in: `{"Message":"User is not
 * authorized to access this resource because no identity-based policy allows the execute-api:Invoke action"}`, or `...
 * with an explicit deny in an identity-based policy`. The beginnings are those of
 * https://repost.aws/knowledge-center/api-gateway-403-error-lambda-authorizer, the rest what AWS says since it names
 * the kinds of policies.
 */
export function authorizerDenied(explicitDeny: boolean): GatewayError {
  const { message } = GATEWAY_RESPONSES.ACCESS_DENIED;
  return forbidden(`${message} ${why({ source: 'identity', explicitDeny }, 'execute-api:Invoke')}`);
}

function why({ source, explicitDeny }: Omit<Decision, 'allowed'>, action: string): string {
  const kind = POLICY_KINDS[source];
  if (!explicitDeny) return `because no ${kind} allows the ${action} action`;
  return `with an explicit deny in ${kind.startsWith('i') ? 'an' : 'a'} ${kind}`;
}

/** The answer to a request that is signed well, for a path or method that the API does not have. */
export function noOperation(): GatewayError {
  return forbidden('Unable to determine service/operation name to be authorized');
}

function forbidden(message: string): GatewayError {
  return new GatewayError({ ...GATEWAY_RESPONSES.ACCESS_DENIED, message }, { member: 'Message' });
}

function masked(arn: string, account: string): string {
  return arn.replace(`:${account}:`, `:${'*'.repeat(Math.max(0, account.length - 4))}${account.slice(-4)}:`);
}
