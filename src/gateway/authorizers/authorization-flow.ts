import type { Clock } from '../../clock.ts';
import type { Decision } from '../../identity/access.ts';
import { compileResourcePolicy } from '../../identity/access-control.ts';
import { MalformedPolicyError } from '../../identity/policy/document.ts';
import type { Effect } from '../../identity/policy/evaluate.ts';
import { ANONYMOUS } from '../../identity/principal.ts';
import type { Step } from '../compile/executable-stage.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import type { GatewayError } from '../responses/gateway-error.ts';
import { accessDenied, authorizerDenied } from './access-denied.ts';
import { accessRequestOf } from './access-request.ts';

/** What a stage's resource policy says of a request that nobody signed; an API without a policy says nothing. */
type AskResourcePolicy = (invocation: Invocation) => Effect;

/**
 * Compiles the resource policy of a stage's API. Throws NotServable for one that can't be understood: what it would have
 * guarded must not be left open.
 */
function askResourcePolicy({ resourcePolicy }: StageFacts, clock: Clock): AskResourcePolicy {
  if (resourcePolicy === undefined) return () => 'None';
  try {
    const ask = compileResourcePolicy(resourcePolicy, clock);
    return (invocation) => ask(ANONYMOUS, accessRequestOf(invocation));
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    throw new NotServable(`the API's resource policy is malformed: ${error.message}`);
  }
}

/**
 * The step of methods without authorization, and of those with COGNITO_USER_POOLS behind the authorizer's: "the resource
 * policy is evaluated independently, and an explicit allow is required." Undefined for an API without a policy.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function explicitAllowStep(stage: StageFacts, clock: Clock): Step | undefined {
  if (stage.resourcePolicy === undefined) return undefined;
  const ask = askResourcePolicy(stage, clock);
  return (invocation) => {
    const effect = ask(invocation);
    if (effect !== 'Allow') throw deniedByResourcePolicy(invocation, effect);
  };
}

/** How a Lambda authorizer and the API's resource policy decide together. */
export interface AuthorizerFlow {
  /**
   * "Before calling the Lambda authorizer, API Gateway first evaluates the policy and checks for any explicit denials. If
   * found, the caller is denied access immediately." Undefined for an API without a policy.
   */
  readonly before: Step | undefined;
  /**
   * Ends the invocation with GatewayError unless the two allow it: table A. To be asked only of what `before` let pass.
   * @param effect what the authorizer's policy document says of the request
   */
  after(invocation: Invocation, effect: Effect): void;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html#apigateway-authorization-flow-lambda */
export function authorizerFlow(stage: StageFacts, clock: Clock): AuthorizerFlow {
  const ask = askResourcePolicy(stage, clock);
  const refuseDenied: Step = (invocation) => {
    if (ask(invocation) === 'Deny') throw deniedByResourcePolicy(invocation, 'Deny');
  };
  return {
    before: stage.resourcePolicy === undefined ? undefined : refuseDenied,
    after(invocation, effect) {
      // Of what was not denied before, only a silent authorizer leaves the decision to the policy.
      const decision = decideTogether(effect, effect === 'None' ? ask(invocation) : 'None');
      if (decision.allowed) return;
      throw decision.source === 'resource'
        ? deniedByResourcePolicy(invocation, 'Deny')
        : authorizerDenied(decision.explicitDeny);
    },
  };
}

/**
 * How a Lambda authorizer's policy document and the resource policy decide together. Table A, "Account A calls API owned
 * by account A": either suffices, and an explicit deny of either is final. Table B, of callers from other accounts, needs
 * a principal; AWS_IAM has both tables from `identity/policy/decision.ts`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html#apigateway-resource-policies-iam-policies-interaction
 */
function decideTogether(authorizer: Effect, resource: Effect): Decision {
  if (resource === 'Deny') return { allowed: false, explicitDeny: true, source: 'resource' };
  if (authorizer === 'Deny') return { allowed: false, explicitDeny: true, source: 'identity' };
  if (authorizer === 'Allow') return { allowed: true, explicitDeny: false, source: 'identity' };
  if (resource === 'Allow') return { allowed: true, explicitDeny: false, source: 'resource' };
  return { allowed: false, explicitDeny: false, source: 'identity' };
}

/** The answer to a request that the resource policy does not allow: nobody signed it. */
function deniedByResourcePolicy(invocation: Invocation, effect: Exclude<Effect, 'Allow'>): GatewayError {
  const decision: Decision = { allowed: false, explicitDeny: effect === 'Deny', source: 'resource' };
  return accessDenied('anonymous', accessRequestOf(invocation), decision);
}
