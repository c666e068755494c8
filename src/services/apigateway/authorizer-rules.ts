import type { Authorizer } from '../../definitions/api-parts.ts';
import { parseArn } from '../../identity/arn.ts';
import { errors } from './errors.ts';
import { checkCredentials, isLambdaUri } from './integration-uri.ts';

const MAXIMUM_TTL = 3600;

/** Where a token is: one request header. */
const TOKEN_SOURCE = /^method\.request\.header\.[a-zA-Z0-9._-]+$/;

/** What decides for a REQUEST authorizer. */
const REQUEST_SOURCE =
  /^(?:method\.request\.(?:header|querystring)|stageVariables|context)\.[a-zA-Z0-9._$:[\]-]+$/;

/**
 * The rules that hold for an authorizer as a whole, after CreateAuthorizer and every UpdateAuthorizer.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html
 * @param account the caller's: roles of others are refused
 */
export function checkAuthorizerRules(authorizer: Authorizer, account: string): void {
  const { name, type, authorizerCredentials, authorizerResultTtlInSeconds: ttl } = authorizer;
  if (name === '') throw errors.emptyAuthorizerName();
  if (type === 'COGNITO_USER_POOLS') checkProviders(authorizer.providerARNs);
  else checkUri(authorizer.authorizerUri);
  if (ttl !== undefined && !(Number.isInteger(ttl) && ttl >= 0 && ttl <= MAXIMUM_TTL)) {
    throw errors.authorizerTtlRange(MAXIMUM_TTL);
  }
  checkIdentitySource(authorizer);
  if (authorizerCredentials !== undefined) checkCredentials(authorizerCredentials, account);
}

function checkUri(uri: string | undefined): void {
  if (uri === undefined || !isLambdaUri(uri)) throw errors.invalidAuthorizerUri(uri ?? 'null');
}

/** `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID`, at least one. */
function checkProviders(arns: readonly string[] | undefined): void {
  const valid = arns?.every((text) => {
    const arn = parseArn(text);
    return arn?.service === 'cognito-idp' && arn.resource.startsWith('userpool/');
  });
  if (!valid || arns?.length === 0) throw errors.invalidProviderArns();
}

/** A REQUEST authorizer needs sources only to tell cached results apart. */
function checkIdentitySource({ type, identitySource, authorizerResultTtlInSeconds: ttl }: Authorizer): void {
  if (type !== 'REQUEST') {
    if (!TOKEN_SOURCE.test(identitySource ?? '')) throw errors.invalidTokenSource(identitySource ?? 'null');
    return;
  }
  if (!identitySource) {
    if (ttl !== 0) throw errors.identitySourceMissing();
    return;
  }
  for (const source of identitySource.split(',')) {
    if (!REQUEST_SOURCE.test(source.trim())) throw errors.invalidIdentitySource(source);
  }
}
