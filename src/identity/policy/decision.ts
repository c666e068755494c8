import type { Decision } from '../access.ts';
import type { CompiledPolicy } from './compile.ts';
import { type Effect, evaluateAll, evaluateResourcePolicy, type ResourceEffect } from './evaluate.ts';
import type { RequestContext } from './request-context.ts';

/** Every policy that has a say in a request. */
export interface ApplicablePolicies {
  /** Of the user and the user's groups, or of the role. */
  readonly identity: readonly CompiledPolicy[];
  readonly boundary?: CompiledPolicy;
  /** Absent when the session was made without; what they allow counts together. */
  readonly session?: readonly CompiledPolicy[];
  readonly resource?: CompiledPolicy;
}

/** How the resource's policy counts. A role's trust policy must allow; no identity's policy can stand in for it. */
export type ResourcePolicyKind = 'resource' | 'trust';

/**
 * Decides by all policies, in the published order.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @param sameAccount whether the caller's account owns the resource
 */
export function decideByPolicies(
  policies: ApplicablePolicies,
  context: RequestContext,
  sameAccount: boolean,
  kind: ResourcePolicyKind = 'resource',
): Decision {
  const identity = evaluateAll(policies.identity, context);
  if (identity === 'Deny') return denied('identity', true);
  const resource = askResource(policies, context);
  if (resource.effect === 'Deny') return denied(kind, true);
  const boundary = policies.boundary ? evaluateAll([policies.boundary], context) : 'Allow';
  if (boundary === 'Deny') return denied('boundary', true);
  const session = policies.session ? evaluateAll(policies.session, context) : 'Allow';
  if (session === 'Deny') return denied('session', true);
  const { type } = context.caller;
  if (type === 'Service' || type === 'Anonymous') return byResource(resource, kind);
  const own = ownSide({ identity: type === 'Root' ? 'Allow' : identity, boundary, session }, type);
  if (sameAccount) return withinAccount(own, resource, { boundary, session }, kind);
  return own.allowed ? byResource(resource, kind) : own;
}

/**
 * Within an account either side suffices. What the resource's policy grants to the user or the session itself is not
 * limited by implicit denies of other policies; what it grants to the session's role is, by boundary and session
 * policies; what it grants to the account only lets the account's own policies decide.
 */
function withinAccount(
  own: Decision,
  resource: ResourceEffect,
  limits: { boundary: Effect; session: Effect },
  kind: ResourcePolicyKind,
): Decision {
  if (resource.grant === 'direct') return allowedBy(kind);
  if (resource.grant === 'role') {
    if (limits.boundary !== 'Allow') return denied('boundary');
    return limits.session === 'Allow' ? allowedBy(kind) : denied('session');
  }
  // Root needs no policy at all, but nobody enters a role that does not trust him.
  if (kind === 'trust' && resource.grant === 'none') return denied(kind);
  return own;
}

/** What the caller's own account says, without the resource's policy. */
function ownSide(effects: { identity: Effect; boundary: Effect; session: Effect }, type: string): Decision {
  if (effects.identity !== 'Allow') return denied('identity');
  if (effects.boundary !== 'Allow') return denied('boundary');
  if (effects.session !== 'Allow') return denied('session');
  return allowedBy(type === 'Root' ? 'root' : 'identity');
}

function byResource(resource: ResourceEffect, kind: ResourcePolicyKind): Decision {
  return resource.effect === 'Allow' ? allowedBy(kind) : denied(kind);
}

function askResource({ resource }: ApplicablePolicies, context: RequestContext): ResourceEffect {
  return resource ? evaluateResourcePolicy(resource, context) : { effect: 'None', grant: 'none' };
}

function allowedBy(source: Decision['source']): Decision {
  return { allowed: true, explicitDeny: false, source };
}

function denied(source: Decision['source'], explicitDeny = false): Decision {
  return { allowed: false, explicitDeny, source };
}
