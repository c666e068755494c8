import type { Callback } from './authorization-request.ts';
import { type HostedResponse, redirect } from './hosted-request.ts';

/**
 * Sends the browser back to the application: answers to `code` are in the query, those to `token` in the fragment, which
 * no server gets to see.
 */
export function returnTo(
  { redirectUri, responseType, state }: Callback,
  answer: Readonly<Record<string, string>>,
  cookies: readonly string[] = [],
): HostedResponse {
  const parameters = new URLSearchParams({ ...answer, ...(state !== undefined && { state }) });
  const text = parameters.toString();
  if (responseType === 'token') return redirect(`${redirectUri}#${text}`, cookies);
  return redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${text}`, cookies);
}
