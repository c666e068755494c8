import { ServiceError } from '../../protocols/service-error.ts';
import type { UserPool } from '../user-pool.ts';
import { isOwnForm } from './anti-forgery.ts';
import { type AuthorizationRequest, readAuthorization } from './authorization-request.ts';
import { returnError } from './callback.ts';
import { toErrorPage } from './error-page.ts';
import type { HostedParts } from './hosted-parts.ts';
import type { HostedRequest, HostedResponse } from './hosted-request.ts';
import type { Field } from './pages.ts';
import { type Parameters, readForm } from './parameters.ts';

/** Longer names are nobody's: the service's models bound them. */
export const LONGEST_USERNAME = 2048;

/** Every step reads the authorization request anew from the address: nothing that a form says about it is believed. */
export async function withAuthorization(
  parts: HostedParts,
  pool: UserPool,
  request: HostedRequest,
  proceed: (asked: AuthorizationRequest) => HostedResponse | Promise<HostedResponse>,
): Promise<HostedResponse> {
  const outcome = await readAuthorization(parts.pools, pool, request.query);
  if (outcome.kind === 'refused') return toErrorPage(request, outcome.error, outcome.clientId);
  if (outcome.kind === 'returned') return returnError(outcome.callback, outcome.error);
  return proceed(outcome.request);
}

/**
 * Does what a form asks for, if it is a form of ours.
 * @param again shows the form once more, with the reason
 */
export async function withForm(
  request: HostedRequest,
  again: (status: number, notice: string) => HostedResponse,
  proceed: (form: Parameters) => Promise<HostedResponse>,
): Promise<HostedResponse> {
  const form = readForm(request.headers['content-type'], request.body);
  if (!form || !isOwnForm(request, form)) return again(403, 'The form has expired. Please try again.');
  try {
    return await proceed(form);
  } catch (error) {
    if (error instanceof ServiceError && error.statusCode < 500) return again(400, error.message);
    throw error;
  }
}

/** What people are asked for by whom they are to be known. */
export function usernameField({ usernameAttributes }: UserPool, value: string | undefined): Field {
  const [attribute, other] = usernameAttributes;
  const field = { name: 'username', autocomplete: 'username', value };
  if (attribute === undefined) return { ...field, label: 'Username', type: 'text' };
  if (other !== undefined) return { ...field, label: 'Email or phone number', type: 'text' };
  return attribute === 'email'
    ? { ...field, label: 'Email', type: 'email' }
    : { ...field, label: 'Phone number', type: 'tel' };
}
