import type { Readable } from 'node:stream';
import type { Caller } from '../identity/principal.ts';

/** A request to an AWS service, not signed yet. */
export interface BackendRequest {
  /** As integration URIs and endpoints name the service: `dynamodb`, `sqs`, `s3`, `states`, `events`... */
  readonly service: string;
  /** What stands before the service in an integration's URI, such as a bucket; absent when there is nothing. */
  readonly subdomain?: string;
  readonly region: string;
  /** Whose resources are meant, twelve digits. */
  readonly account: string;
  /** In upper case. */
  readonly method: string;
  /** Percent-encoded, with a slash at its beginning. */
  readonly path: string;
  /** Without the `?`; empty when there is none. */
  readonly query: string;
  /** Names and values in turn, without Host, Authorization and the other headers of a signature. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** On whose behalf: must be allowed to make the call. */
  readonly caller: Caller;
  /** ARN of what a service calls for, such as a rule of EventBridge: `aws:SourceArn` in policies. */
  readonly sourceArn?: string;
  /** Aborted when nobody waits any longer. */
  readonly signal: AbortSignal;
}

/** What a service answered. Whoever gets it reads the body or destroys it. */
export interface BackendResponse {
  readonly status: number;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
}

/** The AWS services that integrations call, wherever each of them is. */
export interface Backends {
  /**
   * Makes a call: whatever the service answers, an error or a denial too, is a response. Throws BackendError where
   * there is nobody to ask, and the signal's reason when it is aborted.
   */
  send(request: BackendRequest): Promise<BackendResponse>;
}

/** A service could not be asked. The message says what to do about it; it is for the log. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}
