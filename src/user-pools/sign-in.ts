import type { PoolUserRecord } from '../definitions/user-pools.ts';
import type { ClientOfPool } from './user-pool.ts';

/** Checks passwords, for this API and for the login page. */
export interface SignIn {
  /**
   * The user with that name, alias or `sub` whose password it is. Throws NotAuthorizedException (wrong password, disabled,
   * too many attempts, and unknown users unless the client says LEGACY), UserNotFoundException,
   * UserNotConfirmedException, PasswordResetRequiredException, TooManyRequestsException.
   * A user in status FORCE_CHANGE_PASSWORD has to choose a new password before tokens are issued.
   */
  byPassword(client: ClientOfPool, username: string, password: string): Promise<PoolUserRecord>;
  /** Sets a password for good. Throws InvalidPasswordException. Status becomes CONFIRMED. */
  setPassword(client: ClientOfPool, user: PoolUserRecord, password: string): Promise<PoolUserRecord>;
}
