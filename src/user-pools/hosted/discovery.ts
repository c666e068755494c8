import type { UserPool } from '../user-pool.ts';
import type { UserPoolParts } from '../user-pool-service.ts';
import type { HostedResponse } from './hosted-request.ts';

/** Documents below a pool's issuer. */
export type DiscoveryDocument = 'jwks.json' | 'openid-configuration';

const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'public, max-age=86400',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
} as const;

/** `/POOL/.well-known/...`: needs no credentials, and may be kept. */
export async function discovery(
  { pools, keys, issuerOf }: Pick<UserPoolParts, 'pools' | 'keys' | 'issuerOf'>,
  poolId: string,
  document: DiscoveryDocument,
): Promise<HostedResponse> {
  const pool = await pools.pool(poolId);
  if (!pool) {
    const message = `User pool ${poolId} does not exist.`;
    const body = JSON.stringify({ code: 'ResourceNotFoundException', message, type: 'client' });
    return { status: 400, headers: { ...HEADERS, 'cache-control': 'no-store' }, body };
  }
  const content =
    document === 'jwks.json' ? await keys.jwks(pool) : openIdConfiguration(pool, issuerOf(pool));
  return { status: 200, headers: HEADERS, body: JSON.stringify(content) };
}

/** Member by member what Cognito answers; of a pool without a domain, with paths below its issuer where nothing is. */
export function openIdConfiguration(pool: Pick<UserPool, 'domain'>, issuer: string): object {
  const hosted = hostedAddress(pool, issuer);
  const oauth = hosted === undefined ? issuer : `${hosted}/oauth2`;
  return {
    authorization_endpoint: `${oauth}/authorize`,
    end_session_endpoint: `${hosted ?? issuer}/logout`,
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    revocation_endpoint: `${oauth}/revoke`,
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${oauth}/userInfo`,
  };
}

/**
 * Where the pool's domain is for those who know its issuer: beside a `cognito-idp.REGION.` host the host of the domain,
 * else a path of the same host. Never by what a request says about itself: somebody else may get the answer from a cache.
 */
function hostedAddress({ domain }: Pick<UserPool, 'domain'>, issuer: string): string | undefined {
  if (domain === undefined) return undefined;
  const { protocol, host, origin } = new URL(issuer);
  const [service, region, ...suffix] = host.split('.');
  if (service !== 'cognito-idp') return `${origin}/_aws/cognito-idp/${domain}`;
  const place = suffix.join('.').replace(/^amazonaws\.com/, 'amazoncognito.com');
  return `${protocol}//${domain}.auth.${region}.${place}`;
}
