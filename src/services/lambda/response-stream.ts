import type { InvokeWithResponseStreamResponseEvent } from '@aws-sdk/client-lambda';
import type { StreamedResult } from '../../lambda/invoker.ts';
import { notOffered } from './errors.ts';
import { namedFunction } from './function-name.ts';
import { functionCollection, requireFunction, versionOf } from './function-store.ts';
import { bytesOf, clientContextOf, requireJson } from './invoke.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
export function responseStreamHandlers({
  store,
  lambda,
}: LambdaServiceDependencies): LambdaHandlers<'InvokeWithResponseStream'> {
  const collection = functionCollection(store);
  return {
    async InvokeWithResponseStream(input, context) {
      if (input.TenantId !== undefined) throw notOffered('TenantId');
      const named = namedFunction(input.FunctionName, context, input.Qualifier);
      const payload = bytesOf(input.Payload);
      if (input.InvocationType === 'DryRun') {
        versionOf(await requireFunction(collection, named), named);
        return { StatusCode: 204 };
      }
      if (payload.byteLength <= lambda.limits.requestPayload) requireJson(payload);
      const clientContext = input.ClientContext && clientContextOf(input.ClientContext);
      const result = await lambda.invoker.invokeWithResponseStream({
        account: named.account,
        region: named.region,
        functionName: named.functionName,
        ...(named.qualifier !== undefined && { qualifier: named.qualifier }),
        payload,
        logTail: input.LogType === 'Tail',
        ...(clientContext && { clientContext }),
        requestId: context.requestId,
        signal: context.signal,
      });
      return { StatusCode: 200, ExecutedVersion: result.executedVersion, EventStream: eventsOf(result) };
    },
  };
}

/** Pieces of the response as they come, and in the end what became of the function. */
async function* eventsOf({
  body,
  completion,
}: StreamedResult): AsyncGenerator<InvokeWithResponseStreamResponseEvent> {
  for await (const chunk of body) yield { PayloadChunk: { Payload: chunk } };
  const { error, logResult } = await completion;
  yield {
    InvokeComplete: {
      ...(error && { ErrorCode: 'Unhandled', ErrorDetails: Buffer.from(error).toString() }),
      ...(logResult !== undefined && { LogResult: logResult }),
    },
  };
}
