import type { Clock } from '../../clock.ts';
import type { AccessRequest } from '../../identity/access.ts';
import { callerNames, callerValues, requestContext } from '../../identity/access-control-context.ts';
import type { CompiledPolicy } from '../../identity/policy/compile.ts';
import { type Effect, evaluate } from '../../identity/policy/evaluate.ts';
import { ANONYMOUS } from '../../identity/principal.ts';
import type { Step } from '../compile/executable-stage.ts';
import type { Invocation } from '../invocation.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { accessRequestOf } from './access-request.ts';
import type { AuthorizerFlow } from './authorization-flow.ts';
import type { LambdaAnswer, LambdaAuthorizer } from './lambda-authorizer.ts';
import { logConfigurationError, logSuccess } from './lambda-log.ts';

/** "the maximum length is 1600 bytes. [...] the API client will receive a 414 Request URI too long response." */
const LONGEST_METHOD_ARN = 1600;

/**
 * Authorization by a Lambda authorizer: what its function says of the caller is asked for the request's method and path.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function createLambdaAuthorizerStep(
  authorizer: LambdaAuthorizer,
  flow: AuthorizerFlow,
  clock: Clock,
): Step {
  return (invocation) => {
    const request = accessRequestOf(invocation);
    if (Buffer.byteLength(request.resource) > LONGEST_METHOD_ARN) throw GatewayError.edge('URI_TOO_LONG');
    const begun = performance.now();
    const decide = (answer: LambdaAnswer) => {
      noteAnswer(invocation, answer, begun);
      const effect = effectOf(answer.result.policy, request, clock);
      flow.after(invocation, effect);
      if (answer.result.variables.principalId !== undefined) return;
      // Recorded only of functions that deny: they need not say whom.
      logConfigurationError(invocation, 'Authorizer result has no principalId');
      throw GatewayError.of('AUTHORIZER_CONFIGURATION_ERROR');
    };
    const fail = (error: unknown) => {
      noteFailure(invocation, error, begun);
      throw error;
    };
    try {
      const answer = authorizer.answer(invocation, request.resource);
      if (answer instanceof Promise) return answer.then(decide).catch(fail);
      decide(answer);
    } catch (error) {
      fail(error);
    }
  };
}

const NAMES = callerNames(ANONYMOUS.principal);
const VALUES = callerValues(ANONYMOUS, []);

function effectOf(policy: CompiledPolicy, request: AccessRequest, clock: Clock): Effect {
  return evaluate(policy, requestContext(NAMES, VALUES, request, clock()));
}

/** Also for those who are then denied: an API's gateway responses may show them what the function says. */
function noteAnswer(invocation: Invocation, { result, requestId }: LambdaAnswer, begun: number): void {
  const { variables } = result;
  logSuccess(invocation, variables.principalId);
  const asked = requestId !== undefined;
  const latency = asked || invocation.endpoint ? millisecondsSince(begun) : 0;
  invocation.authorizer = asked ? { ...variables, integrationLatency: latency } : variables;
  if (!invocation.endpoint) return;
  const integration = asked ? { integrationLatency: latency, integrationStatus: 200, requestId } : {};
  invocation.authorizerFacts = { status: 200, latency, ...integration };
}

function noteFailure(invocation: Invocation, error: unknown, begun: number): void {
  if (!invocation.endpoint || !(error instanceof GatewayError)) return;
  const { message, response } = error;
  const latency = millisecondsSince(begun);
  invocation.authorizerFacts = {
    ...invocation.authorizerFacts,
    status: response.status,
    latency,
    error: message,
  };
}

function millisecondsSince(begun: number): number {
  return Math.round(performance.now() - begun);
}
