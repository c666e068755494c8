import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { PoolUserRecord } from '../definitions/user-pools.ts';
import type { SealedSessions, SessionState } from './sealed-session.ts';
import { incorrect, poolNameOf, type SignIn, type SignInOptions, userNotFound } from './sign-in.ts';
import type { SigningKeys } from './signing-keys.ts';
import { readPublicNumber, srpServer, srpSignature, srpVerifier } from './srp.ts';
import type { ClientOfPool, UserPool } from './user-pool.ts';
import { UserPoolError } from './user-pool-error.ts';
import type { PoolUsers } from './users.ts';

const PURPOSE = 'srp';
const MAXIMUM_FIELD_LENGTH = 8_192;
const MINUTE_MS = 60_000;

/** The PASSWORD_VERIFIER challenge, by the names of its parameters. */
export interface PasswordVerifierChallenge {
  readonly SALT: string;
  readonly SECRET_BLOCK: string;
  readonly SRP_B: string;
  readonly USERNAME: string;
  readonly USER_ID_FOR_SRP: string;
}

/** The answer to it. */
export interface PasswordVerifierAnswer {
  readonly username: string;
  /** Base64. */
  readonly secretBlock: string;
  /** Base64. */
  readonly signature: string;
  readonly timestamp: string;
}

interface SrpState extends SessionState {
  readonly A: string;
  readonly b: string;
  readonly B: string;
}

/** USER_SRP_AUTH: signs users in without their sending the password. */
export class SrpSignIn {
  readonly #clock: Clock;
  readonly #users: PoolUsers;
  readonly #keys: SigningKeys;
  readonly #sessions: SealedSessions;
  readonly #signIn: SignIn;

  constructor(parts: {
    clock: Clock;
    users: PoolUsers;
    keys: SigningKeys;
    sessions: SealedSessions;
    signIn: SignIn;
  }) {
    this.#clock = parts.clock;
    this.#users = parts.users;
    this.#keys = parts.keys;
    this.#sessions = parts.sessions;
    this.#signIn = parts.signIn;
  }

  /** Throws InvalidParameterException, UserNotFoundException, and what the trigger refuses. */
  async begin(
    client: ClientOfPool,
    username: string,
    publicNumber: string,
    options: SignInOptions,
  ): Promise<PasswordVerifierChallenge> {
    const A = readPublicNumber(publicNumber);
    if (A === undefined)
      throw new UserPoolError('InvalidParameterException', 'SRP_A is not a number that can be used.');
    const { pool } = client;
    const user = await this.#users.find(pool, username);
    if (user) await this.#signIn.preAuthentication(client, user, options);
    else if (client.client.preventUserExistenceErrors !== 'ENABLED') throw userNotFound();
    if (user?.status === 'RESET_REQUIRED' && user.enabled) this.#signIn.requireSignedIn(pool, user);
    const known = await this.#knownOf(pool, user, username);
    const { b, B } = srpServer(known.verifier);
    const state: SrpState = {
      clientId: client.client.id,
      username: known.userId,
      expiresAt: this.#clock() + client.client.authSessionValidity * MINUTE_MS,
      A,
      b,
      B,
    };
    return {
      SALT: known.salt,
      SECRET_BLOCK: (await this.#sessions.seal(pool, PURPOSE, state)).toString('base64'),
      SRP_B: B,
      USERNAME: known.userId,
      USER_ID_FOR_SRP: known.userId,
    };
  }

  /** The user, who has proved to know the password. Throws as `SignIn.byPassword`. */
  async finish(client: ClientOfPool, answer: PasswordVerifierAnswer): Promise<PoolUserRecord> {
    const { pool } = client;
    const secretBlock = Buffer.from(answer.secretBlock.slice(0, MAXIMUM_FIELD_LENGTH), 'base64');
    const opened = await this.#sessions.open<SrpState>(pool, PURPOSE, secretBlock);
    if (opened?.state.clientId !== client.client.id) throw incorrect();
    const { state } = opened;
    const user = await this.#users.find(pool, state.username);
    const right = await this.#signIn.attempt(pool, user, state.username, async () => {
      if (!opened.use() || answer.timestamp.length > 64) return false;
      const verifier = user?.password?.srpVerifier;
      if (verifier === undefined) return false;
      const expected = await srpSignature(state.A, state, verifier, {
        poolName: poolNameOf(pool),
        userId: state.username,
        secretBlock,
        timestamp: answer.timestamp,
      });
      const given = Buffer.from(answer.signature.slice(0, 100), 'base64');
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    if (!right || !user) throw incorrect();
    this.#signIn.requireSignedIn(pool, user);
    return user;
  }

  /** What is known of the password; for nobody, and for users without one, something that stays the same. */
  async #knownOf(
    pool: UserPool,
    user: PoolUserRecord | undefined,
    username: string,
  ): Promise<{ userId: string; salt: string; verifier: string }> {
    if (user?.password) {
      const { srpSalt, srpVerifier: verifier } = user.password;
      return { userId: user.username, salt: srpSalt, verifier };
    }
    const { session } = await this.#keys.of(pool);
    const made = createHmac('sha256', session).update(`nobody ${username}`, 'utf8').digest('hex');
    const uuid = [
      made.slice(0, 8),
      made.slice(8, 12),
      made.slice(12, 16),
      made.slice(16, 20),
      made.slice(20, 32),
    ];
    const userId = user?.username ?? (pool.usernameAttributes.length > 0 ? uuid.join('-') : username);
    const { verifier } = srpVerifier(poolNameOf(pool), userId, made);
    return { userId, salt: BigInt(`0x${made.slice(32)}`).toString(16), verifier };
  }
}
