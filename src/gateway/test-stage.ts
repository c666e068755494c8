import type { RestApi } from '../definitions/rest-api.ts';
import type { Scope } from '../store/store.ts';
import type { MethodFacts, StageFacts } from './compile/stage-facts.ts';
import { createInvocation, createRequestIds, type Invocation } from './invocation.ts';
import { compileBinaryMediaTypes } from './request/binary-media-types.ts';
import { ClientGoneError } from './request/body.ts';
import { TestRequest } from './request/test-request.ts';
import { decodeUnreserved, withoutTrailingSlashes } from './routing/path.ts';
import type { PathParameters } from './routing/router.ts';
import type { InvocationTarget } from './target.ts';

/** As API Gateway's execution logs of test invocations name them. */
const TEST_STAGE = 'test-invoke-stage';
const TEST_DOMAIN = 'testPrefix.testDomainName';
const TEST_SOURCE_IP = 'test-invoke-source-ip';

/** What a test invocation says of a stage that there is not. */
export interface TestStage {
  readonly scope: Scope;
  readonly api: RestApi;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  readonly clientCertificateId?: string | undefined;
}

/** The stage in which API Gateway executes test invocations; resource policies do not count in it. */
export function testStage({ scope, api, stageVariables, clientCertificateId }: TestStage): StageFacts {
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

/** A request that is made up. */
export interface MadeUpRequest {
  readonly httpMethod: string;
  /** Path and query string. */
  readonly url: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  /** Aborted when nobody waits any longer. */
  readonly signal: AbortSignal;
}

/** @param parametersOf a path as it is routed @param startedAt ms since 1970 */
export function madeUpInvocation(
  { httpMethod, url, headers, body, signal }: MadeUpRequest,
  stage: StageFacts,
  method: MethodFacts,
  parametersOf: (routedPath: string) => PathParameters | undefined,
  startedAt: number,
): Invocation {
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const routedPath = withoutTrailingSlashes(decodeUnreserved(path));
  const lifetime = new AbortController();
  if (signal.aborted) lifetime.abort(new ClientGoneError());
  else signal.addEventListener('abort', () => lifetime.abort(new ClientGoneError()), { once: true });
  const invocation = createInvocation({
    ids: createRequestIds(),
    request: new TestRequest(httpMethod, url, headers, Buffer.from(body)),
    target: targetOf(stage, path, question < 0 ? '' : url.slice(question + 1)),
    httpMethod,
    path,
    routedPath,
    startedAt,
    stage,
    method,
    parameters: parametersOf(routedPath),
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
