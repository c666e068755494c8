import { randomBytes } from 'node:crypto';
import { cookieOf, setCookie } from './cookies.ts';
import type { HostedRequest } from './hosted-request.ts';
import type { Parameters } from './parameters.ts';
import { sameSecret } from './secrets.ts';

const COOKIE = 'XSRF-TOKEN';
/** Name of the field that every form has. */
export const FORGERY_FIELD = '_csrf';
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What a form carries so that no other site's form is taken for it; with the cookie that says the same. */
export function formToken(request: HostedRequest): { readonly token: string; readonly cookie: string } {
  const present = cookieOf(request, COOKIE);
  // Kept while the browser has it: forms in several tabs stay good.
  const token =
    present !== undefined && TOKEN.test(present) ? present : randomBytes(32).toString('base64url');
  return { token, cookie: setCookie(request, COOKIE, token) };
}

/** Whether a form was sent by a page of ours: browsers say where it is from, and it has what the cookie has. */
export function isOwnForm(request: HostedRequest, form: Parameters): boolean {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined && hostOf(origin) !== host?.toLowerCase()) return false;
  const cookie = cookieOf(request, COOKIE);
  const field = form.get(FORGERY_FIELD);
  return cookie !== undefined && field !== undefined && TOKEN.test(cookie) && sameSecret(cookie, field);
}

function hostOf(origin: string): string | undefined {
  const [, host] = origin.split('://');
  return host?.toLowerCase();
}
