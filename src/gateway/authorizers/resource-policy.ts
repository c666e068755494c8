import type { Clock } from '../../clock.ts';
import { decideByResourcePolicy } from '../../identity/access-control.ts';
import { ANONYMOUS } from '../../identity/principal.ts';
import type { Step } from '../compile/executable-stage.ts';
import { accessDenied } from './access-denied.ts';
import { accessRequestOf } from './access-request.ts';

/**
 * The resource policy of an API whose method has no authorization: it must allow the request explicitly.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html#apigateway-authorization-flow-resource-policy-only
 * @param policy JSON text
 */
export function createResourcePolicyStep(policy: string, clock: Clock): Step {
  return (invocation) => {
    const request = accessRequestOf(invocation);
    const decision = decideByResourcePolicy(policy, ANONYMOUS, request, clock);
    if (!decision.allowed) throw accessDenied('anonymous', request, decision);
  };
}
