import type { Clock } from '../clock.ts';
import type { PoolUserRecord, UserStatus } from '../definitions/user-pools.ts';
import { type FailedAttempts, passwordAttempts } from './failed-attempts.ts';
import type { PasswordHashes } from './password-hash.ts';
import { requireGoodPassword } from './password-policy.ts';
import type { Triggers } from './triggers.ts';
import type { ClientOfPool, UserPool } from './user-pool.ts';
import { UserPoolError } from './user-pool-error.ts';
import type { PoolUsers } from './users.ts';

const DAY_MS = 86_400_000;
/** Cognito's own; longer ones cost time to hash. */
const MAXIMUM_PASSWORD_LENGTH = 256;
/** Characters of user names; more of it need not be remembered. */
const MAXIMUM_NAME_LENGTH = 128;

/** What a sign-in tells triggers. */
export interface SignInOptions {
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** How a password is set. */
export interface SetPasswordOptions {
  /** What the user becomes (default CONFIRMED). */
  readonly status?: UserStatus;
  /** What else changes with it. */
  readonly change?: (user: PoolUserRecord) => PoolUserRecord;
}

export interface SignInParts {
  readonly clock: Clock;
  readonly users: PoolUsers;
  readonly hashes: PasswordHashes;
  readonly triggers: Triggers;
}

/** Checks and sets passwords, for this API and for the login page. */
export class SignIn {
  readonly #parts: SignInParts;
  readonly #attempts: FailedAttempts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
    this.#attempts = passwordAttempts(parts.clock);
  }

  /**
   * The user with that name, alias or `sub` whose password it is. Throws NotAuthorizedException (wrong password, disabled,
   * too many attempts, and unknown users unless the client says LEGACY), UserNotFoundException,
   * UserNotConfirmedException, PasswordResetRequiredException, TooManyRequestsException, and what triggers refuse.
   * A user in status FORCE_CHANGE_PASSWORD has to choose a new password (`setPassword`) before tokens are issued.
   */
  async byPassword(
    client: ClientOfPool,
    username: string,
    password: string,
    options: SignInOptions = {},
  ): Promise<PoolUserRecord> {
    const user = await this.#parts.users.find(client.pool, username);
    if (user) await this.preAuthentication(client, user, options);
    const right = await this.passwordMatches(client.pool, user, password, username);
    if (!user) throw unknownUser(client);
    if (!right) throw incorrect();
    this.requireSignedIn(client.pool, user);
    return user;
  }

  /**
   * Whether it is the user's password, counted as an attempt.
   * @param username what was given for the name, where nobody has it
   */
  passwordMatches(
    pool: UserPool,
    user: PoolUserRecord | undefined,
    password: string,
    username = '',
  ): Promise<boolean> {
    return this.attempt(pool, user, username, () =>
      this.#parts.hashes.matches(user?.password, password.slice(0, MAXIMUM_PASSWORD_LENGTH + 1)),
    );
  }

  /**
   * Makes one attempt to prove a password, when it is its turn and nothing is locked.
   * @param user undefined for names that nobody has, which lock all the same
   */
  attempt(
    pool: UserPool,
    user: PoolUserRecord | undefined,
    username: string,
    isRight: () => Promise<boolean>,
  ): Promise<boolean> {
    const name = user ? user.username : username.slice(0, MAXIMUM_NAME_LENGTH).toLowerCase();
    return this.#attempts.make(`${pool.id}/${name}`, async () => {
      const right = await isRight();
      return { right, outcome: right };
    });
  }

  /** Asks the trigger whether the user may try. */
  async preAuthentication(
    { pool, client }: ClientOfPool,
    user: PoolUserRecord,
    { clientMetadata }: SignInOptions,
  ): Promise<void> {
    await this.#parts.triggers.run(
      'preAuthentication',
      { pool, client, user },
      {
        source: 'PreAuthentication_Authentication',
        request: { validationData: clientMetadata ?? null },
        response: {},
      },
    );
  }

  /** Tells the trigger that the user has signed in. To be called before tokens are issued. */
  async postAuthentication(
    { pool, client }: ClientOfPool,
    user: PoolUserRecord,
    { clientMetadata }: SignInOptions = {},
  ): Promise<void> {
    await this.#parts.triggers.run(
      'postAuthentication',
      { pool, client, user },
      {
        source: 'PostAuthentication_Authentication',
        request: { newDeviceUsed: false, ...(clientMetadata && { clientMetadata }) },
        response: {},
      },
    );
  }

  /** Whether somebody who proved the password may go on. Throws as `byPassword`. */
  requireSignedIn(pool: UserPool, user: PoolUserRecord): void {
    if (!user.enabled) throw new UserPoolError('NotAuthorizedException', 'User is disabled.');
    if (user.status === 'UNCONFIRMED')
      throw new UserPoolError('UserNotConfirmedException', 'User is not confirmed.');
    if (user.status === 'RESET_REQUIRED')
      throw new UserPoolError('PasswordResetRequiredException', 'Password reset required for the user');
    if (user.status !== 'FORCE_CHANGE_PASSWORD') return;
    const validity = pool.passwordPolicy.temporaryPasswordValidityDays * DAY_MS;
    if (this.#parts.clock() > (user.password?.setAt ?? 0) + validity)
      throw new UserPoolError(
        'NotAuthorizedException',
        'Temporary password has expired and must be reset by an administrator.',
      );
  }

  /** Throws InvalidPasswordException, UserNotFoundException. */
  async setPassword(
    { pool }: Pick<ClientOfPool, 'pool'>,
    user: PoolUserRecord,
    password: string,
    { status = 'CONFIRMED', change = (same) => same }: SetPasswordOptions = {},
  ): Promise<PoolUserRecord> {
    const record = await this.passwordRecord(pool, user.username, password);
    const modifiedAt = this.#parts.clock();
    const updated = await this.#parts.users.update(pool, user.username, (present) => ({
      ...change(present),
      password: record,
      status,
      modifiedAt,
    }));
    if (!updated) throw userNotFound();
    return updated;
  }

  /** What is kept of a new password. Throws InvalidPasswordException. */
  async passwordRecord(
    pool: UserPool,
    username: string,
    password: string,
  ): Promise<NonNullable<PoolUserRecord['password']>> {
    requireGoodPassword(pool.passwordPolicy, password);
    if (password.length > MAXIMUM_PASSWORD_LENGTH)
      throw new UserPoolError(
        'InvalidPasswordException',
        'Password did not conform with policy: Password must not be longer than 256 characters',
      );
    return this.#parts.hashes.of(poolNameOf(pool), username, password, this.#parts.clock());
  }
}

/** The pool's id without its region, as SRP hashes it. */
export function poolNameOf(pool: UserPool): string {
  return pool.id.slice(pool.id.indexOf('_') + 1);
}

export function incorrect(): UserPoolError {
  return new UserPoolError('NotAuthorizedException', 'Incorrect username or password.');
}

export function userNotFound(): UserPoolError {
  return new UserPoolError('UserNotFoundException', 'User does not exist.');
}

/**
 * What is said to somebody who signs in by a name that nobody has.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
function unknownUser({ client }: ClientOfPool): UserPoolError {
  return client.preventUserExistenceErrors === 'ENABLED' ? incorrect() : userNotFound();
}
