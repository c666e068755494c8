import { formatArn } from '../../identity/arn.ts';
import type { FunctionInvoker, InvocationResult } from '../../lambda/invoker.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Integrate } from '../compile/executable-stage.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { ClientGoneError } from '../request/body.ts';
import { traceOf } from '../request/trace.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { DeadlineError, withDeadline } from './deadline.ts';
import type { InvokePermissions } from './invoke-permission.ts';
import { createProxyEvent } from './lambda-proxy-event.ts';
import { MalformedProxyResponse, readProxyResponse } from './lambda-proxy-response.ts';
import type { LambdaTarget } from './lambda-uri.ts';

export interface LambdaProxyDependencies {
  readonly invoker: FunctionInvoker;
  readonly permissions: InvokePermissions;
  readonly log: Log;
}

/** What a method's Lambda proxy integration is made of. */
export interface LambdaProxyDefinition {
  readonly stage: StageFacts;
  readonly resourceId: string;
  readonly resourcePath: string;
  /** As configured: an HTTP method in upper case, or `ANY`. */
  readonly httpMethod: string;
  readonly lambda: LambdaTarget;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Hands requests to a Lambda function as they are and answers with what it returns. A function that Lambda does not let
 * us invoke is a 500, one that fails or returns nonsense a 502, one that takes too long a 504.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
 */
export function createLambdaProxy(
  definition: LambdaProxyDefinition,
  { invoker, permissions, log }: LambdaProxyDependencies,
): Integrate {
  const { stage, lambda, timeout } = definition;
  const mayInvoke = permissions.checkFor(lambda, sourceArnOf(definition), stage.scope.account);
  const complain = (invocation: Invocation, reason: string) =>
    log.warn(`Lambda proxy integration failed: ${reason}`, {
      restApiId: stage.apiId,
      stage: stage.stageName,
      resourcePath: definition.resourcePath,
      functionName: lambda.functionName,
      requestId: invocation.ids.requestId,
    });

  return async (invocation) => {
    const permitted = mayInvoke();
    if (permitted !== true && !(await permitted)) {
      complain(invocation, 'Invalid permissions on Lambda function');
      throw GatewayError.of('API_CONFIGURATION_ERROR');
    }
    const trace = traceOf(header(invocation, 'x-amzn-trace-id'), invocation.startedAt);
    const payload = Buffer.from(JSON.stringify(createProxyEvent(invocation, trace.received)));
    let result: InvocationResult;
    try {
      const { lifetime } = invocation;
      const { signal } = lifetime;
      result = await withDeadline(timeout, lifetime, () =>
        invoker.invoke({ ...lambda, payload, type: 'RequestResponse', traceId: trace.propagated, signal }),
      );
    } catch (error) {
      if (invocation.lifetime.signal.reason instanceof ClientGoneError) throw error;
      if (error instanceof DeadlineError) {
        complain(invocation, `no answer within ${timeout} ms`);
        throw GatewayError.of('INTEGRATION_TIMEOUT', error);
      }
      complain(invocation, error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error');
      throw GatewayError.of('INTEGRATION_FAILURE', error);
    }
    if (result.functionError) {
      complain(invocation, `the function failed (${result.functionError})`);
      throw GatewayError.edge('BAD_GATEWAY');
    }
    try {
      return readProxyResponse(result.payload, {
        accept: header(invocation, 'accept'),
        binaryMediaTypes: stage.binaryMediaTypes,
        trace: trace.propagated,
      });
    } catch (error) {
      if (!(error instanceof MalformedProxyResponse)) throw error;
      complain(invocation, `Malformed Lambda proxy response: ${error.message}`);
      throw error.toGatewayError();
    }
  };
}

/**
 * The ARN of the method for `aws:SourceArn`, with `ANY` where that is the method configured: execution logs of API
 * Gateway show `X-Amz-Source-Arn=arn:aws:execute-api:us-west-2:919586034543:oo8kadh853/Test/ANY/{resource+}`.
 */
function sourceArnOf({ stage, httpMethod, resourcePath }: LambdaProxyDefinition): string {
  const { region, account } = stage.scope;
  return formatArn(
    'execute-api',
    region,
    account,
    `${stage.apiId}/${stage.stageName}/${httpMethod}${resourcePath}`,
  );
}

function header({ request }: Invocation, name: 'accept' | 'x-amzn-trace-id'): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
