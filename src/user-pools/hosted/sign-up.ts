import type { UserPool } from '../user-pool.ts';
import { formToken } from './anti-forgery.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { toErrorPage } from './error-page.ts';
import type { HostedParts } from './hosted-parts.ts';
import { type HostedRequest, type HostedResponse, redirect } from './hosted-request.ts';
import { pageAddress } from './page-address.ts';
import { usernameField, withAuthorization, withForm } from './page-step.ts';
import { type Field, formPage } from './pages.ts';

/** `GET /signup`, in pools that let people sign up. */
export function showSignUp(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
): Promise<HostedResponse> {
  return withSignUp(parts, pool, request, (asked) => signUpPage(request, asked, 200));
}

/** `POST /signup`: then to `/confirm` when a code was sent, to `/login` when a trigger confirmed at once. */
export function signUp(parts: HostedParts, pool: UserPool, request: HostedRequest): Promise<HostedResponse> {
  return withSignUp(parts, pool, request, (asked) =>
    withForm(
      request,
      (status, notice) => signUpPage(request, asked, status, notice),
      async (form) => {
        const username = form.get('username') ?? '';
        const attributes = attributesOf(pool).flatMap((name) => {
          const value = form.get(fieldName(name));
          return value === undefined ? [] : [{ name, value }];
        });
        const person = { username, password: form.get('password') ?? '', attributes };
        const { confirmed } = await parts.selfService.signUp(asked, person);
        return redirect(pageAddress(request, confirmed ? '/login' : '/confirm', asked, username));
      },
    ),
  );
}

function withSignUp(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
  proceed: (asked: AuthorizationRequest) => HostedResponse | Promise<HostedResponse>,
): Promise<HostedResponse> {
  return withAuthorization(parts, pool, request, (asked) =>
    pool.adminCreateUserOnly ? toErrorPage(request, 'invalid_request', asked.client.id) : proceed(asked),
  );
}

function signUpPage(
  request: HostedRequest,
  asked: AuthorizationRequest,
  status: number,
  notice?: string,
): HostedResponse {
  const { pool, redirectUri } = asked;
  return formPage({
    ...{ status, notice, title: 'Sign up', submit: 'Sign up', redirectUri, hidden: {} },
    action: pageAddress(request, '/signup', asked),
    fields: [
      usernameField(pool, undefined),
      ...attributesOf(pool).map(attributeField),
      { name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password' },
    ],
    links: [{ href: pageAddress(request, '/login', asked), text: 'Sign in' }],
    csrf: formToken(request),
  });
}

/** What the pool requires, and what it sends its codes to. */
function attributesOf({ schema, usernameAttributes, autoVerifiedAttributes }: UserPool): string[] {
  const required = schema.filter((one) => one.required && one.name !== 'sub').map(({ name }) => name);
  const named: readonly string[] = usernameAttributes;
  return [...new Set([...required, ...autoVerifiedAttributes])].filter((name) => !named.includes(name));
}

function attributeField(name: string): Field {
  const label = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`.replaceAll('_', ' ');
  const type = name === 'email' ? 'email' : name === 'phone_number' ? 'tel' : 'text';
  return { name: fieldName(name), label, type, autocomplete: type === 'text' ? 'on' : type };
}

function fieldName(attribute: string): string {
  return `attribute.${attribute}`;
}
