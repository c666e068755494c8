import type { UserPool } from '../user-pool.ts';
import { UserPoolError } from '../user-pool-error.ts';
import { formToken } from './anti-forgery.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { changePassword, showPasswordChange } from './change-password.ts';
import type { HostedParts } from './hosted-parts.ts';
import type { HostedRequest, HostedResponse } from './hosted-request.ts';
import { pageAddress } from './page-address.ts';
import { LONGEST_USERNAME, usernameField, withAuthorization, withForm } from './page-step.ts';
import { type FormPage, formPage } from './pages.ts';
import type { Parameters } from './parameters.ts';
import { completeSignIn } from './sign-in-completion.ts';

const LONGEST_PASSWORD = 256;
const INCORRECT = 'Incorrect username or password.';

/** Errors whose reason the user may know, having shown the password. */
const NOTICES: ReadonlyMap<string, string> = new Map([
  ['UserNotConfirmedException', 'Your account is not confirmed yet.'],
  ['PasswordResetRequiredException', 'Your password has to be reset.'],
  ['TooManyRequestsException', 'Too many attempts. Please try again later.'],
]);

/** `GET /login` https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html */
export function showLogin(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
): Promise<HostedResponse> {
  return withAuthorization(parts, pool, request, (asked) => loginPage(request, asked, { status: 200 }));
}

/** `POST /login`: the user's name and password, or the new password that was asked for. */
export function login(parts: HostedParts, pool: UserPool, request: HostedRequest): Promise<HostedResponse> {
  return withAuthorization(parts, pool, request, (asked) =>
    withForm(
      request,
      (status, notice) => loginPage(request, asked, { status, notice }),
      (form) =>
        form.has('change')
          ? changePassword(parts, request, asked, form)
          : signIn(parts, request, asked, form),
    ),
  );
}

async function signIn(
  parts: HostedParts,
  request: HostedRequest,
  asked: AuthorizationRequest,
  form: Parameters,
): Promise<HostedResponse> {
  const username = form.get('username') ?? '';
  const password = form.get('password') ?? '';
  if (username === '' || username.length > LONGEST_USERNAME || password.length > LONGEST_PASSWORD)
    return loginPage(request, asked, { status: 400, notice: INCORRECT });
  try {
    const user = await parts.signIn.byPassword(asked, username, password);
    if (user.status === 'FORCE_CHANGE_PASSWORD') return await showPasswordChange(parts, request, asked, user);
    return await completeSignIn(parts, request, asked, user);
  } catch (error) {
    if (!(error instanceof UserPoolError)) throw error;
    const notice = NOTICES.get(error.code) ?? error.message;
    const toConfirm = error.code === 'UserNotConfirmedException';
    return loginPage(request, asked, { status: 400, notice, username, toConfirm });
  }
}

function loginPage(
  request: HostedRequest,
  asked: AuthorizationRequest,
  shown: Pick<FormPage, 'status' | 'notice'> & { username?: string; toConfirm?: boolean },
): HostedResponse {
  const { pool, redirectUri } = asked;
  const { status, notice, username = asked.loginHint, toConfirm = false } = shown;
  const link = (page: '/confirm' | '/signup', text: string) => ({
    ...{ href: pageAddress(request, page, asked, username), text },
  });
  return formPage({
    ...{ status, notice, title: 'Sign in', submit: 'Sign in', redirectUri, hidden: {} },
    action: pageAddress(request, '/login', asked),
    fields: [
      usernameField(pool, username),
      { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
    ],
    links: [
      ...(toConfirm ? [link('/confirm', 'Confirm your account')] : []),
      ...(pool.adminCreateUserOnly ? [] : [link('/signup', 'Sign up')]),
    ],
    csrf: formToken(request),
  });
}
