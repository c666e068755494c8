import { SIGNED_IN_USER_SCOPE, type VerifiedAccessToken } from '../../../user-pools/tokens.ts';
import type { UserPoolParts } from '../../../user-pools/user-pool-service.ts';
import { notAuthorized } from '../errors.ts';

/** Who calls by an access token, which must allow what users do for themselves. Throws NotAuthorizedException. */
export async function requireAccessToken(
  { tokens }: UserPoolParts,
  accessToken = '',
): Promise<VerifiedAccessToken> {
  const verified = await tokens.verifyAccessToken(accessToken);
  if (!verified.scopes.includes(SIGNED_IN_USER_SCOPE))
    throw notAuthorized('Access Token does not have required scopes');
  return verified;
}
