import type { Integration } from '../../definitions/rest-api.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { type MappedParameter, withOverrides } from '../mapping/overrides.ts';
import { compileRequestParameters } from '../mapping/request-parameters.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { JSON_CONTENT_TYPE } from '../responses/reply.ts';
import { type AwsAction, compileAwsAction, formOf, isForm, withoutAction } from './aws-action.ts';
import { type AwsUri, awsHost } from './aws-uri.ts';
import { encodeQuery, takesBody } from './http-definition.ts';
import { addGatewayHeaders, addMappedHeaders } from './http-proxy-headers.ts';
import { compileHttpUri, type HttpUri, InvalidHttpUri } from './http-uri.ts';
import type { IntegrationBody } from './request-templates.ts';

/** A request to an AWS service, not signed. */
export interface AwsRequest {
  readonly method: string;
  /** Percent-encoded, with a slash at its beginning. */
  readonly path: string;
  /** Without question mark; empty for none. */
  readonly query: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export type MakeAwsRequest = (invocation: Invocation, body: IntegrationBody) => AwsRequest;

const FORM = 'application/x-www-form-urlencoded';
const NOTHING = Buffer.alloc(0);

/** What belongs to the signature, which is not the API's to make, and the address. */
const SIGNATURE: ReadonlySet<string> = new Set([
  'authorization',
  'date',
  'host',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
]);

/**
 * Compiles what is sent to an AWS service: as recorded for HTTP integrations, of the client's headers none but
 * Content-Type, and what is mapped. Throws NotServable.
 */
export function compileAwsRequest(integration: Integration, uri: AwsUri, stage: StageFacts): MakeAwsRequest {
  const parameters = compileRequestParameters(integration.requestParameters, stage);
  const httpMethod = integration.httpMethod === 'ANY' ? undefined : integration.httpMethod;
  const action = uri.kind === 'action' ? compileAwsAction(uri, integration.requestParameters) : undefined;
  const address = addressOf(uri, action);
  return (invocation, { body, override }) => {
    const method = httpMethod ?? invocation.httpMethod;
    const mappedQuery = withOverrides(parameters.query(invocation), override?.querystring, false);
    const query = encodeQuery(action ? withoutAction(mappedQuery) : mappedQuery);
    const resolved = address.resolve((name) => {
      const value = override?.path.get(name);
      if (value === undefined) return parameters.path(invocation, name);
      return { text: typeof value === 'string' ? value : value.join(','), encoded: false };
    }, query).path;
    const question = resolved.indexOf('?');
    const request = {
      path: question < 0 ? resolved : resolved.slice(0, question),
      query: question < 0 ? '' : resolved.slice(question + 1),
      method,
      body: takesBody(method) ? body : NOTHING,
    };
    const mapped = parameters
      .headers(invocation, override?.header)
      .filter(({ name }) => isOurs(name, action));
    return finish(request, mapped, action, invocation);
  };
}

/** `/{bucket}/{key}`, or `/?Action=...` */
function addressOf(uri: AwsUri, action: AwsAction | undefined): HttpUri {
  const serviceApi = action ? `?${action.query}` : uri.serviceApi;
  try {
    return compileHttpUri(`https://${awsHost(uri)}/${serviceApi}`);
  } catch (error) {
    if (!(error instanceof InvalidHttpUri)) throw error;
    throw new NotServable(`${error.message}: ${uri.service}:${uri.kind}/${uri.serviceApi}`);
  }
}

/** True for a mapped header that is sent. The action that the URI names is not changed by a header. */
function isOurs(name: string, action: AwsAction | undefined): boolean {
  const lower = name.toLowerCase();
  return !SIGNATURE.has(lower) && !(lower === 'x-amz-target' && action?.target !== undefined);
}

function finish(
  { method, path, query, body }: Omit<AwsRequest, 'headers'>,
  mapped: readonly MappedParameter[],
  action: AwsAction | undefined,
  invocation: Invocation,
): AwsRequest {
  const headers: string[] = [];
  const names = addMappedHeaders(headers, mapped);
  const given = contentTypeIn(mapped);
  const contentType = given ?? action?.contentType ?? clientContentType(invocation);
  const request = { method, path, query, headers, body };
  if (action?.takesForms && takesBody(method) && (given === undefined || isForm(given))) {
    // Every service reads a form, not every one reads the query of a POST as AWS does.
    request.body = formOf(query, isForm(contentType) ? body : NOTHING);
    request.query = '';
    if (given === undefined) headers.push('Content-Type', FORM);
  } else if (given === undefined && body.length > 0) headers.push('Content-Type', contentType);
  if (action?.target !== undefined) headers.push('X-Amz-Target', action.target);
  addGatewayHeaders(headers, names, invocation.stage.apiId);
  headers.push('X-Amzn-Trace-Id', traceOfRequest(invocation).received);
  return request;
}

function contentTypeIn(mapped: readonly MappedParameter[]): string | undefined {
  return mapped.find(({ name }) => name.toLowerCase() === 'content-type')?.values[0];
}

function clientContentType({ request }: Invocation): string {
  return request.headers['content-type'] ?? JSON_CONTENT_TYPE;
}
