import type { UserPool } from '../user-pool.ts';
import { UserPoolError } from '../user-pool-error.ts';
import { formToken, isOwnForm } from './anti-forgery.ts';
import { type AuthorizationRequest, readAuthorization } from './authorization-request.ts';
import { loginAddress } from './authorize.ts';
import { returnError } from './callback.ts';
import { changePassword, showPasswordChange } from './change-password.ts';
import { toErrorPage } from './error-page.ts';
import type { HostedParts } from './hosted-parts.ts';
import type { HostedRequest, HostedResponse } from './hosted-request.ts';
import { formPage } from './pages.ts';
import { type Parameters, readForm } from './parameters.ts';
import { completeSignIn } from './sign-in-completion.ts';

/** Longer names and passwords are nobody's: the service's models bound both. */
const LONGEST_USERNAME = 2048;
const LONGEST_PASSWORD = 256;

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
  return withAuthorization(parts, pool, request, async (asked) => loginPage(request, asked, 200));
}

/** `POST /login`: the user's name and password, or the new password that was asked for. */
export function login(parts: HostedParts, pool: UserPool, request: HostedRequest): Promise<HostedResponse> {
  return withAuthorization(parts, pool, request, async (asked) => {
    const form = readForm(request.headers['content-type'], request.body);
    if (!form || !isOwnForm(request, form))
      return loginPage(request, asked, 403, 'The form has expired. Please try again.');
    if (form.has('change')) return changePassword(parts, request, asked, form);
    return signIn(parts, request, asked, form);
  });
}

/** Every step reads the authorization request anew from the address: nothing that a form says about it is believed. */
async function withAuthorization(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
  proceed: (asked: AuthorizationRequest) => Promise<HostedResponse>,
): Promise<HostedResponse> {
  const outcome = await readAuthorization(parts.pools, pool, request.query);
  if (outcome.kind === 'refused') return toErrorPage(request, outcome.error, outcome.clientId);
  if (outcome.kind === 'returned') return returnError(outcome.callback, outcome.error);
  return proceed(outcome.request);
}

async function signIn(
  parts: HostedParts,
  request: HostedRequest,
  asked: AuthorizationRequest,
  form: Parameters,
): Promise<HostedResponse> {
  const username = form.get('username') ?? '';
  const password = form.get('password') ?? '';
  const again = (notice: string) => loginPage(request, asked, 400, notice, username);
  if (username === '' || username.length > LONGEST_USERNAME || password.length > LONGEST_PASSWORD)
    return loginPage(request, asked, 400, 'Incorrect username or password.');
  try {
    const user = await parts.signIn.byPassword(asked, username, password);
    if (user.status === 'FORCE_CHANGE_PASSWORD') return await showPasswordChange(parts, request, asked, user);
    return await completeSignIn(parts, request, asked, user);
  } catch (error) {
    if (!(error instanceof UserPoolError)) throw error;
    return again(NOTICES.get(error.code) ?? error.message);
  }
}

function loginPage(
  request: HostedRequest,
  asked: AuthorizationRequest,
  status: number,
  notice?: string,
  username: string | undefined = asked.loginHint,
): HostedResponse {
  return formPage({
    ...{ status, notice, title: 'Sign in', submit: 'Sign in' },
    action: loginAddress(request, asked),
    fields: [
      { name: 'username', label: 'Username', type: 'text', autocomplete: 'username', value: username },
      { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
    ],
    hidden: {},
    redirectUri: asked.redirectUri,
    csrf: formToken(request),
  });
}
