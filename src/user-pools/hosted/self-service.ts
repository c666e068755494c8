import type { UserAttribute } from '../user-attributes.ts';
import type { ClientOfPool } from '../user-pool.ts';

/**
 * What people do for themselves before they can sign in, as the API `cognito-idp` lets them: it checks all that it is
 * given. Throws ServiceError, whose messages are for them.
 */
export interface SelfService {
  signUp(
    client: ClientOfPool,
    person: {
      readonly username: string;
      readonly password: string;
      readonly attributes: readonly UserAttribute[];
    },
  ): Promise<{ readonly confirmed: boolean }>;
  /** @param code that was sent to them */
  confirm(client: ClientOfPool, username: string, code: string): Promise<void>;
}
