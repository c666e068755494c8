import type { AccessControl } from '../../identity/access.ts';
import type { Authenticator } from '../../identity/authenticator.ts';
import type { Organization } from '../../identity/organization.ts';
import type { Step } from '../compile/executable-stage.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import { accessDenied } from './access-denied.ts';
import { accessRequestOf } from './access-request.ts';
import { authenticate } from './authenticate.ts';

export interface IamDependencies {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly access: AccessControl;
  /** That all accounts belong to; none when absent. */
  readonly organization?: Organization | undefined;
}

/**
 * AWS_IAM authorization: the request must be signed by a principal whose policies allow it, or the API's resource
 * policy does; from another account both must. The body has been read before, for the signature covers it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function createIamStep(
  stage: StageFacts,
  { authenticator, access, organization }: IamDependencies,
): Step {
  return async (invocation) => {
    const caller = await authenticate(authenticator, invocation.request, invocation.body, stage.scope.region);
    const request = accessRequestOf(invocation);
    const decision = await access.decide(caller, request, stage.resourcePolicy);
    if (!decision.allowed) throw accessDenied(caller.principal.arn, request, decision);
    invocation.caller = caller;
    invocation.principalOrgId = organization?.id;
  };
}
