import type { CallContext } from '../../protocols/service.ts';
import { userNameNeeded } from './errors.ts';

/** The user whose credentials make the call. Throws ValidationError when it is no user. */
export function callersUserName({ caller }: CallContext): string {
  if (caller.principal.type !== 'User') throw userNameNeeded();
  return caller.principal.userName;
}
