import { timingSafeEqual } from 'node:crypto';
import type { ClientOfPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter, notAuthorized } from '../errors.ts';

/** Throws InvalidParameterException. */
export function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/** Clients with a secret send it, or what it makes of the user's name, to refresh. Throws NotAuthorizedException. */
export function requireClientSecret({ client }: ClientOfPool, given: string | undefined): void {
  if (client.secret === undefined) return;
  const expected = Buffer.from(client.secret);
  const actual = Buffer.from(given ?? '');
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw notAuthorized('Invalid client secret');
}
