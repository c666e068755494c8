import type { Integrate } from '../compile/executable-stage.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { MappingExchange } from '../mapping/mapping-template.ts';
import { withOverrides } from '../mapping/overrides.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { JSON_CONTENT_TYPE } from '../responses/reply.ts';
import { collect, MAXIMUM_RESPONSE } from './http-answer.ts';
import {
  compileHttpDefinition,
  encodeQuery,
  type HttpDefinition,
  integrationMethod,
  takesBody,
} from './http-definition.ts';
import { createHttpExchange, failureOf, type HttpRequest } from './http-exchange.ts';
import { complainTo, type HttpDependencies } from './http-proxy.ts';
import { addGatewayHeaders, addMappedHeaders } from './http-proxy-headers.ts';
import { compileIntegrationResponses, type MappedIntegration } from './integration-response.ts';
import { methodResponse } from './method-response.ts';
import { compileRequestTemplates, type IntegrationBody } from './request-templates.ts';

/**
 * Calls an HTTP endpoint with what parameter mappings and templates make of the request, and answers with what an
 * integration response makes of the endpoint's answer: nothing passes but bodies that no template maps. The body has
 * been read. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 */
export function createHttp(
  integration: MappedIntegration,
  stage: StageFacts,
  { connections, log }: HttpDependencies,
): Integrate {
  const definition = compileHttpDefinition(integration, stage);
  const makeBody = compileRequestTemplates(integration);
  const selectResponse = compileIntegrationResponses(integration, stage);
  const complain = complainTo(log, 'HTTP');
  const { timeoutInMillis: timeout } = integration;
  const connectionOf = connections.compile(integration, stage);
  const exchange = createHttpExchange(connections.agents, connectionOf, timeout, complain);
  return async (invocation) => {
    const rendering = { invocation, exchange: new MappingExchange(invocation), complain };
    const answer = await exchange(invocation, httpRequest(definition, invocation, makeBody(rendering)));
    const { status, rawHeaders } = answer;
    let received: Buffer;
    try {
      received = await collect(answer.body, MAXIMUM_RESPONSE);
      answer.trace?.responseBody(received);
    } catch (error) {
      throw failureOf(error, invocation, timeout, complain);
    }
    const reply = methodResponse(selectResponse(String(status)), { rawHeaders, body: received }, rendering);
    // Recorded in `test_http_integration_with_lambda[HTTP]`.
    reply.headers.push('X-Amzn-Trace-Id', traceOfRequest(invocation).received);
    return reply;
  };
}

/** As recorded: of the client's headers none but Content-Type, and that only with a body. */
function httpRequest(
  definition: HttpDefinition,
  invocation: Invocation,
  { body, override }: IntegrationBody,
): HttpRequest {
  const { uri, parameters } = definition;
  const method = integrationMethod(definition, invocation);
  const headers: string[] = [];
  const names = addMappedHeaders(headers, parameters.headers(invocation, override?.header));
  const sendsBody = takesBody(method) && body.length > 0;
  if (sendsBody && !names.has('content-type')) {
    headers.push('Content-Type', invocation.request.headers['content-type'] ?? JSON_CONTENT_TYPE);
  }
  addGatewayHeaders(headers, names, invocation.stage.apiId);
  headers.push('X-Amzn-Trace-Id', traceOfRequest(invocation).received);
  const query = encodeQuery(withOverrides(parameters.query(invocation), override?.querystring, false));
  const address = uri.resolve((name) => {
    const value = override?.path.get(name);
    if (value === undefined) return parameters.path(invocation, name);
    return { text: typeof value === 'string' ? value : value.join(','), encoded: false };
  }, query);
  return { address, method, headers, body: sendsBody ? body : null };
}
