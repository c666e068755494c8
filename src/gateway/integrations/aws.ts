import { addAbortSignal } from 'node:stream';
import { BackendError, type Backends } from '../../backends/backend.ts';
import type { Caller } from '../../identity/principal.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Integrate } from '../compile/executable-stage.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { traceEndpoint } from '../logging/endpoint-trace.ts';
import { MappingExchange } from '../mapping/mapping-template.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { asAwsSpells } from './aws-header-names.ts';
import { type AwsRequest, compileAwsRequest } from './aws-request.ts';
import { type AwsUri, awsHost } from './aws-uri.ts';
import type { CallerOf } from './credentials.ts';
import { withDeadline } from './deadline.ts';
import { collect, MAXIMUM_RESPONSE } from './http-answer.ts';
import { failureOf } from './http-exchange.ts';
import { complainTo } from './http-proxy.ts';
import { compileIntegrationResponses, type MappedIntegration } from './integration-response.ts';
import { methodResponse } from './method-response.ts';
import { compileRequestTemplates } from './request-templates.ts';

export interface AwsDependencies {
  readonly backends: Backends;
  readonly log: Log;
}

/** What a service answered, whole. */
interface AwsAnswer {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/**
 * Calls an AWS service with what parameter mappings and templates make of the request, as the role or user that the
 * integration's credentials name, and answers with what an integration response makes of the service's answer. The body
 * has been read. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
 */
export function createAws(
  integration: MappedIntegration,
  uri: AwsUri,
  stage: StageFacts,
  callerOf: CallerOf,
  { backends, log }: AwsDependencies,
): Integrate {
  const makeBody = compileRequestTemplates(integration);
  const makeRequest = compileAwsRequest(integration, uri, stage);
  const selectResponse = compileIntegrationResponses(integration, stage);
  const complain = complainTo(log, 'AWS');
  const { timeoutInMillis: timeout } = integration;
  const ask = async (invocation: Invocation, request: AwsRequest, caller: Caller): Promise<AwsAnswer> => {
    const { signal } = invocation.lifetime;
    const { service, subdomain, region } = uri;
    const trace = traceEndpoint(invocation);
    trace?.request({ uri: uriOf(uri, request), headers: request.headers, body: request.body });
    const answer = await backends.send({
      service,
      ...(subdomain === undefined ? {} : { subdomain }),
      region,
      account: stage.scope.account,
      ...request,
      caller,
      signal,
    });
    const { status } = answer;
    const rawHeaders = asAwsSpells(answer.rawHeaders);
    trace?.response(status, rawHeaders);
    // An answer for which nobody waits is not read any further.
    const body = await collect(addAbortSignal(signal, answer.body), MAXIMUM_RESPONSE);
    trace?.responseBody(body);
    return { status, rawHeaders, body };
  };
  const failed = (error: unknown, invocation: Invocation) => {
    if (!(error instanceof BackendError)) return failureOf(error, invocation, timeout, complain);
    complain(invocation, `Execution failed due to configuration error: ${error.message}`);
    return GatewayError.of('API_CONFIGURATION_ERROR', error);
  };
  return async (invocation) => {
    const rendering = { invocation, exchange: new MappingExchange(invocation), complain };
    const request = makeRequest(invocation, makeBody(rendering));
    const caller = await callerOf(invocation, complain);
    const { lifetime } = invocation;
    let answer: AwsAnswer;
    try {
      answer = await withDeadline(timeout, lifetime, () => ask(invocation, request, caller));
    } catch (error) {
      throw failed(error, invocation);
    }
    const reply = methodResponse(selectResponse(String(answer.status)), answer, rendering);
    reply.headers.push('X-Amzn-Trace-Id', traceOfRequest(invocation).received);
    return reply;
  };
}

/** As API Gateway logs it: `https://dynamodb.us-east-1.amazonaws.com/?Action=PutItem` */
function uriOf(uri: AwsUri, { path, query }: AwsRequest): string {
  return `https://${awsHost(uri)}${path}${query && `?${query}`}`;
}
