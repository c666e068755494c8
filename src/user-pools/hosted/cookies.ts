import type { HostedRequest } from './hosted-request.ts';

/** A cookie that the browser sent; the first of that name. */
export function cookieOf({ headers }: Pick<HostedRequest, 'headers'>, name: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

/**
 * A cookie for this domain alone, which no script reads and which other sites' forms and pictures do not bring along.
 * @param maximumAge seconds; absent: until the browser ends
 */
export function setCookie(
  { base, secure }: Pick<HostedRequest, 'base' | 'secure'>,
  name: string,
  value: string,
  maximumAge?: number,
): string {
  const parts = [`${name}=${value}`, `Path=${base}/`, 'HttpOnly', 'SameSite=Lax'];
  if (maximumAge !== undefined) parts.push(`Max-Age=${maximumAge}`);
  if (secure) parts.push('Secure');
  return parts.join('; ');
}
