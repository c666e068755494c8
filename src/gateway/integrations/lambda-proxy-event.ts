import { proxyAuthorizer } from '../authorizers/authorizer-variables.ts';
import type { Invocation } from '../invocation.ts';
import type { RequestHeaders } from '../request/headers.ts';
import { headersOf, queryOf } from '../request/parsed-request.ts';
import type { QueryParameters } from '../request/query.ts';
import { requestTime } from '../request/request-time.ts';
import type { PathParameters } from '../routing/router.ts';

/** Who the request is from, as far as the gateway knows. */
export interface RequestIdentity {
  readonly cognitoIdentityPoolId: null;
  readonly accountId: string | null;
  readonly cognitoIdentityId: null;
  /** The principal's unique id. */
  readonly caller: string | null;
  readonly sourceIp: string;
  readonly principalOrgId: string | null;
  readonly accessKey: string | null;
  readonly cognitoAuthenticationType: null;
  readonly cognitoAuthenticationProvider: null;
  readonly userArn: string | null;
  readonly userAgent: string | null;
  readonly user: string | null;
  /** The value of the API key, on methods that require one. */
  readonly apiKey?: string;
  readonly apiKeyId?: string;
  /** Of private APIs only. */
  readonly vpceId?: string;
  /** Of private APIs whose endpoint says it. */
  readonly vpcId?: string;
}

/**
 * The input of a Lambda function, format version 1.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export interface ProxyEvent {
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: RequestHeaders['single'] | null;
  readonly multiValueHeaders: RequestHeaders['multi'] | null;
  readonly queryStringParameters: QueryParameters['single'] | null;
  readonly multiValueQueryStringParameters: QueryParameters['multi'] | null;
  readonly pathParameters: PathParameters | null;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  readonly requestContext: ProxyRequestContext;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

export interface ProxyRequestContext {
  readonly resourceId: string;
  /** Absent when the method has no authorizer. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  readonly resourcePath: string;
  readonly httpMethod: string;
  readonly extendedRequestId: string;
  /** Common Log Format. */
  readonly requestTime: string;
  /** With the stage, as on the wire. */
  readonly path: string;
  readonly accountId: string;
  readonly protocol: string;
  readonly stage: string;
  readonly domainPrefix: string;
  /** ms since 1970. */
  readonly requestTimeEpoch: number;
  readonly requestId: string;
  readonly identity: RequestIdentity;
  readonly domainName: string;
  readonly deploymentId: string;
  readonly apiId: string;
}

export function createProxyEvent(invocation: Invocation): ProxyEvent {
  const { request, stage, method, body } = invocation;
  const headers = headersOf(invocation);
  // Only test invocations have none.
  const hasHeaders = invocation.target.contextPath === undefined || Object.keys(headers.single).length > 0;
  const query = queryOf(invocation);
  const binary = body.length > 0 && stage.binaryMediaTypes.includes(request.headers['content-type'] ?? '');
  return {
    resource: method.resourcePath,
    path: invocation.path,
    httpMethod: invocation.httpMethod,
    headers: hasHeaders ? headers.single : null,
    multiValueHeaders: hasHeaders ? headers.multi : null,
    queryStringParameters: query?.single ?? null,
    multiValueQueryStringParameters: query?.multi ?? null,
    pathParameters: invocation.parameters ?? null,
    stageVariables: stage.variables ?? null,
    requestContext: proxyRequestContext(invocation),
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary,
  };
}

/** What functions are told of a request besides its parts. */
export function proxyRequestContext(invocation: Invocation): ProxyRequestContext {
  const { ids, target, stage, method, startedAt, authorizer } = invocation;
  const { domainName } = target;
  const dot = domainName.indexOf('.');
  return {
    resourceId: method.resourceId,
    ...(authorizer && { authorizer: proxyAuthorizer(authorizer) }),
    resourcePath: method.resourcePath,
    httpMethod: invocation.httpMethod,
    extendedRequestId: ids.extendedRequestId,
    requestTime: requestTime(startedAt),
    path: target.contextPath ?? `/${stage.stageName}${target.rawPath}`,
    accountId: stage.scope.account,
    protocol: target.protocol,
    stage: stage.stageName,
    domainPrefix: dot < 0 ? domainName : domainName.slice(0, dot),
    requestTimeEpoch: startedAt,
    requestId: ids.requestId,
    identity: identity(invocation),
    domainName,
    deploymentId: stage.deploymentId,
    apiId: stage.apiId,
  };
}

function identity({
  target,
  request,
  caller,
  apiKey,
  principalOrgId,
  vpcEndpoint,
}: Invocation): RequestIdentity {
  const principal = caller?.principal;
  return {
    cognitoIdentityPoolId: null,
    accountId: principal?.account ?? null,
    cognitoIdentityId: null,
    caller: principal?.userId ?? null,
    sourceIp: target.sourceIp,
    principalOrgId: principalOrgId ?? null,
    accessKey: caller?.session?.accessKeyId ?? null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: principal?.arn ?? null,
    userAgent: request.headers['user-agent'] ?? null,
    user: principal?.userId ?? null,
    ...(apiKey && { apiKey: apiKey.value, apiKeyId: apiKey.keyId }),
    ...(vpcEndpoint && { vpceId: vpcEndpoint.id }),
    ...(vpcEndpoint?.vpcId !== undefined && { vpcId: vpcEndpoint.vpcId }),
  };
}
