import type { Caller } from '../identity/principal.ts';

/** One invocation of a function, by an API call or by a gateway integration. */
export interface Invocation {
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  /** Version number, alias or `$LATEST`; absent means `$LATEST`. */
  readonly qualifier?: string;
  readonly payload: Uint8Array;
  /** `RequestResponse` waits for the result; `Event` queues, with two more attempts after function errors. */
  readonly type: 'RequestResponse' | 'Event';
  /** Gives the last 4 KB of the log with the result. */
  readonly logTail?: boolean;
  /** JSON text of the client context (decoded from base64). */
  readonly clientContext?: string;
  /** `Root=1-...` value for the X-Ray trace header. */
  readonly traceId?: string;
  /** Id of the call, by which the function and its log name the invocation; a new UUID when absent. */
  readonly requestId?: string;
  readonly signal?: AbortSignal;
}

export interface InvocationResult {
  /** Set when the function failed; the payload is then the error object. */
  readonly functionError?: 'Handled' | 'Unhandled';
  readonly payload: Uint8Array;
  /** The version that ran. */
  readonly executedVersion: string;
  /** Base64 of the last 4 KB of log. */
  readonly logResult?: string;
}

/**
 * Runs functions. Whether `caller` may invoke is decided before, by {@link FunctionAccess}.
 * Throws ServiceError: ResourceNotFoundException (404), TooManyRequestsException (429), RequestTooLargeException (413),
 * InvalidRuntimeException (502) and the like, as Invoke documents them.
 */
export interface FunctionInvoker {
  invoke(invocation: Invocation): Promise<InvocationResult>;
}

/** Decides whether somebody may invoke a function: identity policies of the caller and the function's resource policy. */
export interface FunctionAccess {
  /**
   * @param source values of `aws:SourceArn` and `aws:SourceAccount` when a service calls on behalf of something
   */
  mayInvoke(
    caller: Caller,
    target: { account: string; region: string; functionName: string; qualifier?: string },
    source?: { arn?: string; account?: string },
  ): Promise<boolean>;
}
