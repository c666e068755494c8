import type { Authorizer } from '../definitions/api-parts.ts';
import type { TestAuthorizerInvocation, TestAuthorizerResult } from '../definitions/test-invocation.ts';
import { formatArn } from '../identity/arn.ts';
import { logSuccess } from './authorizers/lambda-log.ts';
import { compileAuthorization } from './compile/compile-authorization.ts';
import type { MethodDependencies } from './compile/compile-method.ts';
import { NotServable } from './compile/not-servable.ts';
import type { MethodFacts, StageFacts } from './compile/stage-facts.ts';
import type { Invocation } from './invocation.ts';
import { logRejection } from './logging/failure-lines.ts';
import { TestExecutionLog } from './logging/test-execution-log.ts';
import { ClientGoneError } from './request/body.ts';
import { GatewayError } from './responses/gateway-error.ts';
import { withOneLeadingSlash } from './routing/path.ts';
import { gatewayErrorOf } from './run-method.ts';
import { madeUpInvocation, testStage } from './test-stage.ts';

/** As events of test invocations have it: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html */
const TEST_METHOD: MethodFacts = {
  httpMethod: 'GET',
  resourceId: 'test-invoke-resource-id',
  resourcePath: '/',
};
/** The stage in the ARNs that authorizers' functions get, which is not the one that their context names. */
const ARN_STAGE = 'ESTestInvoke-stage';

type Found = Pick<TestAuthorizerResult, 'principalId' | 'policy' | 'claims'>;

/**
 * Asks an authorizer about a request that is made up, whatever is known of its caller. What a Lambda authorizer's policy
 * would mean for a method is not decided: a policy that denies is a success.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html
 */
export async function invokeAuthorizer(
  test: TestAuthorizerInvocation,
  dependencies: MethodDependencies,
): Promise<TestAuthorizerResult> {
  const { scope, snapshot, stageVariables, authorizerId } = test;
  const stage = testStage({ scope, api: snapshot.api, stageVariables });
  const authorizer = snapshot.authorizers.find(({ id }) => id === authorizerId);
  if (!authorizer) throw new Error(`no authorizer ${authorizerId}`);
  const url = withOneLeadingSlash(test.pathWithQueryString ?? '/');
  const { clock } = dependencies;
  const request = { ...test, httpMethod: TEST_METHOD.httpMethod, url };
  const invocation = madeUpInvocation(request, stage, TEST_METHOD, () => undefined, clock());
  const executionLog = new TestExecutionLog(invocation.ids.requestId, clock);
  invocation.executionLog = executionLog;
  const begun = performance.now();
  const result = (clientStatus: number, found: Found = {}): TestAuthorizerResult => ({
    clientStatus,
    log: executionLog.text,
    latency: Math.round(performance.now() - begun),
    ...found,
  });
  try {
    return result(0, await ask(authorizer, invocation, test, dependencies));
  } catch (error) {
    if (error instanceof ClientGoneError) throw error;
    const failure = failureOf(error, invocation, dependencies);
    logRejection(invocation, failure);
    return result(failure.response.status);
  }
}

async function ask(
  authorizer: Authorizer,
  invocation: Invocation,
  { snapshot, additionalContext }: TestAuthorizerInvocation,
  dependencies: MethodDependencies,
): Promise<Found> {
  const { stage } = invocation;
  if (authorizer.type !== 'COGNITO_USER_POOLS') {
    const asked = dependencies.lambdaAuthorizers.forgetful(authorizer, stage, additionalContext);
    const { variables, policyText } = (await asked.answer(invocation, methodArnOf(stage))).result;
    logSuccess(invocation, variables.principalId);
    return { principalId: variables.principalId, policy: policyText };
  }
  const method = {
    httpMethod: TEST_METHOD.httpMethod,
    authorizationType: authorizer.type,
    authorizerId: authorizer.id,
    apiKeyRequired: false,
  };
  const resource = { id: TEST_METHOD.resourceId, path: TEST_METHOD.resourcePath, methods: {} };
  const definition = { stage, resource, method, settings: undefined, parts: snapshot };
  for (const step of compileAuthorization(definition, dependencies)) await step(invocation);
  return { claims: invocation.authorizer?.claims };
}

function failureOf(error: unknown, invocation: Invocation, { log }: MethodDependencies): GatewayError {
  if (error instanceof NotServable) {
    invocation.executionLog?.error(`Execution failed due to configuration error: ${error.message}`);
    return GatewayError.of('AUTHORIZER_CONFIGURATION_ERROR', error);
  }
  const { ids, stage } = invocation;
  return gatewayErrorOf(error, { requestId: ids.requestId, restApiId: stage.apiId }, log);
}

function methodArnOf({ scope, apiId }: StageFacts): string {
  return formatArn('execute-api', scope.region, scope.account, `${apiId}/${ARN_STAGE}/GET/`);
}
