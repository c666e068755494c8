import type { Clock } from '../../clock.ts';
import type { AccessControl } from '../../identity/access.ts';
import { decideByResourcePolicy } from '../../identity/access-control.ts';
import { ANONYMOUS } from '../../identity/principal.ts';
import { accessDenied } from '../authorizers/access-denied.ts';
import { accessRequestOf } from '../authorizers/access-request.ts';
import type { Invocation } from '../invocation.ts';
import type { CachingPolicy } from './caching-policy.ts';

export interface InvalidationDependencies {
  readonly access: AccessControl;
  readonly clock: Clock;
}

/** What becomes of a request that asks for a fresh response. */
export type Invalidation = 'fresh' | 'ignored' | 'ignored with a warning';

const ACTION = 'execute-api:InvalidateCache';

/**
 * Whether the client may have a fresh response. Where that requires authorization, the caller of a method with AWS_IAM
 * needs permission for `execute-api:InvalidateCache` on the method, and any other client needs the API's resource
 * policy to give it. Throws GatewayError for FAIL_WITH_403.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html#invalidate-method-caching
 */
export async function decideInvalidation(
  invocation: Invocation,
  { requiresAuthorization, unauthorized }: CachingPolicy,
  { access, clock }: InvalidationDependencies,
): Promise<Invalidation> {
  if (!requiresAuthorization) return 'fresh';
  const { caller, stage } = invocation;
  const request = accessRequestOf(invocation, ACTION);
  const policy = stage.resourcePolicy;
  let decision: Awaited<ReturnType<AccessControl['decide']>>;
  if (caller) decision = await access.decide(caller, request, policy);
  else if (policy !== undefined) decision = decideByResourcePolicy(policy, ANONYMOUS, request, clock);
  else decision = { allowed: false, explicitDeny: false, source: 'resource' };
  if (decision.allowed) return 'fresh';
  switch (unauthorized) {
    case 'FAIL_WITH_403':
      throw accessDenied(caller?.principal.arn ?? 'anonymous', request, decision);
    case 'SUCCEED_WITH_RESPONSE_HEADER':
      return 'ignored with a warning';
    case 'SUCCEED_WITHOUT_RESPONSE_HEADER':
      return 'ignored';
  }
}
