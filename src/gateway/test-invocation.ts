import { Readable } from 'node:stream';
import type { MethodSetting } from '../definitions/rest-api.ts';
import type { TestInvoker, TestMethodInvocation, TestMethodResult } from '../definitions/test-invocation.ts';
import { compileMethod, type MethodDependencies } from './compile/compile-method.ts';
import type { ExecutableMethod } from './compile/executable-stage.ts';
import type { StageFacts } from './compile/stage-facts.ts';
import { collect, MAXIMUM_RESPONSE } from './integrations/http-answer.ts';
import { createInvocation, createRequestIds, type Invocation } from './invocation.ts';
import { newEndpointFacts } from './logging/endpoint-facts.ts';
import { logFailure, logSuccess } from './logging/invocation-log.ts';
import { TestExecutionLog } from './logging/test-execution-log.ts';
import { compileBinaryMediaTypes } from './request/binary-media-types.ts';
import { ClientGoneError } from './request/body.ts';
import { TestRequest } from './request/test-request.ts';
import { compileGatewayResponses } from './responses/customized-responses.ts';
import { JSON_CONTENT_TYPE, type Reply } from './responses/reply.ts';
import { decodeUnreserved, withOneLeadingSlash, withoutTrailingSlashes } from './routing/path.ts';
import { createTrieRouter } from './routing/trie-router.ts';
import { gatewayErrorOf, runMethod } from './run-method.ts';
import type { InvocationTarget } from './target.ts';

/** As API Gateway's execution logs of test invocations name them. */
const TEST_STAGE = 'test-invoke-stage';
const TEST_DOMAIN = 'testPrefix.testDomainName';
const TEST_SOURCE_IP = 'test-invoke-source-ip';

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
 * Executes methods as they are now: validation, mappings and the integration, but no authorization, API key or
 * throttling. "The API Gateway test-invoke feature bypasses the authorization".
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-test-method.html
 */
export function createTestInvoker(dependencies: MethodDependencies): TestInvoker {
  return { invokeMethod: (test) => invokeMethod(test, dependencies) };
}

async function invokeMethod(
  test: TestMethodInvocation,
  dependencies: MethodDependencies,
): Promise<TestMethodResult> {
  const { clock, bodies, log } = dependencies;
  const { api, gatewayResponses } = test.snapshot;
  const stage = stageOf(test);
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

function stageOf({
  scope,
  snapshot: { api },
  stageVariables,
  clientCertificateId,
}: TestMethodInvocation): StageFacts {
  return {
    scope,
    apiId: api.id,
    stageName: TEST_STAGE,
    deploymentId: '',
    variables: stageVariables && Object.keys(stageVariables).length > 0 ? stageVariables : undefined,
    binaryMediaTypes: compileBinaryMediaTypes(api.binaryMediaTypes),
    ...(clientCertificateId ? { clientCertificateId } : {}),
    resourcePolicy: undefined,
  };
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
  { httpMethod, pathWithQueryString, headers, body, signal }: TestMethodInvocation,
  stage: StageFacts,
  method: ExecutableMethod,
  { clock }: MethodDependencies,
): Invocation {
  const url = withOneLeadingSlash(pathWithQueryString || method.resourcePath);
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const routedPath = withoutTrailingSlashes(decodeUnreserved(path));
  const request = new TestRequest(httpMethod, url, headers, Buffer.from(body));
  // As recorded: a path that is not the resource's is taken all the same, and has no parameters.
  const router = createTrieRouter([{ path: method.resourcePath, method: httpMethod, value: method }]);
  const lifetime = new AbortController();
  if (signal.aborted) lifetime.abort(new ClientGoneError());
  else signal.addEventListener('abort', () => lifetime.abort(new ClientGoneError()), { once: true });
  const invocation = createInvocation({
    ids: createRequestIds(),
    request,
    target: targetOf(stage, path, question < 0 ? '' : url.slice(question + 1)),
    httpMethod,
    path,
    routedPath,
    startedAt: clock(),
    stage,
    method,
    parameters: router.find(httpMethod, routedPath)?.parameters,
    lifetime,
  });
  invocation.parsed.headers = givenHeaders(headers);
  return invocation;
}

function targetOf(
  { apiId, scope, stageName }: StageFacts,
  rawPath: string,
  rawQuery: string,
): InvocationTarget {
  return {
    apiId,
    region: scope.region,
    stageName,
    rawPath,
    rawQuery,
    contextPath: rawPath,
    domainName: TEST_DOMAIN,
    pathStyle: false,
    sourceIp: TEST_SOURCE_IP,
    protocol: 'HTTP/1.1',
  };
}

/** The given headers alone: there was no connection of which the gateway could say anything. */
function givenHeaders(headers: readonly string[]): NonNullable<Invocation['parsed']['headers']> {
  const single: Record<string, string> = Object.create(null);
  const multi: Record<string, string[]> = Object.create(null);
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    single[name] = value;
    const values = multi[name] ?? [];
    values.push(value);
    multi[name] = values;
  }
  return { single, multi };
}
