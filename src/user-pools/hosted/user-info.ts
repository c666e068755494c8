import { attributeClaims } from '../claims.ts';
import type { VerifiedAccessToken } from '../tokens.ts';
import type { UserPool } from '../user-pool.ts';
import { UserPoolError } from '../user-pool-error.ts';
import type { HostedParts } from './hosted-parts.ts';
import { type HostedRequest, type HostedResponse, json } from './hosted-request.ts';

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * `GET /oauth2/userInfo`: the attributes that the access token's scopes let the application have.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export async function userInfo(
  { tokens }: Pick<HostedParts, 'tokens'>,
  pool: UserPool,
  { headers }: HostedRequest,
): Promise<HostedResponse> {
  const accessToken = BEARER.exec(headers.authorization ?? '')?.[1];
  if (accessToken === undefined)
    return refusal(400, 'invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
  const invalid = 'Access token is expired, disabled, or deleted, or the user has globally signed out.';
  try {
    const verified = await tokens.verifyAccessToken(accessToken);
    if (verified.pool.id !== pool.id) return refusal(401, 'invalid_token', invalid);
    if (!verified.scopes.includes('openid'))
      return refusal(401, 'invalid_token', 'Access token does not contain openid scope');
    return json(200, infoOf(verified));
  } catch (error) {
    if (!(error instanceof UserPoolError)) throw error;
    return refusal(401, 'invalid_token', invalid);
  }
}

/** Here, unlike in the id token, whether something was verified is said by a text. */
function infoOf({ client, user, scopes }: VerifiedAccessToken): Record<string, unknown> {
  const claims = Object.entries(attributeClaims({ client, user, scopes, hosted: true }));
  return {
    sub: user.sub,
    ...Object.fromEntries(
      claims.map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
    ),
    username: user.username,
  };
}

function refusal(status: number, error: string, description: string): HostedResponse {
  const headers = { 'www-authenticate': `Bearer error="${error}", error_description="${description}"` };
  return json(status, { error, error_description: description }, headers);
}
