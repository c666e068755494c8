import type { UserPool } from '../user-pool.ts';
import { UserPoolError } from '../user-pool-error.ts';
import { type AuthorizationRequest, readAuthorization } from './authorization-request.ts';
import { openSession, type SignedIn } from './browser-session.ts';
import { returnError } from './callback.ts';
import { completeAuthorization } from './completion.ts';
import { toErrorPage } from './error-page.ts';
import type { HostedParts } from './hosted-parts.ts';
import { type HostedRequest, type HostedResponse, redirect } from './hosted-request.ts';
import { pageAddress } from './page-address.ts';

/**
 * `GET /oauth2/authorize`: straight back to the application when this browser has signed in before, else to `/login`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export async function authorize(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
): Promise<HostedResponse> {
  const outcome = await readAuthorization(parts.pools, pool, request.query);
  if (outcome.kind === 'refused') return toErrorPage(request, outcome.error, outcome.clientId);
  if (outcome.kind === 'returned') return returnError(outcome.callback, outcome.error);
  const { request: asked } = outcome;
  const signedIn = asked.prompt === 'login' ? undefined : await openSession(parts, pool, request);
  if (signedIn) return completeSilently(parts, asked, signedIn);
  if (asked.prompt === 'none') return returnError(asked, 'login_required');
  return redirect(pageAddress(request, '/login', asked));
}

/** Without a page to show, a trigger's refusal is the application's to know. */
async function completeSilently(
  parts: HostedParts,
  asked: AuthorizationRequest,
  signedIn: SignedIn,
): Promise<HostedResponse> {
  try {
    return await completeAuthorization(parts, asked, signedIn);
  } catch (error) {
    if (!(error instanceof UserPoolError)) throw error;
    return returnError(asked, 'invalid_request', error.message);
  }
}
