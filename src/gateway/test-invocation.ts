import { Readable } from 'node:stream';
import type { MethodSetting } from '../definitions/rest-api.ts';
import type { TestInvoker, TestMethodInvocation, TestMethodResult } from '../definitions/test-invocation.ts';
import { compileMethod, type MethodDependencies } from './compile/compile-method.ts';
import type { ExecutableMethod } from './compile/executable-stage.ts';
import type { StageFacts } from './compile/stage-facts.ts';
import { collect, MAXIMUM_RESPONSE } from './integrations/http-answer.ts';
import type { Invocation } from './invocation.ts';
import { newEndpointFacts } from './logging/endpoint-facts.ts';
import { logFailure, logSuccess } from './logging/invocation-log.ts';
import { TestExecutionLog } from './logging/test-execution-log.ts';
import { ClientGoneError } from './request/body.ts';
import { compileGatewayResponses } from './responses/customized-responses.ts';
import { JSON_CONTENT_TYPE, type Reply } from './responses/reply.ts';
import { withOneLeadingSlash } from './routing/path.ts';
import { createTrieRouter } from './routing/trie-router.ts';
import { gatewayErrorOf, runMethod } from './run-method.ts';
import { invokeAuthorizer } from './test-authorizer.ts';
import { madeUpInvocation, testStage } from './test-stage.ts';

/** Everything is logged, nothing is cached or throttled. */
const TEST_SETTINGS: MethodSetting = {
  metricsEnabled: false,
  loggingLevel: 'INFO',
  dataTraceEnabled: true,
  throttlingBurstLimit: -1,
  throttlingRateLimit: -1,
  cachingEnabled: false,
  cacheTtlInSeconds: 0,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

/**
 * Executes methods and authorizers as they are now. Of methods validation, mappings and the integration, but no
 * authorization, API key or throttling. "The API Gateway test-invoke feature bypasses the authorization".
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-test-method.html
 */
export function createTestInvoker(dependencies: MethodDependencies): TestInvoker {
  return {
    invokeMethod: (test) => invokeMethod(test, dependencies),
    invokeAuthorizer: (test) => invokeAuthorizer(test, dependencies),
  };
}

async function invokeMethod(
  test: TestMethodInvocation,
  dependencies: MethodDependencies,
): Promise<TestMethodResult> {
  const { clock, bodies, log } = dependencies;
  const { api, gatewayResponses } = test.snapshot;
  const { scope, stageVariables, clientCertificateId } = test;
  const stage = testStage({ scope, api, stageVariables, clientCertificateId });
  const method = methodOf(test, stage, dependencies);
  const invocation = testInvocation(test, stage, method, dependencies);
  const executionLog = new TestExecutionLog(invocation.ids.requestId, clock);
  invocation.executionLog = executionLog;
  invocation.endpoint = newEndpointFacts();
  const begun = performance.now();
  const result = async ({ status, headers, body }: Reply): Promise<TestMethodResult> => {
    const bytes = body instanceof Readable ? await collect(body, MAXIMUM_RESPONSE) : body;
    const latency = Math.round(performance.now() - begun);
    return { status, headers, body: bytes.toString(), log: executionLog.text, latency };
  };
  try {
    const reply = await runMethod(method, invocation, bodies);
    logSuccess(invocation, reply);
    return await result(reply);
  } catch (error) {
    if (error instanceof ClientGoneError) throw error;
    const { requestId } = invocation.ids;
    const failure = gatewayErrorOf(error, { requestId, restApiId: api.id }, log);
    const reply = compileGatewayResponses(gatewayResponses, stage, () => {}).replyTo(invocation, failure);
    logFailure(invocation, failure, reply);
    return result({ ...reply, headers: withoutDefaultType(reply.headers) });
  }
}

/** As recorded in `test_failed_invoke_test_method`: the content type that every error has is not shown. */
function withoutDefaultType(headers: readonly string[]): string[] {
  const shown: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    if (name !== 'Content-Type' || value !== JSON_CONTENT_TYPE) shown.push(name, value);
  }
  return shown;
}

/** Throws when the snapshot does not have the method: whoever asks has looked. */
function methodOf(
  { snapshot, resourceId, httpMethod }: TestMethodInvocation,
  stage: StageFacts,
  dependencies: MethodDependencies,
): ExecutableMethod {
  const resource = snapshot.resources.find(({ id }) => id === resourceId);
  const methods = new Map(Object.entries(resource?.methods ?? {}));
  const method = methods.get(httpMethod) ?? methods.get('ANY');
  if (!resource || !method) throw new Error(`no method ${httpMethod} of resource ${resourceId}`);
  const open = { ...method, authorizationType: 'NONE' as const, apiKeyRequired: false };
  return compileMethod(
    { stage, resource, method: open, settings: TEST_SETTINGS, parts: snapshot },
    dependencies,
  );
}

function testInvocation(
  test: TestMethodInvocation,
  stage: StageFacts,
  method: ExecutableMethod,
  { clock }: MethodDependencies,
): Invocation {
  const { httpMethod } = test;
  const url = withOneLeadingSlash(test.pathWithQueryString || method.resourcePath);
  // As recorded: a path that is not the resource's is taken all the same, and has no parameters.
  const router = createTrieRouter([{ path: method.resourcePath, method: httpMethod, value: method }]);
  const parametersOf = (path: string) => router.find(httpMethod, path)?.parameters;
  return madeUpInvocation({ ...test, url }, stage, method, parametersOf, clock());
}
