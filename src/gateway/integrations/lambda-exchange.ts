import { formatArn } from '../../identity/arn.ts';
import type { FunctionInvoker, InvocationResult } from '../../lambda/invoker.ts';
import type { Log } from '../../telemetry/log.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { ClientGoneError } from '../request/body.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { DeadlineError, withDeadline } from './deadline.ts';
import type { InvokePermissions } from './invoke-permission.ts';
import type { LambdaTarget } from './lambda-uri.ts';

export interface LambdaDependencies {
  readonly invoker: FunctionInvoker;
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
  /** Says in the log why an invocation failed. */
  readonly complain: (invocation: Invocation, reason: string) => void;
}

/** @param kind of integration, for the log */
export function createLambdaExchange(
  kind: string,
  definition: LambdaDefinition,
  { invoker, permissions, log }: LambdaDependencies,
): LambdaExchange {
  const { stage, lambda, timeout } = definition;
  const mayInvoke = permissions.checkFor(lambda, sourceArnOf(definition), stage.scope.account);
  const complain = (invocation: Invocation, reason: string) =>
    log.warn(`${kind} integration failed: ${reason}`, {
      restApiId: stage.apiId,
      stage: stage.stageName,
      resourcePath: definition.resourcePath,
      functionName: lambda.functionName,
      requestId: invocation.ids.requestId,
    });
  return {
    complain,
    async invoke(invocation, payloadOf, type = 'RequestResponse') {
      const permitted = mayInvoke();
      if (permitted !== true && !(await permitted)) {
        complain(invocation, 'Invalid permissions on Lambda function');
        throw GatewayError.of('API_CONFIGURATION_ERROR');
      }
      const payload = payloadOf();
      const traceId = traceOfRequest(invocation).propagated;
      const { lifetime } = invocation;
      const { signal } = lifetime;
      try {
        return await withDeadline(timeout, lifetime, () =>
          invoker.invoke({ ...lambda, payload, type, traceId, signal }),
        );
      } catch (error) {
        if (signal.reason instanceof ClientGoneError) throw error;
        if (error instanceof DeadlineError) {
          complain(invocation, `no answer within ${timeout} ms`);
          throw GatewayError.of('INTEGRATION_TIMEOUT', error);
        }
        complain(invocation, error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error');
        throw GatewayError.of('INTEGRATION_FAILURE', error);
      }
    },
  };
}

/**
 * The ARN of the method for `aws:SourceArn`, with `ANY` where that is the method configured: execution logs of API
 * Gateway show `X-Amz-Source-Arn=arn:aws:execute-api:us-west-2:919586034543:oo8kadh853/Test/ANY/{resource+}`.
 */
function sourceArnOf({ stage, httpMethod, resourcePath }: LambdaDefinition): string {
  const { region, account } = stage.scope;
  return formatArn(
    'execute-api',
    region,
    account,
    `${stage.apiId}/${stage.stageName}/${httpMethod}${resourcePath}`,
  );
}
