import type { InvocationResult, StreamedResult } from '../../lambda/invoker.ts';
import type { Invocation } from '../invocation.ts';
import { type EndpointTrace, traceEndpoint } from '../logging/endpoint-trace.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import type { LambdaTarget } from './lambda-uri.ts';
import { type CallingMethod, sourceArnOf } from './source-arn.ts';

/** The address of Invoke on AWS, as execution logs show it. */
export function invokeUri({ region, account, functionName, qualifier }: LambdaTarget): string {
  const arn = `arn:aws:lambda:${region}:${account}:function:${functionName}${qualifier ? `:${qualifier}` : ''}`;
  return `https://${hostOf(region)}/2015-03-31/functions/${arn}/invocations`;
}

/** The headers of Invoke, names and values in turn. @param sourceArn on whose behalf API Gateway invokes the function */
export function invokeHeaders(invocation: Invocation, { region }: LambdaTarget, sourceArn: string): string[] {
  const { stage, ids, startedAt } = invocation;
  return [
    ...['X-Amz-Date', new Date(startedAt).toISOString().replace(/[-:]|\.\d{3}/g, '')],
    ...['x-amzn-apigateway-api-id', stage.apiId, 'Accept', 'application/json'],
    ...['User-Agent', `AmazonAPIGateway_${stage.apiId}`, 'Host', hostOf(region)],
    ...['X-Amzn-Trace-Id', traceOfRequest(invocation).received],
    ...['x-amzn-lambda-integration-tag', ids.requestId],
    ...['X-Amz-Source-Arn', sourceArn],
  ];
}

function hostOf(region: string): string {
  return `lambda.${region}.amazonaws.com`;
}

/** The method's function, and what names the method. */
export type TracedFunction = CallingMethod & { readonly lambda: LambdaTarget };

/**
 * What logs say of an invocation of a function: the HTTP request that Invoke is on AWS, as its execution logs show it,
 * without the signature, which there is none of here.
 */
export class LambdaTrace {
  /** The function's own id for the invocation. */
  readonly requestId: string = crypto.randomUUID();
  readonly #trace: EndpointTrace;
  readonly #invocation: Invocation;
  readonly #definition: TracedFunction;

  constructor(trace: EndpointTrace, invocation: Invocation, definition: TracedFunction) {
    this.#trace = trace;
    this.#invocation = invocation;
    this.#definition = definition;
  }

  request(payload: Uint8Array): void {
    const { lambda } = this.#definition;
    this.#trace.request({
      uri: invokeUri(lambda),
      headers: invokeHeaders(this.#invocation, lambda, sourceArnOf(this.#definition)),
      body: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    });
  }

  response({ functionError, executedVersion, payload }: InvocationResult): void {
    this.#answered(
      'application/json',
      [
        'Content-Length',
        String(payload.length),
        ...(functionError ? ['X-Amz-Function-Error', functionError] : []),
      ],
      executedVersion,
    );
    this.#trace.responseBody(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength));
  }

  /** Of a body that streams to the client nothing is logged. */
  streaming({ contentType, executedVersion }: StreamedResult): void {
    this.#answered(contentType, [], executedVersion);
  }

  #answered(contentType: string, headers: readonly string[], executedVersion: string): void {
    this.#trace.response(200, [
      ...['Date', new Date().toUTCString(), 'Content-Type', contentType, 'x-amzn-RequestId', this.requestId],
      ...headers,
      ...['X-Amz-Executed-Version', executedVersion],
      ...['X-Amzn-Trace-Id', traceOfRequest(this.#invocation).propagated],
    ]);
  }
}

/** Undefined when nothing is logged of the invocation. */
export function traceLambda(invocation: Invocation, definition: TracedFunction): LambdaTrace | undefined {
  const trace = traceEndpoint(invocation);
  return trace && new LambdaTrace(trace, invocation, definition);
}

/** What execution logs say of a function that failed, with the message of its error object. */
export function functionErrorLine({ endpoint }: Invocation, errorObject: Uint8Array): string {
  return (
    `Lambda execution failed with status 200 due to customer function error: ${messageIn(errorObject)}. ` +
    `Lambda request id: ${endpoint?.requestId ?? ''}`
  );
}

function messageIn(errorObject: Uint8Array): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(errorObject).toString());
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed)
      return String(parsed.errorMessage);
  } catch {
    // Whatever it is, it has no message.
  }
  return '';
}
