import { rootPrincipal } from '../../identity/credentials.ts';
import type { ServiceCall } from '../service-call.ts';

export const ACCOUNT = '123456789012';

/** A call of the account's root. */
export function callOf(
  service: string,
  call: Partial<Omit<ServiceCall, 'body'>> & { body?: string },
): ServiceCall {
  return {
    service,
    region: 'eu-west-1',
    account: ACCOUNT,
    method: 'POST',
    path: '/',
    query: '',
    headers: [],
    caller: { principal: rootPrincipal(ACCOUNT) },
    signal: new AbortController().signal,
    ...call,
    body: Buffer.from(call.body ?? ''),
  };
}
