import type { StreamedResult } from '../../lambda/invoker.ts';
import type { Integrate } from '../compile/executable-stage.ts';
import type { Invocation } from '../invocation.ts';
import { TIMEOUT_LINE } from '../logging/endpoint-trace.ts';
import { ClientGoneError } from '../request/body.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { Reply } from '../responses/reply.ts';
import { DeadlineError } from './deadline.ts';
import { createLambdaExchange, type LambdaDefinition, type LambdaDependencies } from './lambda-exchange.ts';
import { createProxyEvent } from './lambda-proxy-event.ts';
import { MalformedProxyResponse } from './lambda-proxy-response.ts';
import { readStreamHead, readStreamMetadata, type StreamHead } from './lambda-stream-response.ts';
import { functionErrorLine } from './lambda-trace.ts';
import { streamedBody } from './streamed-body.ts';

/** A function that failed in the middle of its answer. */
class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
}

/**
 * Hands requests to a Lambda function as other Lambda proxy integrations do, and its answer to the client while the
 * function writes it. What goes wrong before the function's metadata has come is answered as there; after that nothing
 * but the end of the connection can say it. A function whose client has gone runs on unheard.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 * @param idleTimeout milliseconds for which the function may be silent once it has begun to answer
 */
export function createLambdaStream(
  definition: LambdaDefinition,
  dependencies: LambdaDependencies,
  idleTimeout: number,
): Integrate {
  const { timeout } = definition;
  const exchange = createLambdaExchange('Lambda proxy', definition, dependencies);
  const { complain } = exchange;

  async function replyTo(invocation: Invocation, result: StreamedResult, startedAt: number): Promise<Reply> {
    const { body, completion } = result;
    const left = () => Math.max(1, timeout - (performance.now() - startedAt));
    const head = await headWithin(left(), invocation, result);
    if (!head) {
      // One whose stream has ended has come to its end too; another is not waited for.
      const { error } = body.readableEnded ? await completion : {};
      if (!error) throw new MalformedProxyResponse('no metadata');
      const line = invocation.endpoint && functionErrorLine(invocation, error);
      complain(invocation, 'the function failed (Unhandled)', line);
      throw GatewayError.edge('BAD_GATEWAY');
    }
    const { status, headers } = readStreamMetadata(head.metadata, traceOfRequest(invocation).propagated);
    const stream = streamedBody(body, { total: left(), idle: idleTimeout }, head.payload, async () => {
      const { error } = await completion;
      if (error) throw new BrokenStreamError('the function failed in the middle of its answer');
    });
    stream.once('error', (error) => {
      const clientGone = invocation.lifetime.signal.reason instanceof ClientGoneError;
      if (clientGone) return;
      const line = error instanceof DeadlineError ? TIMEOUT_LINE : undefined;
      complain(invocation, `${error.name}: ${error.message}`, line);
    });
    if (invocation.endpoint) invocation.endpoint.integrationStatus = status;
    return { status, headers, body: stream };
  }

  async function headWithin(
    milliseconds: number,
    invocation: Invocation,
    { body }: StreamedResult,
  ): Promise<StreamHead | undefined> {
    const { lifetime } = invocation;
    const timer = setTimeout(() => {
      lifetime.abort(new DeadlineError());
      body.destroy();
    }, milliseconds);
    try {
      return await readStreamHead(body);
    } catch (error) {
      const { reason } = lifetime.signal;
      if (reason instanceof ClientGoneError) throw reason;
      complain(invocation, `no answer within ${timeout} ms`, TIMEOUT_LINE);
      throw GatewayError.of('INTEGRATION_TIMEOUT', error);
    } finally {
      clearTimeout(timer);
    }
  }

  return async (invocation) => {
    const startedAt = performance.now();
    const result = await exchange.invokeWithResponseStream(invocation, () =>
      Buffer.from(JSON.stringify(createProxyEvent(invocation))),
    );
    try {
      return await replyTo(invocation, result, startedAt);
    } catch (error) {
      result.body.destroy();
      if (!(error instanceof MalformedProxyResponse)) throw error;
      const reason = 'Malformed Lambda proxy response';
      const line = `Execution failed due to configuration error: ${reason}`;
      complain(invocation, `${reason}: ${error.message}`, line);
      throw error.toGatewayError();
    }
  };
}
