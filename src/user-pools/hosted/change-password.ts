import type { PoolUserRecord } from '../../definitions/user-pools.ts';
import { UserPoolError } from '../user-pool-error.ts';
import { formToken } from './anti-forgery.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { toErrorPage } from './error-page.ts';
import type { HostedParts } from './hosted-parts.ts';
import { type HostedRequest, type HostedResponse, redirect } from './hosted-request.ts';
import { pageAddress } from './page-address.ts';
import { formPage } from './pages.ts';
import type { Parameters } from './parameters.ts';
import { completeSignIn } from './sign-in-completion.ts';

const LONGEST_PASSWORD = 256;

/** Asks for a password in place of the one that an administrator chose (status FORCE_CHANGE_PASSWORD). */
export async function showPasswordChange(
  { passwordChanges }: Pick<HostedParts, 'passwordChanges'>,
  request: HostedRequest,
  asked: AuthorizationRequest,
  user: Pick<PoolUserRecord, 'sub'>,
  notice?: string,
): Promise<HostedResponse> {
  const { pool, client } = asked;
  const change = await passwordChanges.issue(pool.scope, {
    ...{ poolId: pool.id, clientId: client.id, sub: user.sub },
  });
  return formPage({
    status: notice === undefined ? 200 : 400,
    ...{ notice, title: 'Choose a new password', submit: 'Change password' },
    action: pageAddress(request, '/login', asked),
    fields: [{ name: 'new_password', label: 'New password', type: 'password', autocomplete: 'new-password' }],
    hidden: { change },
    redirectUri: asked.redirectUri,
    csrf: formToken(request),
  });
}

/** The answer to that. It can be given once, by the browser that showed the temporary password, for the same client. */
export async function changePassword(
  parts: HostedParts,
  request: HostedRequest,
  asked: AuthorizationRequest,
  form: Parameters,
): Promise<HostedResponse> {
  const { pool, client } = asked;
  const change = await parts.passwordChanges.take(pool.scope, form.get('change') ?? '');
  if (change?.poolId !== pool.id || change.clientId !== client.id)
    return redirect(pageAddress(request, '/login', asked));
  const user = await parts.users.bySub(pool, change.sub);
  if (!user?.enabled || user.status !== 'FORCE_CHANGE_PASSWORD')
    return redirect(pageAddress(request, '/login', asked));
  const password = form.get('new_password') ?? '';
  if (password.length > LONGEST_PASSWORD) return toErrorPage(request, 'invalid_request', client.id);
  try {
    const changed = await parts.signIn.setPassword(asked, user, password);
    return await completeSignIn(parts, request, asked, changed);
  } catch (error) {
    if (!(error instanceof UserPoolError)) throw error;
    return showPasswordChange(parts, request, asked, user, error.message);
  }
}
