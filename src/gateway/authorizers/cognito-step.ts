import type { VerifiedToken } from '../../identity/jwt/token-verifier.ts';
import type { Step } from '../compile/executable-stage.ts';
import type { Invocation } from '../invocation.ts';
import { lastHeader } from '../request/last-header.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { CognitoAuthorizer } from './cognito-authorizer.ts';
import { variablesOf } from './cognito-claims.ts';
import type { UserPoolIssuer } from './cognito-user-pools.ts';
import { logUnauthorized } from './lambda-log.ts';

/**
 * Authorization by a user pool: the request carries an id token of one of the authorizer's pools or, on a method with
 * scopes, an access token with one of them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
export function createCognitoStep(authorizer: CognitoAuthorizer, scopes: readonly string[]): Step {
  return (invocation) => {
    const begun = invocation.endpoint ? performance.now() : 0;
    const admit = (token: VerifiedToken<UserPoolIssuer>) => {
      invocation.authorizer = variablesOf(token);
      if (invocation.endpoint)
        invocation.authorizerFacts = { status: 200, latency: millisecondsSince(begun) };
    };
    try {
      const header = lastHeader(invocation.request.rawHeaders, authorizer.header);
      const token = authorizer.authorize(header, scopes);
      if (!(token instanceof Promise)) return admit(token);
      return token.then(admit).catch((error) => fail(invocation, error, begun));
    } catch (error) {
      fail(invocation, error, begun);
    }
  };
}

function fail(invocation: Invocation, error: unknown, begun: number): never {
  if (!(error instanceof GatewayError)) throw error;
  const { response, message } = error;
  if (response.type === 'UNAUTHORIZED') logUnauthorized(invocation);
  if (invocation.endpoint) {
    invocation.authorizerFacts = {
      status: response.status,
      latency: millisecondsSince(begun),
      error: message,
    };
  }
  throw error;
}

function millisecondsSince(begun: number): number {
  return Math.round(performance.now() - begun);
}
