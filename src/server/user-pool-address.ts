/** What is asked of a user pool, by host and path. */
export type UserPoolAddress =
  /** `/{userPoolId}/.well-known/...` */
  | {
      readonly poolId: string;
      readonly document: 'jwks.json' | 'openid-configuration';
    }
  | {
      /** The prefix, or a pool's id. */
      readonly domain: string;
      /** Path that leads to the domain: empty where the host does. */
      readonly base: string;
      /** What follows, as on the wire; at least `/`. */
      readonly path: string;
    };

/** Where hosts without a name of their own have the domains of pools: `/_aws/cognito-idp/{domain}/oauth2/token`. */
const PATH_STYLE_PREFIX = '/_aws/cognito-idp/';
const WELL_KNOWN = '/.well-known/';
const JWKS = `${WELL_KNOWN}jwks.json`;
const OPENID_CONFIGURATION = `${WELL_KNOWN}openid-configuration`;
/** `eu-west-1_AbCd12345`. No name of an S3 bucket has an underscore, and no path of another API is like it. */
const POOL_ID = /^[a-z0-9-]{1,25}_[0-9A-Za-z]{1,30}$/;
/** A domain's prefix, which has no underscore, or a pool's id. */
const DOMAIN = /^[0-9A-Za-z_-]{1,63}$/;
const REGION = /^[a-z]{2}(?:-[a-z]{1,10}){1,3}-[0-9]$/;

/**
 * Undefined when a request is not for a user pool. `{domain}.auth.{region}.{suffix}` and the prefix's paths are domains of
 * pools; their issuers answer at every host but those of S3, whose keys may look the same.
 * @param labels of the host name
 */
export function userPoolAddress(labels: readonly string[], rawPath: string): UserPoolAddress | undefined {
  if (rawPath.startsWith(PATH_STYLE_PREFIX)) return byPath(rawPath);
  const [domain, auth, region] = labels;
  if (auth?.toLowerCase() === 'auth' && domain && labels.length > 3 && REGION.test(region ?? ''))
    return { domain: domain.toLowerCase(), base: '', path: rawPath };
  if (!rawPath.includes(WELL_KNOWN) || labels.includes('s3')) return undefined;
  const end = rawPath.endsWith(JWKS)
    ? JWKS
    : rawPath.endsWith(OPENID_CONFIGURATION)
      ? OPENID_CONFIGURATION
      : '';
  const poolId = rawPath.slice(1, rawPath.length - end.length);
  if (end === '' || !POOL_ID.test(poolId)) return undefined;
  return { poolId, document: end === JWKS ? 'jwks.json' : 'openid-configuration' };
}

function byPath(rawPath: string): UserPoolAddress | undefined {
  const rest = rawPath.slice(PATH_STYLE_PREFIX.length);
  const slash = rest.indexOf('/');
  const domain = slash < 0 ? rest : rest.slice(0, slash);
  if (!DOMAIN.test(domain)) return undefined;
  return { domain, base: `${PATH_STYLE_PREFIX}${domain}`, path: slash < 0 ? '/' : rest.slice(slash) };
}
