import { parseArn } from '../../identity/arn.ts';
import type { Caller } from '../../identity/principal.ts';
import { NotServable } from '../compile/not-servable.ts';
import { withStageVariables } from '../compile/stage-variables.ts';
import type { Invocation } from '../invocation.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { Complain } from './http-exchange.ts';
import type { IntegrationRoles } from './integration-roles.ts';
import { type CallingMethod, sourceArnOf } from './source-arn.ts';

/** Who an integration calls as: at once where that is known. Throws GatewayError. */
export type CallerOf = (invocation: Invocation, complain: Complain) => Caller | Promise<Caller>;

/** "To require that the caller's identity be passed through from the request, specify the string". */
const CALLERS_OWN = 'arn:aws:iam::*:user/*';

/**
 * Compiles an integration's `credentials`: a role that API Gateway assumes, or the caller's own. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-credentials
 * @param isSigned whether the method has AWS_IAM authorization
 */
export function compileCredentials(
  credentials: string,
  method: CallingMethod & {
    readonly stage: { readonly variables: Readonly<Record<string, string>> | undefined };
  },
  isSigned: boolean,
  roles: IntegrationRoles,
): CallerOf {
  const { account } = method.stage.scope;
  const arn = withStageVariables(credentials, method.stage.variables);
  if (arn === CALLERS_OWN) {
    if (isSigned) return callersOwn;
    throw new NotServable(`credentials ${CALLERS_OWN} need AWS_IAM authorization`);
  }
  const parts = parseArn(arn);
  if (parts?.service !== 'iam' || !/^role\/./.test(parts.resource)) {
    throw new NotServable(`the integration's credentials are not the ARN of a role: ${arn}`);
  }
  if (parts.account !== account) {
    throw new NotServable(`the role of the integration is in another account than the API: ${arn}`);
  }
  const assume = roles.sessionsOf(arn, sourceArnOf(method), account);
  return (invocation, complain) => {
    const session = assume();
    if (!(session instanceof Promise)) return session;
    return session.then((caller) => {
      if (caller) return caller;
      complain(
        invocation,
        `Execution failed due to configuration error: API Gateway does not have permission to assume the provided role ${arn}`,
      );
      throw GatewayError.of('API_CONFIGURATION_ERROR');
    });
  };
}

function callersOwn({ caller }: Invocation): Caller {
  if (!caller) throw GatewayError.of('API_CONFIGURATION_ERROR');
  return caller;
}
