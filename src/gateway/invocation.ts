import type { Caller } from '../identity/principal.ts';
import type { AuthorizerVariables } from './authorizers/authorizer-variables.ts';
import type { MethodFacts, StageFacts } from './compile/stage-facts.ts';
import type { ExecutionLog } from './execution-log.ts';
import type { AuthorizerFacts } from './logging/authorizer-facts.ts';
import type { EndpointFacts } from './logging/endpoint-facts.ts';
import type { GatewayRequest } from './request/gateway-request.ts';
import type { RequestHeaders } from './request/headers.ts';
import { createExtendedRequestId } from './request/identifiers.ts';
import type { QueryParameters } from './request/query.ts';
import type { Trace } from './request/trace.ts';
import type { PathParameters } from './routing/router.ts';
import type { InvocationTarget } from './target.ts';
import type { VpcEndpoint } from './vpc-endpoints.ts';

const NO_BODY = Buffer.alloc(0);

/** The ids under which one request is known from its first byte on, whatever becomes of it. */
export interface RequestIds {
  /** UUID, `x-amzn-RequestId`. */
  readonly requestId: string;
  /** `x-amz-apigw-id`. */
  readonly extendedRequestId: string;
}

export function createRequestIds(): RequestIds {
  return { requestId: crypto.randomUUID(), extendedRequestId: createExtendedRequestId() };
}

/** What is known of a request once it has been routed. */
export interface InvocationFacts {
  readonly ids: RequestIds;
  readonly request: GatewayRequest;
  readonly target: InvocationTarget;
  /** The method that was routed, which `X-HTTP-Method-Override` may have put in place of the request's own. */
  readonly httpMethod: string;
  /** What follows the stage, with one slash at its beginning, as on the wire. */
  readonly path: string;
  /** The same with unreserved characters decoded and no slash at its end: what was routed and is authorized. */
  readonly routedPath: string;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly stage: StageFacts;
  readonly method: MethodFacts;
  readonly parameters: PathParameters | undefined;
  /** That the request came through; absent on public APIs. */
  readonly vpcEndpoint?: VpcEndpoint | undefined;
  /** Aborted when the client goes away, with ClientGoneError, or when its time is up. */
  readonly lifetime: AbortController;
}

/** What of a request is parsed when somebody first asks for it, and then kept: see `request/parsed-request.ts`. */
export interface ParsedRequest {
  headers: RequestHeaders | undefined;
  /** Null when there is none. */
  query: QueryParameters | null | undefined;
  trace: Trace | undefined;
}

/** One request on its way through a method's chain. Steps add what they find out. */
export interface Invocation extends InvocationFacts {
  /** Empty until it is read. */
  body: Buffer;
  /** Who signed the request, on methods with AWS_IAM. */
  caller: Caller | undefined;
  /** The organization of who signed it; undefined when there is none. */
  principalOrgId: string | undefined;
  /** What the method's authorizer found out; undefined without one. */
  authorizer: AuthorizerVariables | undefined;
  /** The API key that lets the request through, on methods that require one. Its value is a secret. */
  apiKey: { readonly keyId: string; readonly value: string } | undefined;
  /** Where the invocation's execution is logged, if it is. */
  executionLog: ExecutionLog | undefined;
  /** Where integrations put what access logs say of backends; undefined when there is none. */
  endpoint: EndpointFacts | undefined;
  /** What access logs say of the authorizer; undefined without one, or when there is no such log. */
  authorizerFacts: AuthorizerFacts | undefined;
  readonly parsed: ParsedRequest;
}

export function createInvocation(facts: InvocationFacts): Invocation {
  return {
    ...facts,
    body: NO_BODY,
    caller: undefined,
    principalOrgId: undefined,
    authorizer: undefined,
    apiKey: undefined,
    executionLog: undefined,
    endpoint: undefined,
    authorizerFacts: undefined,
    parsed: { headers: undefined, query: undefined, trace: undefined },
  };
}
