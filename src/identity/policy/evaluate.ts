import type { CompiledPolicy } from './compile.ts';
import type { PrincipalMatch } from './principal-pattern.ts';
import type { RequestContext } from './request-context.ts';

/** What one policy says of a request. `None` is the implicit deny. */
export type Effect = 'Allow' | 'Deny' | 'None';

/** What a resource's policy says, and how directly it means the caller where it allows. */
export interface ResourceEffect {
  readonly effect: Effect;
  /** `none` unless allowed. */
  readonly grant: PrincipalMatch;
}

/** Asks a policy without principals: an identity's, a permissions boundary, a session policy. */
export function evaluate(policy: CompiledPolicy, context: RequestContext): Effect {
  for (const { effect, matches } of policy.statements) if (matches(context)) return effect;
  return 'None';
}

/** Asks several policies that count together, as those of a user and the user's groups do. */
export function evaluateAll(policies: readonly CompiledPolicy[], context: RequestContext): Effect {
  let result: Effect = 'None';
  for (const policy of policies) {
    const effect = evaluate(policy, context);
    if (effect === 'Deny') return effect;
    if (effect === 'Allow') result = effect;
  }
  return result;
}

const DIRECTNESS: Readonly<Record<PrincipalMatch, number>> = { none: 0, account: 1, role: 2, direct: 3 };

/** Asks a policy with principals. A statement without a principal is about nobody. */
export function evaluateResourcePolicy(policy: CompiledPolicy, context: RequestContext): ResourceEffect {
  let grant: PrincipalMatch = 'none';
  for (const { effect, principal, matches } of policy.statements) {
    const match = principal?.(context) ?? 'none';
    if (DIRECTNESS[match] <= DIRECTNESS[grant] || !matches(context)) continue;
    if (effect === 'Deny') return { effect, grant: 'none' };
    grant = match;
  }
  return { effect: grant === 'none' ? 'None' : 'Allow', grant };
}
