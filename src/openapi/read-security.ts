import type { AuthorizerDefinition } from './definition.ts';
import { type JsonObject, listOf, memberOf, membersOf, numberOf, objectOf, textOf } from './json-value.ts';
import { present } from './present.ts';
import type { Problems } from './problems.ts';
import type { SourceDocument } from './source-document.ts';

/** What a document says of who may call a method. */
export interface MethodSecurity {
  readonly authorizationType: 'NONE' | 'AWS_IAM' | 'CUSTOM' | 'COGNITO_USER_POOLS';
  /** Name of the authorizer. */
  readonly authorizer?: string;
  readonly authorizationScopes?: string[];
  readonly apiKeyRequired: boolean;
}

const AUTHORIZER = 'x-amazon-apigateway-authorizer';
const AUTHTYPE = 'x-amazon-apigateway-authtype';

/** The security schemes of a document: authorizers, API keys and Signature Version 4. */
export class SecurityReader {
  readonly #document: SourceDocument;
  readonly #problems: Problems;
  readonly authorizers: readonly AuthorizerDefinition[];

  constructor(document: SourceDocument, problems: Problems) {
    this.#document = document;
    this.#problems = problems;
    this.authorizers = membersOf(document.securitySchemes).flatMap(([name, value]) => {
      const scheme = document.resolve(value);
      const authorizer = objectOf(scheme?.[AUTHORIZER]);
      return scheme && authorizer ? [readAuthorizer(name, scheme, authorizer)] : [];
    });
  }

  /**
   * Reads an operation's `security`, else the document's, and `x-amazon-apigateway-auth`, which comes before both.
   * @param where `GET /pets`, for warnings
   */
  read(operation: JsonObject, where: string): MethodSecurity {
    let security: MethodSecurity = { authorizationType: 'NONE', apiKeyRequired: false };
    for (const requirement of listOf(operation.security ?? this.#document.root.security)) {
      for (const [name, scopes] of membersOf(requirement))
        security = this.#with(security, name, scopes, where);
    }
    const type = textOf(memberOf(operation['x-amazon-apigateway-auth'], 'type'))?.toUpperCase();
    if (type !== 'NONE' && type !== 'AWS_IAM') return security;
    return { authorizationType: type, apiKeyRequired: security.apiKeyRequired };
  }

  /** A method has one authorization: of several schemes, the first that authorizes counts. */
  #with(security: MethodSecurity, name: string, scopes: unknown, where: string): MethodSecurity {
    const scheme = this.#document.resolve(memberOf(this.#document.securitySchemes, name));
    if (scheme !== undefined && isApiKey(scheme)) return { ...security, apiKeyRequired: true };
    const authorizer = this.authorizers.find((one) => one.name === name);
    const authorization = authorizer
      ? withAuthorizer(authorizer, scopes)
      : isSignature(scheme)
        ? ({ authorizationType: 'AWS_IAM' } as const)
        : undefined;
    if (authorization === undefined) {
      this.#problems.warn(`Unsupported security scheme '${name}' in method '${where}'. Ignoring.`);
      return security;
    }
    return security.authorizationType === 'NONE' ? { ...security, ...authorization } : security;
  }
}

function withAuthorizer(
  authorizer: AuthorizerDefinition,
  scopes: unknown,
): Omit<MethodSecurity, 'apiKeyRequired'> {
  const names = listOf(scopes)
    .map(textOf)
    .filter((scope) => scope !== undefined);
  return present({
    authorizationType:
      authorizer.type === 'COGNITO_USER_POOLS' ? ('COGNITO_USER_POOLS' as const) : ('CUSTOM' as const),
    authorizer: authorizer.name,
    authorizationScopes: names.length > 0 ? names : undefined,
  });
}

/** `{ type: apiKey, name: x-api-key, in: header }` */
function isApiKey(scheme: JsonObject): boolean {
  return (
    scheme.type === 'apiKey' &&
    textOf(scheme.name)?.toLowerCase() === 'x-api-key' &&
    scheme[AUTHORIZER] === undefined &&
    !isSignature(scheme)
  );
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html */
function isSignature(scheme: JsonObject | undefined): boolean {
  return textOf(scheme?.[AUTHTYPE])?.toLowerCase() === 'awssigv4';
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 * A TOKEN or user pools authorizer reads the header that the scheme names.
 */
function readAuthorizer(name: string, scheme: JsonObject, authorizer: JsonObject): AuthorizerDefinition {
  const type = textOf(authorizer.type)?.toUpperCase() ?? '';
  const arns = listOf(authorizer.providerARNs)
    .map(textOf)
    .filter((arn) => arn !== undefined);
  const header = textOf(scheme.name);
  const named = type === 'REQUEST' || !header ? undefined : `method.request.header.${header}`;
  return present({
    name,
    type,
    providerARNs: arns.length > 0 ? arns : undefined,
    authType: textOf(scheme[AUTHTYPE]),
    authorizerUri: textOf(authorizer.authorizerUri) || undefined,
    authorizerCredentials: textOf(authorizer.authorizerCredentials) || undefined,
    identitySource: textOf(authorizer.identitySource) || named,
    identityValidationExpression: textOf(authorizer.identityValidationExpression) || undefined,
    authorizerResultTtlInSeconds: numberOf(authorizer.authorizerResultTtlInSeconds),
  });
}
