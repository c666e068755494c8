import { type HostedRequest, type HostedResponse, redirect } from './hosted-request.ts';
import { messagePage } from './pages.ts';
import { readParameters } from './parameters.ts';

/** What is told to users whose application asked for something wrong. Other texts are not repeated. */
const ERRORS: ReadonlySet<string> = new Set([
  ...['invalid_request', 'invalid_client', 'redirect_mismatch', 'unauthorized_client'],
]);

/** Leads to `/error`, as Cognito does: not to a callback URL that nobody registered. */
export function toErrorPage(
  { base }: Pick<HostedRequest, 'base'>,
  error: string,
  clientId?: string | undefined,
): HostedResponse {
  const parameters = new URLSearchParams({
    error,
    ...(clientId !== undefined && { client_id: clientId.slice(0, 128) }),
  });
  return redirect(`${base}/error?${parameters}`);
}

/** `GET /error` */
export function showError(query: string): HostedResponse {
  const error = readParameters(query)?.get('error') ?? '';
  const text = 'An error was encountered with the requested page.';
  return messagePage(400, 'Error', ERRORS.has(error) ? `${text} ${error}` : text);
}
