import type { Scope } from '../store/store.ts';
import type { RestApiSnapshot } from './rest-api.ts';

/** An invocation that is made up, of a method as it is now. */
export interface TestMethodInvocation {
  readonly scope: Scope;
  /** The API as it is now, deployed or not. */
  readonly snapshot: RestApiSnapshot;
  readonly resourceId: string;
  /** HTTP method of the request. */
  readonly httpMethod: string;
  /** Undefined for the resource's own path, with its parameters' names for values. */
  readonly pathWithQueryString: string | undefined;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  readonly clientCertificateId: string | undefined;
  /** Aborted when nobody waits for the result any longer. */
  readonly signal: AbortSignal;
}

/** What a client would have got, and how it came about. */
export interface TestMethodResult {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  /** Lines as API Gateway prints them, with their line feeds. */
  readonly log: string;
  /** Milliseconds. */
  readonly latency: number;
}

/** An authorizer as it is now, and a request that is made up. */
export interface TestAuthorizerInvocation {
  readonly scope: Scope;
  /** The API as it is now, deployed or not. */
  readonly snapshot: RestApiSnapshot;
  readonly authorizerId: string;
  /** Undefined for the root without query parameters. */
  readonly pathWithQueryString: string | undefined;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  /** Values of `$context` variables that are identity sources. */
  readonly additionalContext: Readonly<Record<string, string>> | undefined;
  /** Aborted when nobody waits for the result any longer. */
  readonly signal: AbortSignal;
}

/** What an authorizer says of the caller of a made up request. */
export interface TestAuthorizerResult {
  /** "The HTTP status code that the client would have received. Value is 0 if the authorizer succeeded." */
  readonly clientStatus: number;
  /** Lines as API Gateway prints them, with their line feeds. */
  readonly log: string;
  /** Milliseconds. */
  readonly latency: number;
  /** Of a Lambda authorizer; undefined of others, and when it failed. */
  readonly principalId?: string | undefined;
  /** The policy document of a Lambda authorizer, JSON text. */
  readonly policy?: string | undefined;
  /** Claims of the token, of a user pool's authorizer. */
  readonly claims?: ReadonlyMap<string, string> | undefined;
}

/** Executes methods and authorizers that need not be deployed. */
export interface TestInvoker {
  /** https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html */
  invokeMethod(invocation: TestMethodInvocation): Promise<TestMethodResult>;
  /** https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html */
  invokeAuthorizer(invocation: TestAuthorizerInvocation): Promise<TestAuthorizerResult>;
}
