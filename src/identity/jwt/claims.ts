import type { Claims } from './parse-token.ts';

/** The scopes that a token was given: `scope`, separated by spaces (RFC 9068), or `scp`, such text or a list of them. */
export function scopesOf(claims: Claims): readonly string[] {
  const scope = claims.get('scope') ?? claims.get('scp');
  if (typeof scope === 'string') return scope.split(' ').filter((one) => one !== '');
  return Array.isArray(scope) ? scope.filter((one) => typeof one === 'string') : [];
}

/** For whom a token is: `aud`, one or several (RFC 7519, section 4.1.3). Cognito's access tokens have none. */
export function audiencesOf(claims: Claims): readonly string[] {
  const audience = claims.get('aud');
  if (typeof audience === 'string') return [audience];
  return Array.isArray(audience) ? audience.filter((one) => typeof one === 'string') : [];
}

/** Seconds since 1970, with fractions perhaps; undefined when there is no such claim, NaN when it is no time. */
export function timeOf(claims: Claims, name: 'exp' | 'iat' | 'nbf'): number | undefined {
  const value = claims.get(name);
  if (value === undefined) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
}
