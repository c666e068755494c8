import { type ProxyRequestContext, proxyRequestContext } from '../integrations/lambda-proxy-event.ts';
import type { Invocation } from '../invocation.ts';
import { isSecretHeader, masked } from '../logging/log-text.ts';
import type { RequestHeaders } from '../request/headers.ts';
import { headersOf, queryOf } from '../request/parsed-request.ts';
import type { LambdaIdentity } from './lambda-identity.ts';

/** The input of a TOKEN authorizer's function. */
export interface TokenEvent {
  readonly type: 'TOKEN';
  readonly methodArn: string;
  readonly authorizationToken: string;
}

type ByName<Value> = Readonly<Record<string, Value>>;

/** The input of a REQUEST authorizer's function; what the request does not have is empty, not null. */
export interface RequestEvent {
  readonly type: 'REQUEST';
  readonly methodArn: string;
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: RequestHeaders['single'];
  readonly multiValueHeaders: RequestHeaders['multi'];
  readonly queryStringParameters: ByName<string>;
  readonly multiValueQueryStringParameters: ByName<readonly string[]>;
  readonly pathParameters: ByName<string>;
  readonly stageVariables: ByName<string>;
  readonly requestContext: ProxyRequestContext;
}

export type AuthorizerEvent = TokenEvent | RequestEvent;

const NONE: ByName<never> = Object.freeze(Object.create(null));

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * The members' order is that of execution logs of API Gateway.
 * @param methodArn of the request's own method and path
 */
export function tokenEvent(methodArn: string, authorizationToken: string): TokenEvent {
  return { type: 'TOKEN', methodArn, authorizationToken };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
export function requestEvent(methodArn: string, invocation: Invocation): RequestEvent {
  const headers = headersOf(invocation);
  const query = queryOf(invocation);
  return {
    type: 'REQUEST',
    methodArn,
    resource: invocation.method.resourcePath,
    path: invocation.path,
    httpMethod: invocation.httpMethod,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: query?.single ?? NONE,
    multiValueQueryStringParameters: query?.multi ?? NONE,
    pathParameters: invocation.parameters ?? NONE,
    stageVariables: invocation.stage.variables ?? NONE,
    requestContext: proxyRequestContext(invocation),
  };
}

/** The event as it may be logged: without what the caller is known by. */
export function loggedEvent(
  event: AuthorizerEvent,
  { headerNames, queryNames }: LambdaIdentity,
): AuthorizerEvent {
  if (event.type === 'TOKEN') return { ...event, authorizationToken: masked(event.authorizationToken) };
  const isSecret = (name: string) => isSecretHeader(name) || headerNames.has(name.toLowerCase());
  const isKey = (name: string) => queryNames.has(name);
  const all = (values: readonly string[]) => values.map(masked);
  return {
    ...event,
    headers: replaced(event.headers, isSecret, masked),
    multiValueHeaders: replaced<string[]>(event.multiValueHeaders, isSecret, all),
    queryStringParameters: replaced(event.queryStringParameters, isKey, masked),
    multiValueQueryStringParameters: replaced<readonly string[]>(
      event.multiValueQueryStringParameters,
      isKey,
      all,
    ),
  };
}

function replaced<Value>(
  values: ByName<Value>,
  isSecret: (name: string) => boolean,
  replace: (value: Value) => Value,
): Record<string, Value> {
  const shown: Record<string, Value> = Object.create(null);
  for (const [name, value] of Object.entries(values)) shown[name] = isSecret(name) ? replace(value) : value;
  return shown;
}
