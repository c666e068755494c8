import { type Clock, systemClock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { AccessControl, AccessRequest, Decision } from './access.ts';
import { callerNames, callerValues, requestContext } from './access-control-context.ts';
import { createPrincipalDirectory, type PrincipalDirectory } from './access-control-principals.ts';
import type { Organization } from './organization.ts';
import type { CompiledPolicy } from './policy/compile.ts';
import { type ApplicablePolicies, decideByPolicies, type ResourcePolicyKind } from './policy/decision.ts';
import { type Effect, evaluateResourcePolicy } from './policy/evaluate.ts';
import { PolicyCache } from './policy/policy-cache.ts';
import { ANONYMOUS, type Caller } from './principal.ts';
import type { RoleRecord, Tag } from './records.ts';

const cache = new PolicyCache();

/** Access control by the IAM records of a store. */
export interface IamAccessControl extends AccessControl {
  /**
   * Whether a caller may enter a role: the role's trust policy must allow it, and the caller's own policies too unless
   * the trust policy names a caller of the same account. Keys of the request (`sts:externalid`, ...) go into
   * `request.conditions`; the action is `sts:AssumeRole` unless given.
   */
  mayAssume(
    caller: Caller,
    role: Pick<RoleRecord, 'arn' | 'assumeRolePolicyDocument'>,
    request?: Partial<Pick<AccessRequest, 'action' | 'conditions'>>,
  ): Promise<Decision>;
  /** Stops listening to the store. */
  close(): void;
}

/** Decides by what the store says at the time of each call. */
export function createAccessControl({
  store,
  clock,
  organization,
}: {
  store: Store;
  clock: Clock;
  /** That all accounts belong to; none when absent. */
  organization?: Organization | undefined;
}): IamAccessControl {
  const directory = createPrincipalDirectory(store, cache);
  const answer = async (
    caller: Caller,
    request: AccessRequest,
    resourcePolicy: string | undefined,
    kind: ResourcePolicyKind,
  ): Promise<Decision> => {
    const { principal } = caller;
    const own = await directory.policiesOf(principal);
    if (!own.exists) return { allowed: false, explicitDeny: false, source: 'identity' };
    const session = await sessionPolicies(directory, caller);
    const policies: ApplicablePolicies = {
      identity: own.identity,
      ...(own.boundary && { boundary: own.boundary }),
      ...(session && { session }),
      ...(resourcePolicy !== undefined && { resource: cache.compile(resourcePolicy) }),
    };
    const context = contextOf(caller, own.tags, request, clock, organization);
    return decideByPolicies(policies, context, principal.account === request.resourceAccount, kind);
  };
  return {
    decide: (caller, request, resourcePolicy) => answer(caller, request, resourcePolicy, 'resource'),
    mayAssume(caller, role, { action = 'sts:AssumeRole', conditions = {} } = {}) {
      const resourceAccount = role.arn.split(':')[4] ?? '';
      const request = { action, resource: role.arn, resourceAccount, conditions };
      return answer(caller, request, role.assumeRolePolicyDocument, 'trust');
    },
    close: directory.close,
  };
}

/** Undefined when the session was made without; then it has all permissions of its role. */
async function sessionPolicies(
  directory: PrincipalDirectory,
  { principal, session }: Caller,
): Promise<CompiledPolicy[] | undefined> {
  if (session?.policy === undefined && !session?.policyArns?.length) return undefined;
  const inline = session.policy === undefined ? [] : [cache.compile(session.policy)];
  const arns = session.policyArns ?? [];
  const managed = await Promise.all(arns.map((arn) => directory.managedPolicy(principal.account, arn)));
  return [...inline, ...managed.filter((policy) => policy !== undefined)];
}

/**
 * Decides by the resource's policy alone, as API Gateway does for methods without authorization and Lambda for services
 * that invoke a function: "Evaluation of the policy involves seeking an explicit allow based on the inbound criteria of
 * the caller. An implicit denial or any explicit denial results in denying the caller." Tags of the caller's user or
 * role are not looked up, only those of the session count.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 * Throws MalformedPolicyError.
 */
export function decideByResourcePolicy(
  policyText: string,
  caller: Caller,
  request: AccessRequest,
  clock: Clock = systemClock,
): Decision {
  const { effect } = evaluateResourcePolicy(cache.compile(policyText), contextOf(caller, [], request, clock));
  return { allowed: effect === 'Allow', explicitDeny: effect === 'Deny', source: 'resource' };
}

/**
 * Like {@link decideByResourcePolicy} for a policy that is asked about many requests, most of which nobody signed.
 * Throws MalformedPolicyError, at once.
 */
export function compileResourcePolicy(
  policyText: string,
  clock: Clock = systemClock,
): (caller: Caller, request: AccessRequest) => Effect {
  const policy = cache.compile(policyText);
  return (caller, request) => {
    const context =
      caller === ANONYMOUS
        ? requestContext(NOBODY.names, NOBODY.values, request, clock())
        : contextOf(caller, [], request, clock);
    return evaluateResourcePolicy(policy, context).effect;
  };
}

const NOBODY = { names: callerNames(ANONYMOUS.principal), values: callerValues(ANONYMOUS, []) };

function contextOf(
  caller: Caller,
  tags: readonly Tag[],
  request: AccessRequest,
  clock: Clock,
  organization?: Organization,
) {
  const values = callerValues(caller, tags, organization);
  return requestContext(callerNames(caller.principal), values, request, clock());
}
