import type { Readable } from 'node:stream';
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

/** An invocation whose response is wanted as it comes. */
export type StreamedInvocation = Omit<Invocation, 'type'>;

/** A response on its way. */
export interface StreamedResult {
  /** The version that runs. */
  readonly executedVersion: string;
  /** As the runtime says it; `application/json` of a function that gave its result as a whole. */
  readonly contentType: string;
  /**
   * To be read or destroyed: a reader who stops makes the function wait, one who has gone lets it run on unheard. Ends
   * when nothing more comes, also after an error; it never fails by itself. Empty when the function failed at once.
   */
  readonly body: Readable;
  /** Resolves, never rejects, when the function has ended or failed; not before its response has been taken. */
  readonly completion: Promise<StreamCompletion>;
}

/** How a streamed invocation ended. */
export interface StreamCompletion {
  /** Set when the function failed, perhaps in the middle: the error object. */
  readonly error?: Uint8Array;
  /** Base64 of the last 4 KB of log, if it was asked for. */
  readonly logResult?: string;
}

/**
 * Runs functions whose responses are streamed, and others, whose result is then given in one piece.
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
export interface ResponseStreamInvoker {
  /** Resolves when the function begins to answer or has failed. Throws as {@link FunctionInvoker.invoke} does. */
  invokeWithResponseStream(invocation: StreamedInvocation): Promise<StreamedResult>;
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
