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

/** Executes methods for TestInvokeMethod. https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html */
export interface TestInvoker {
  invokeMethod(invocation: TestMethodInvocation): Promise<TestMethodResult>;
}
