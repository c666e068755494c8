import type { AuthorizationRequest } from './authorization-request.ts';
import type { SignedIn } from './browser-session.ts';
import { returnTo } from './callback.ts';
import type { HostedParts } from './hosted-parts.ts';
import type { HostedResponse } from './hosted-request.ts';

/** Gives an application what it asked for, now that the user has signed in: a code, or the tokens (implicit grant). */
export async function completeAuthorization(
  { authorizationCodes, tokens }: Pick<HostedParts, 'authorizationCodes' | 'tokens'>,
  request: AuthorizationRequest,
  { user, signedInAt }: SignedIn,
  cookies: readonly string[] = [],
): Promise<HostedResponse> {
  const { pool, client, scopes, redirectUri, codeChallenge, nonce } = request;
  if (request.responseType === 'code') {
    const code = await authorizationCodes.issue(pool.scope, {
      ...{
        poolId: pool.id,
        clientId: client.id,
        sub: user.sub,
        redirectUri,
        scopes: [...scopes],
        signedInAt,
      },
      ...(codeChallenge !== undefined && { codeChallenge }),
      ...(nonce !== undefined && { nonce }),
    });
    return returnTo(request, { code }, cookies);
  }
  const { idToken, accessToken, expiresIn } = await tokens.issue(
    {
      ...{ pool, client, user, scopes, trigger: 'TokenGeneration_HostedAuth' },
      authTime: Math.floor(signedInAt / 1000),
      ...(nonce !== undefined && { nonce }),
    },
    { refreshToken: false },
  );
  return returnTo(
    request,
    {
      ...(idToken !== undefined && { id_token: idToken }),
      access_token: accessToken,
      expires_in: String(expiresIn),
      token_type: 'Bearer',
    },
    cookies,
  );
}
