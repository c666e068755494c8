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
  const parameters = parametersOf(answer, state);
  if (responseType === 'token') return redirect(`${redirectUri}#${parameters}`, cookies);
  return redirect(withQuery(redirectUri, parameters), cookies);
}

/** Errors are in the query, as AWS shows them for both. */
export function returnError(
  { redirectUri, state }: Omit<Callback, 'responseType'>,
  error: string,
  description?: string,
): HostedResponse {
  const answer = { error, ...(description !== undefined && { error_description: description }) };
  return redirect(withQuery(redirectUri, parametersOf(answer, state)));
}

function parametersOf(answer: Readonly<Record<string, string>>, state: string | undefined): URLSearchParams {
  return new URLSearchParams({ ...answer, ...(state !== undefined && { state }) });
}

function withQuery(uri: string, parameters: URLSearchParams): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}${parameters}`;
}
