import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { invalidRequestContent, notOffered } from './errors.ts';
import { namedFunction } from './function-name.ts';
import { functionCollection, requireFunction, versionOf } from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';

/** "Up to 3,583 bytes of base64-encoded data about the invoking client". */
const MAXIMUM_CLIENT_CONTEXT = 3583;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invokeHandlers({ store, lambda }: LambdaServiceDependencies): LambdaHandlers<'Invoke'> {
  const collection = functionCollection(store);
  return {
    async Invoke(input, context) {
      if (input.DurableExecutionName !== undefined) throw notOffered('DurableExecutionName');
      if (input.TenantId !== undefined) throw notOffered('TenantId');
      const named = namedFunction(input.FunctionName, context, input.Qualifier);
      const payload = bytesOf(input.Payload);
      const type = input.InvocationType ?? 'RequestResponse';
      if (type === 'DryRun') {
        versionOf(await requireFunction(collection, named), named);
        return { StatusCode: 204 };
      }
      const { eventPayload, requestPayload } = lambda.limits;
      // What is too large is refused by its size before it is read as JSON.
      if (payload.byteLength <= (type === 'Event' ? eventPayload : requestPayload)) requireJson(payload);
      const clientContext = input.ClientContext && clientContextOf(input.ClientContext);
      const result = await lambda.invoker.invoke({
        account: named.account,
        region: named.region,
        functionName: named.functionName,
        ...(named.qualifier !== undefined && { qualifier: named.qualifier }),
        payload,
        type,
        logTail: input.LogType === 'Tail',
        // "Lambda passes the ClientContext object to your function for synchronous invocations only."
        ...(clientContext && type === 'RequestResponse' && { clientContext }),
        requestId: context.requestId,
        signal: context.signal,
      });
      if (type === 'Event') return { StatusCode: 202 };
      return {
        StatusCode: 200,
        Payload: Uint8ArrayBlobAdapter.mutate(result.payload),
        ExecutedVersion: result.executedVersion,
        ...(result.functionError !== undefined && { FunctionError: result.functionError }),
        ...(result.logResult !== undefined && { LogResult: result.logResult }),
      };
    },
  };
}

/** A payload as it is passed on; empty when there is none. */
export function bytesOf(payload: unknown): Uint8Array {
  if (payload === undefined) return new Uint8Array();
  if (payload instanceof Uint8Array) return payload;
  if (typeof payload === 'string') return Buffer.from(payload);
  throw new TypeError('the payload is neither bytes nor text');
}

const strictText = new TextDecoder('utf-8', { fatal: true });

/** Throws InvalidRequestContentException unless the payload is empty or JSON. */
export function requireJson(payload: Uint8Array): void {
  if (payload.byteLength === 0) return;
  try {
    JSON.parse(strictText.decode(payload));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'Invalid UTF-8';
    throw invalidRequestContent(
      `Could not parse request body into json: Could not parse payload into json: ${reason}`,
    );
  }
}

/** The JSON text of a client context. Throws InvalidRequestContentException. */
export function clientContextOf(base64: string): string {
  if (base64.length > MAXIMUM_CLIENT_CONTEXT) {
    throw invalidRequestContent('Client context must be no more than 3583 bytes.');
  }
  try {
    const value: unknown = JSON.parse(strictText.decode(Buffer.from(base64, 'base64')));
    if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  } catch {
    // Said below.
  }
  throw invalidRequestContent('Client context must be a valid Base64-encoded JSON object.');
}
