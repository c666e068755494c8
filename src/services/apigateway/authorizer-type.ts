import type { Authorizer } from '../../definitions/api-parts.ts';

const DEFAULT_TTL = 300;

export function isAuthorizerType(value: string | undefined): value is Authorizer['type'] {
  return value === 'TOKEN' || value === 'REQUEST' || value === 'COGNITO_USER_POOLS';
}

/**
 * Gives an authorizer what every one of its type has: the name of its scheme and, where a function decides, how long
 * its results are kept. What has no meaning for the type goes.
 */
export function settleType(authorizer: Authorizer): void {
  if (authorizer.type === 'COGNITO_USER_POOLS') {
    authorizer.authType ??= 'cognito_user_pools';
    return;
  }
  authorizer.authType ??= 'custom';
  authorizer.authorizerResultTtlInSeconds ??= DEFAULT_TTL;
  delete authorizer.providerARNs;
}
