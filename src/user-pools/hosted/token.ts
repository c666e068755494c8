import { createHash } from 'node:crypto';
import type { IssuedTokens } from '../tokens.ts';
import type { ClientOfPool, UserPool } from '../user-pool.ts';
import { UserPoolError } from '../user-pool-error.ts';
import { authenticateClient } from './client-authentication.ts';
import type { HostedParts } from './hosted-parts.ts';
import { type HostedRequest, type HostedResponse, json } from './hosted-request.ts';
import { type Parameters, readForm } from './parameters.ts';
import { sameSecret } from './secrets.ts';

/** RFC 7636 section 4.1. */
const CODE_VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** What a token request comes to: tokens, or the name of an error. */
type Outcome = IssuedTokens | OAuthError;
type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type';
type Grant = (parts: HostedParts, client: ClientOfPool, form: Parameters) => Promise<Outcome>;

const GRANTS: ReadonlyMap<string, Grant> = new Map([
  ['authorization_code', byCode],
  ['refresh_token', byRefreshToken],
  ['client_credentials', byClientCredentials],
]);

/** `POST /oauth2/token` https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
export async function token(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
): Promise<HostedResponse> {
  const outcome = await tokensFor(parts, pool, request);
  if (typeof outcome === 'string') return json(400, { error: outcome });
  const { accessToken, idToken, refreshToken, expiresIn } = outcome;
  return json(200, {
    ...(idToken !== undefined && { id_token: idToken }),
    access_token: accessToken,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    expires_in: expiresIn,
    token_type: 'Bearer',
  });
}

async function tokensFor(parts: HostedParts, pool: UserPool, request: HostedRequest): Promise<Outcome> {
  const form = readForm(request.headers['content-type'], request.body);
  const type = form?.get('grant_type');
  if (!form || type === undefined) return 'invalid_request';
  const grant = GRANTS.get(type);
  if (!grant) return 'unsupported_grant_type';
  const client = await authenticateClient(parts.pools, pool, request, form);
  if (!client) return 'invalid_client';
  try {
    return await grant(parts, client, form);
  } catch (error) {
    if (error instanceof UserPoolError) return 'invalid_grant';
    throw error;
  }
}

/** A code is used up by the first attempt of a client that has shown who it is, good or not: there is no second guess. */
async function byCode(
  parts: HostedParts,
  { pool, client }: ClientOfPool,
  form: Parameters,
): Promise<Outcome> {
  const code = form.get('code');
  const redirectUri = form.get('redirect_uri');
  if (code === undefined || redirectUri === undefined) return 'invalid_request';
  if (!client.oauthEnabled || !client.oauthFlows.includes('code')) return 'unauthorized_client';
  // As recorded by many: a redirect_uri that the client does not have is not its grant that is wrong.
  if (!client.callbackUrls.includes(redirectUri)) return 'unauthorized_client';
  const granted = await parts.authorizationCodes.take(pool.scope, code);
  if (granted?.poolId !== pool.id || granted.clientId !== client.id) return 'invalid_grant';
  if (granted.redirectUri !== redirectUri) return 'invalid_grant';
  if (!proves(form.get('code_verifier'), granted.codeChallenge)) return 'invalid_grant';
  const user = await parts.users.bySub(pool, granted.sub);
  if (!user?.enabled) return 'invalid_grant';
  return parts.tokens.issue({
    ...{ pool, client, user, scopes: granted.scopes, trigger: 'TokenGeneration_HostedAuth' },
    authTime: Math.floor(granted.signedInAt / 1000),
    ...(granted.nonce !== undefined && { nonce: granted.nonce }),
  });
}

/** A verifier without a challenge is refused too (RFC 9700 section 4.8.2: downgrade of PKCE). */
function proves(verifier: string | undefined, challenge: string | undefined): boolean {
  if (challenge === undefined) return verifier === undefined;
  if (verifier === undefined || !CODE_VERIFIER.test(verifier)) return false;
  return sameSecret(createHash('sha256').update(verifier).digest('base64url'), challenge);
}

async function byRefreshToken(
  { tokens }: HostedParts,
  client: ClientOfPool,
  form: Parameters,
): Promise<Outcome> {
  const refreshToken = form.get('refresh_token');
  if (refreshToken === undefined) return 'invalid_request';
  return tokens.refresh(client, refreshToken);
}

/**
 * "If the client doesn't request any scopes, the authentication server uses all custom scopes associated with the client."
 * A client whose OAuth settings are not in force gets `invalid_grant`, as AWS's users report.
 */
async function byClientCredentials(
  { pools, tokens }: HostedParts,
  found: ClientOfPool,
  form: Parameters,
): Promise<Outcome> {
  const { pool, client } = found;
  if (client.secret === undefined) return 'invalid_client';
  if (!client.oauthEnabled) return 'invalid_grant';
  if (!client.oauthFlows.includes('client_credentials')) return 'unauthorized_client';
  const servers = await pools.resourceServers(pool);
  const known = new Set(
    servers.flatMap(({ identifier, scopes }) => scopes.map(({ name }) => `${identifier}/${name}`)),
  );
  const allowed = client.oauthScopes.filter((scope) => known.has(scope));
  const asked =
    form
      .get('scope')
      ?.split(' ')
      .filter((scope) => scope !== '') ?? allowed;
  if (!asked.every((scope) => allowed.includes(scope))) return 'invalid_scope';
  return tokens.issueToClient(found, [...new Set(asked)]);
}
