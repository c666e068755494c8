import type {
  FunctionInvoker,
  InvocationResult,
  ResponseStreamInvoker,
  StreamedInvocation,
  StreamedResult,
} from '../../lambda/invoker.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import type { Log } from '../../telemetry/log.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { noteFailure, TIMEOUT_LINE } from '../logging/endpoint-trace.ts';
import { ClientGoneError } from '../request/body.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { GATEWAY_RESPONSES } from '../responses/gateway-response.ts';
import type { CallerOf } from './credentials.ts';
import { DeadlineError, withDeadline } from './deadline.ts';
import type { Complain } from './http-exchange.ts';
import type { InvokePermissions } from './invoke-permission.ts';
import { type LambdaTrace, traceLambda } from './lambda-trace.ts';
import type { LambdaTarget } from './lambda-uri.ts';
import { sourceArnOf } from './source-arn.ts';

export interface LambdaDependencies {
  readonly invoker: FunctionInvoker & ResponseStreamInvoker;
  readonly permissions: InvokePermissions;
  readonly log: Log;
}

/** What a method's integration with a Lambda function is made of. */
export interface LambdaDefinition {
  readonly stage: StageFacts;
  readonly resourceId: string;
  readonly resourcePath: string;
  /** As configured: an HTTP method in upper case, or `ANY`. */
  readonly httpMethod: string;
  readonly lambda: LambdaTarget;
  /** Who invokes the function; undefined for API Gateway itself, which the function's policy must permit then. */
  readonly callerOf: CallerOf | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Invokes the function of one method. */
export interface LambdaExchange {
  /**
   * Throws GatewayError where there is no result: API_CONFIGURATION_ERROR without the permission, INTEGRATION_TIMEOUT,
   * INTEGRATION_FAILURE; ClientGoneError when nobody waits any longer.
   * @param payload is asked for once the function may be invoked
   * @param type `Event` for a function that is not waited for
   */
  invoke(
    invocation: Invocation,
    payload: () => Uint8Array,
    type?: 'RequestResponse' | 'Event',
  ): Promise<InvocationResult>;
  /** Resolves when the function begins to answer, or has failed. Throws like {@link invoke}. */
  invokeWithResponseStream(invocation: Invocation, payload: () => Uint8Array): Promise<StreamedResult>;
  /** Says in the logs why an invocation failed. */
  readonly complain: Complain;
}

/** @param kind of integration, for the log */
export function createLambdaExchange(
  kind: string,
  definition: LambdaDefinition,
  { invoker, permissions, log }: LambdaDependencies,
): LambdaExchange {
  const { stage, lambda, timeout, callerOf } = definition;
  const complain: Complain = (invocation, reason, line = reason) => {
    if (line !== '') noteFailure(invocation, line);
    log.warn(`${kind} integration failed: ${reason}`, {
      restApiId: stage.apiId,
      stage: stage.stageName,
      resourcePath: definition.resourcePath,
      functionName: lambda.functionName,
      requestId: invocation.ids.requestId,
    });
  };
  const mayInvoke: (invocation: Invocation) => true | Promise<boolean> = callerOf
    ? async (invocation) => permissions.mayInvoke(await callerOf(invocation, complain), lambda)
    : permissions.checkFor(lambda, sourceArnOf(definition), stage.scope.account);
  const ask = async <Result>(
    invocation: Invocation,
    payloadOf: () => Uint8Array,
    invoke: (request: StreamedInvocation) => Promise<Result>,
    answered: (trace: LambdaTrace, result: Result) => void,
  ): Promise<Result> => {
    const permitted = mayInvoke(invocation);
    if (permitted !== true && !(await permitted)) {
      const reason = 'Invalid permissions on Lambda function';
      complain(invocation, reason, `Execution failed due to configuration error: ${reason}`);
      throw GatewayError.of('API_CONFIGURATION_ERROR');
    }
    const payload = payloadOf();
    const traceId = traceOfRequest(invocation).propagated;
    const { lifetime } = invocation;
    const { signal } = lifetime;
    const request = { ...lambda, payload, traceId, signal };
    const trace = traceLambda(invocation, definition);
    trace?.request(payload);
    const traced = trace ? { ...request, requestId: trace.requestId } : request;
    try {
      const result = await withDeadline(timeout, lifetime, () => invoke(traced));
      if (trace) answered(trace, result);
      return result;
    } catch (error) {
      if (signal.reason instanceof ClientGoneError) throw error;
      if (error instanceof DeadlineError) {
        complain(invocation, `no answer within ${timeout} ms`, TIMEOUT_LINE);
        throw GatewayError.of('INTEGRATION_TIMEOUT', error);
      }
      const message = error instanceof Error ? error.message : 'unknown error';
      if (trace && error instanceof ServiceError) {
        const { statusCode } = error;
        noteFailure(
          invocation,
          `Lambda invocation failed with status: ${statusCode}. Lambda request id: ${trace.requestId}`,
        );
      }
      complain(
        invocation,
        error instanceof Error ? `${error.name}: ${message}` : message,
        `Execution failed due to configuration error: ${message}`,
      );
      throw isTooLarge(error) ? requestTooLong(error) : GatewayError.of('INTEGRATION_FAILURE', error);
    }
  };
  return {
    complain,
    invoke: (invocation, payloadOf, type = 'RequestResponse') =>
      ask(
        invocation,
        payloadOf,
        (request) => invoker.invoke({ ...request, type }),
        (trace, result) => trace.response(result),
      ),
    invokeWithResponseStream: (invocation, payloadOf) =>
      ask(
        invocation,
        payloadOf,
        (request) => invoker.invokeWithResponseStream(request),
        (trace, result) => trace.streaming(result),
      ),
  };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof ServiceError && error.statusCode === 413;
}

/**
 * The answer to a request that API Gateway takes, but whose event is larger than Lambda takes (6 MB), as it was observed:
 * https://github.com/koki-develop/lgtm-generator/issues/10
 */
function requestTooLong(cause: unknown): GatewayError {
  const response = GATEWAY_RESPONSES.REQUEST_TOO_LARGE;
  return new GatewayError({ ...response, errorType: 'BadRequestException', body: 'spaced' }, { cause });
}
