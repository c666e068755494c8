import type { UserPool } from '../user-pool.ts';
import { formToken } from './anti-forgery.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { HostedParts } from './hosted-parts.ts';
import { type HostedRequest, type HostedResponse, redirect } from './hosted-request.ts';
import { pageAddress } from './page-address.ts';
import { usernameField, withAuthorization, withForm } from './page-step.ts';
import { formPage } from './pages.ts';

/** `GET /confirm`: asks for the code that was sent at sign-up. */
export function showConfirmation(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
): Promise<HostedResponse> {
  return withAuthorization(parts, pool, request, (asked) => confirmationPage(request, asked, 200));
}

/** `POST /confirm`: then to `/login`. */
export function confirm(parts: HostedParts, pool: UserPool, request: HostedRequest): Promise<HostedResponse> {
  return withAuthorization(parts, pool, request, (asked) =>
    withForm(
      request,
      (status, notice) => confirmationPage(request, asked, status, notice),
      async (form) => {
        const username = form.get('username') ?? '';
        await parts.selfService.confirm(asked, username, form.get('code') ?? '');
        return redirect(pageAddress(request, '/login', asked, username));
      },
    ),
  );
}

function confirmationPage(
  request: HostedRequest,
  asked: AuthorizationRequest,
  status: number,
  notice?: string,
): HostedResponse {
  const { pool, redirectUri, loginHint } = asked;
  return formPage({
    ...{ status, notice, title: 'Confirm your account', submit: 'Confirm', redirectUri, hidden: {} },
    action: pageAddress(request, '/confirm', asked),
    fields: [
      usernameField(pool, loginHint),
      { name: 'code', label: 'Code', type: 'text', autocomplete: 'one-time-code' },
    ],
    csrf: formToken(request),
  });
}
