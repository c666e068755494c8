import type { Integrate } from '../compile/executable-stage.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { createLambdaExchange, type LambdaDefinition, type LambdaDependencies } from './lambda-exchange.ts';
import { createProxyEvent } from './lambda-proxy-event.ts';
import { MalformedProxyResponse, readProxyResponse } from './lambda-proxy-response.ts';
import { functionErrorLine } from './lambda-trace.ts';

/**
 * Hands requests to a Lambda function as they are and answers with what it returns. A function that Lambda does not let
 * us invoke is a 500, one that fails or returns nonsense a 502, one that takes too long a 504.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
 */
export function createLambdaProxy(definition: LambdaDefinition, dependencies: LambdaDependencies): Integrate {
  const { stage } = definition;
  const exchange = createLambdaExchange('Lambda proxy', definition, dependencies);
  return async (invocation) => {
    const result = await exchange.invoke(invocation, () =>
      Buffer.from(JSON.stringify(createProxyEvent(invocation))),
    );
    if (result.functionError) {
      const line = invocation.endpoint && functionErrorLine(invocation, result.payload);
      exchange.complain(invocation, `the function failed (${result.functionError})`, line);
      throw GatewayError.edge('BAD_GATEWAY');
    }
    try {
      const reply = readProxyResponse(result.payload, {
        accept: invocation.request.headers.accept,
        binaryMediaTypes: stage.binaryMediaTypes,
        trace: traceOfRequest(invocation).propagated,
      });
      if (invocation.endpoint) invocation.endpoint.integrationStatus = reply.status;
      return reply;
    } catch (error) {
      if (!(error instanceof MalformedProxyResponse)) throw error;
      const reason = 'Malformed Lambda proxy response';
      const line = `Execution failed due to configuration error: ${reason}`;
      exchange.complain(invocation, `${reason}: ${error.message}`, line);
      throw error.toGatewayError();
    }
  };
}
