import type { Authorizer } from '../../definitions/api-parts.ts';
import { formatArn, parseArn } from '../../identity/arn.ts';
import type { FunctionInvoker, InvocationResult } from '../../lambda/invoker.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import type { Log } from '../../telemetry/log.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import { withStageVariables } from '../compile/stage-variables.ts';
import { DeadlineError, withDeadline } from '../integrations/deadline.ts';
import type { IntegrationRoles } from '../integrations/integration-roles.ts';
import type { InvokePermissions } from '../integrations/invoke-permission.ts';
import { type LambdaTarget, parseLambdaUri } from '../integrations/lambda-uri.ts';
import type { Invocation } from '../invocation.ts';
import { ClientGoneError } from '../request/body.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { logConfigurationError } from './lambda-log.ts';

export interface LambdaFunctionDependencies {
  readonly invoker: FunctionInvoker;
  readonly permissions: InvokePermissions;
  readonly roles: IntegrationRoles;
  readonly log: Log;
  /** Milliseconds that an authorizer's function may take. */
  readonly authorizerTimeout: number;
}

/** The function of a Lambda authorizer. */
export interface LambdaFunction {
  readonly lambda: LambdaTarget;
  /** `arn:aws:execute-api:REGION:ACCOUNT:API/authorizers/ID`, which the function's policy may name in `aws:SourceArn`. */
  readonly sourceArn: string;
  /**
   * Throws GatewayError where there is no result: AUTHORIZER_CONFIGURATION_ERROR when the function may not be invoked or
   * does not exist, AUTHORIZER_FAILURE when it takes too long or Lambda refuses; the controller's reason when aborted.
   * @param requestId of the call, by which function and log name it
   */
  invoke(
    invocation: Invocation,
    payload: Uint8Array,
    requestId: string,
    controller: AbortController,
  ): Promise<InvocationResult>;
  /** Says in the program's log why an authorizer failed. */
  complain(invocation: Invocation, reason: string): void;
}

/**
 * Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html
 */
export function compileFunction(
  authorizer: Authorizer,
  stage: StageFacts,
  dependencies: LambdaFunctionDependencies,
): LambdaFunction {
  const { invoker, log, authorizerTimeout } = dependencies;
  const text = withStageVariables(authorizer.authorizerUri ?? '', stage.variables);
  const lambda = parseLambdaUri(text);
  if (!lambda)
    throw new NotServable(
      `the URI of authorizer ${authorizer.name} does not name a Lambda function: ${text}`,
    );
  const { region, account } = stage.scope;
  const sourceArn = formatArn('execute-api', region, account, `${stage.apiId}/authorizers/${authorizer.id}`);
  const mayInvoke = compilePermission(authorizer, lambda, sourceArn, stage, dependencies);
  const complain = (invocation: Invocation, reason: string) =>
    log.warn(`authorizer ${authorizer.name} failed: ${reason}`, {
      restApiId: stage.apiId,
      stage: stage.stageName,
      functionName: lambda.functionName,
      requestId: invocation.ids.requestId,
    });
  const fail = (invocation: Invocation, reason: string, type: FailureType, cause?: unknown): GatewayError => {
    complain(invocation, reason);
    logConfigurationError(invocation, 'Authorizer error');
    return GatewayError.of(type, cause);
  };
  return {
    lambda,
    sourceArn,
    complain,
    async invoke(invocation, payload, requestId, controller) {
      const refused = await mayInvoke();
      if (refused !== undefined) {
        logConfigurationError(invocation, refused);
        throw fail(invocation, refused, 'AUTHORIZER_CONFIGURATION_ERROR');
      }
      const { signal } = controller;
      const traceId = traceOfRequest(invocation).propagated;
      const request = { ...lambda, type: 'RequestResponse' as const, payload, traceId, requestId, signal };
      try {
        return await withDeadline(authorizerTimeout, controller, () => invoker.invoke(request));
      } catch (error) {
        if (signal.reason instanceof ClientGoneError) throw error;
        const late = error instanceof DeadlineError;
        const reason = late ? `no answer within ${authorizerTimeout} ms` : textOf(error);
        throw fail(invocation, reason, failureOf(error), error);
      }
    },
  };
}

type FailureType = 'AUTHORIZER_CONFIGURATION_ERROR' | 'AUTHORIZER_FAILURE';

function failureOf(error: unknown): FailureType {
  const unknown = error instanceof ServiceError && error.statusCode === 404;
  return unknown ? 'AUTHORIZER_CONFIGURATION_ERROR' : 'AUTHORIZER_FAILURE';
}

/** What keeps API Gateway from invoking the function, in AWS's words; undefined when nothing does. */
function compilePermission(
  { name, authorizerCredentials }: Authorizer,
  lambda: LambdaTarget,
  sourceArn: string,
  stage: StageFacts,
  { permissions, roles }: LambdaFunctionDependencies,
): () => Promise<string | undefined> {
  const { account } = stage.scope;
  const refused = 'Invalid permissions on Lambda function';
  if (!authorizerCredentials) {
    const check = permissions.checkFor(lambda, sourceArn, account);
    return async () => ((await check()) ? undefined : refused);
  }
  const arn = withStageVariables(authorizerCredentials, stage.variables);
  const parts = parseArn(arn);
  if (parts?.service !== 'iam' || !/^role\/./.test(parts.resource)) {
    throw new NotServable(`the credentials of authorizer ${name} are not the ARN of a role: ${arn}`);
  }
  if (parts.account !== account) {
    throw new NotServable(`the role of authorizer ${name} is in another account than the API: ${arn}`);
  }
  const assume = roles.sessionsOf(arn, sourceArn, account);
  return async () => {
    const session = await assume();
    if (!session) return `API Gateway does not have permission to assume the provided role ${arn}`;
    return (await permissions.mayInvoke(session, lambda)) ? undefined : refused;
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
}
