/** A member of a Lambda authorizer's `context`, as the function returned it. */
export type AuthorizerProperty = string | number | boolean;

/**
 * What an authorizer found out about the caller: `$context.authorizer` of templates, logs and gateway responses,
 * `requestContext.authorizer` of Lambda proxy events.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
export interface AuthorizerVariables {
  /** Of a Lambda authorizer; undefined of others. */
  readonly principalId: string | undefined;
  /** Claims of a token that a JWT or Cognito authorizer verified, each as text; undefined of other authorizers. */
  readonly claims: ReadonlyMap<string, string> | undefined;
  /** Scopes of that token; undefined where nobody asked for them. */
  readonly scopes?: readonly string[] | undefined;
  /** The members of a Lambda authorizer's `context`; REST APIs pass each on as text: `"1"`, `"true"`. */
  readonly properties: ReadonlyMap<string, AuthorizerProperty>;
  /** The API key that the caller uses, where an API's `apiKeySource` is AUTHORIZER. A secret: not for logs. */
  readonly usageIdentifierKey?: string | undefined;
  /** Milliseconds that this request waited for a Lambda authorizer's function, 0 for a cached answer; undefined of others. */
  readonly integrationLatency?: number | undefined;
}

const NO_PROPERTIES: ReadonlyMap<string, AuthorizerProperty> = new Map();

/** The variables of a token's authorizer. */
export function claimsOf(
  claims: ReadonlyMap<string, string>,
  scopes?: readonly string[],
): AuthorizerVariables {
  return { principalId: undefined, claims, scopes, properties: NO_PROPERTIES };
}

/** @param name what follows `$context.authorizer.`, such as `principalId` or `claims.email` */
export function authorizerVariable(
  variables: AuthorizerVariables | undefined,
  name: string,
): string | undefined {
  if (variables === undefined) return undefined;
  if (name === 'principalId') return variables.principalId;
  if (name.startsWith('claims.')) return variables.claims?.get(name.slice('claims.'.length));
  const property = variables.properties.get(name);
  return property === undefined ? undefined : String(property);
}

/**
 * `requestContext.authorizer` of a REST API's Lambda proxy event. Without prototype, for functions and tokens choose the
 * names. "Their values are stringified, for example, "value", "1", or "true"":
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function proxyAuthorizer(variables: AuthorizerVariables): Readonly<Record<string, unknown>> {
  const { principalId, claims, properties, integrationLatency } = variables;
  const members: Record<string, unknown> = Object.create(null);
  for (const [name, value] of properties) members[name] = String(value);
  if (claims) members.claims = recordOf(claims);
  if (principalId !== undefined) members.principalId = principalId;
  if (integrationLatency !== undefined) members.integrationLatency = integrationLatency;
  return members;
}

function recordOf(claims: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const members: Record<string, string> = Object.create(null);
  for (const [name, value] of claims) members[name] = value;
  return members;
}
