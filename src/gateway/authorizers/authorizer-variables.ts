/**
 * What an authorizer found out about the caller, as `$context.authorizer` has it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
export interface AuthorizerVariables {
  /** Of a Lambda authorizer; undefined of others. */
  readonly principalId: string | undefined;
  /** Claims of a token of a Cognito user pool; undefined of other authorizers. */
  readonly claims: ReadonlyMap<string, string> | undefined;
  /** The members of a Lambda authorizer's `context`, each as text: `"1"`, `"true"`. */
  readonly properties: ReadonlyMap<string, string>;
}

/** @param name what follows `$context.authorizer.`, such as `principalId` or `claims.email` */
export function authorizerVariable(
  variables: AuthorizerVariables | undefined,
  name: string,
): string | undefined {
  if (variables === undefined) return undefined;
  if (name === 'principalId') return variables.principalId;
  if (name.startsWith('claims.')) return variables.claims?.get(name.slice('claims.'.length));
  return variables.properties.get(name);
}
