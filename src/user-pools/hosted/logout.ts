import type { UserPool } from '../user-pool.ts';
import { readAuthorization } from './authorization-request.ts';
import { endSession } from './browser-session.ts';
import { toErrorPage } from './error-page.ts';
import type { HostedParts } from './hosted-parts.ts';
import { type HostedRequest, type HostedResponse, redirect } from './hosted-request.ts';
import { pageAddress } from './page-address.ts';
import { readParameters } from './parameters.ts';

/**
 * `GET /logout`: ends the browser's sign-in; then to `logout_uri`, one of the client's sign-out URLs, or with the
 * parameters of `/oauth2/authorize` to the login page.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export async function logout(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
): Promise<HostedResponse> {
  const parameters = readParameters(request.query);
  const clientId = parameters?.get('client_id');
  const found = clientId === undefined ? undefined : await parts.pools.client(clientId);
  if (!parameters || found?.pool.id !== pool.id) return toErrorPage(request, 'invalid_request', clientId);
  const logoutUri = parameters.get('logout_uri');
  if (logoutUri !== undefined) {
    if (!found.client.logoutUrls.includes(logoutUri))
      return toErrorPage(request, 'redirect_mismatch', clientId);
    return redirect(logoutUri, [await endSession(parts, pool, request)]);
  }
  const outcome = await readAuthorization(parts.pools, pool, request.query);
  if (outcome.kind !== 'good') return toErrorPage(request, 'invalid_request', clientId);
  return redirect(pageAddress(request, '/login', outcome.request), [await endSession(parts, pool, request)]);
}
