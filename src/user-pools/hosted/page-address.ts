import type { AuthorizationRequest } from './authorization-request.ts';
import type { HostedRequest } from './hosted-request.ts';

/**
 * A page for an authorization request, which goes along from page to page in the address.
 * @param username to begin with, if not the one that the request names
 */
export function pageAddress(
  { base }: Pick<HostedRequest, 'base'>,
  page: '/login' | '/signup' | '/confirm',
  { parameters }: AuthorizationRequest,
  username?: string,
): string {
  const all = new Map(parameters);
  if (username !== undefined) all.set('login_hint', username);
  return `${base}${page}?${new URLSearchParams([...all])}`;
}
