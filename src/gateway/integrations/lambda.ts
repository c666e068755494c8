import type { Integrate } from '../compile/executable-stage.ts';
import type { Invocation } from '../invocation.ts';
import { MappingExchange } from '../mapping/mapping-template.ts';
import { compileRequestParameters, type RequestParameters } from '../mapping/request-parameters.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { GATEWAY_RESPONSES } from '../responses/gateway-response.ts';
import { compileIntegrationResponses, type MappedIntegration } from './integration-response.ts';
import { createLambdaExchange, type LambdaDefinition, type LambdaDependencies } from './lambda-exchange.ts';
import { methodResponse } from './method-response.ts';
import { compileRequestTemplates, type IntegrationBody } from './request-templates.ts';

/**
 * What selection patterns are matched with where the function did not fail: neither `200` nor `.+` is selected then, as
 * recorded in `test_lambda_selection_patterns`.
 */
const NO_ERROR = '';
const EMPTY_EVENT = Buffer.from('{}');

/**
 * Hands a Lambda function what a template makes of the request, or the body as it is, and answers with what an
 * integration response makes of the function's result. Integration responses are chosen by the error message of a
 * function that failed. The body has been read. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
 */
export function createLambda(
  integration: MappedIntegration,
  definition: LambdaDefinition,
  dependencies: LambdaDependencies,
): Integrate {
  const { stage } = definition;
  const makeBody = compileRequestTemplates(integration);
  const selectResponse = compileIntegrationResponses(integration, stage);
  const parameters = compileRequestParameters(integration.requestParameters, stage);
  const exchange = createLambdaExchange('Lambda', definition, dependencies);
  return async (invocation) => {
    const { complain } = exchange;
    const rendering = { invocation, exchange: new MappingExchange(invocation), complain };
    const request = makeBody(rendering);
    const event = eventOf(request.body);
    const waits = !isAsynchronous(parameters, invocation, request);
    const result = await exchange.invoke(invocation, () => event, waits ? 'RequestResponse' : 'Event');
    const payload = Buffer.from(result.payload);
    const text = errorMessageIn(payload) ?? NO_ERROR;
    // For execution logs that is no failure: an integration response is chosen by it.
    if (result.functionError) complain(invocation, `the function failed (${result.functionError})`, '');
    const reply = methodResponse(selectResponse(text), { rawHeaders: [], body: payload }, rendering);
    reply.headers.push('X-Amzn-Trace-Id', traceOfRequest(invocation).propagated);
    return reply;
  };
}

/** Lambda takes nothing but JSON: anything else is answered as it answers, `InvalidRequestContentException`. */
function eventOf(body: Buffer): Buffer {
  if (body.length === 0) return EMPTY_EVENT;
  try {
    JSON.parse(body.toString());
  } catch (cause) {
    const message = 'Could not parse request body into json';
    throw new GatewayError({ ...GATEWAY_RESPONSES.BAD_REQUEST_BODY, message }, { cause });
  }
  return body;
}

/**
 * `X-Amz-Invocation-Type: Event`, which API Gateway passes to Lambda where it is mapped.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
 */
function isAsynchronous(
  parameters: RequestParameters,
  invocation: Invocation,
  { override }: IntegrationBody,
): boolean {
  return parameters
    .headers(invocation, override?.header)
    .some(({ name, values }) => name.toLowerCase() === 'x-amz-invocation-type' && values.includes('Event'));
}

const ERROR_MEMBER = '"errorMessage"';

/** The message of a Lambda error object, which is how API Gateway knows that a function failed. */
function errorMessageIn(payload: Buffer): string | undefined {
  if (!payload.includes(ERROR_MEMBER)) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, 'errorMessage'))
    return undefined;
  const message: unknown = Reflect.get(parsed, 'errorMessage');
  return typeof message === 'string' ? message : undefined;
}
