import type { Clock } from '../clock.ts';
import { BoundedCache } from '../identity/bounded-cache.ts';
import { UserPoolError } from './user-pool-error.ts';

/** Names of which failures are remembered; to have one forgotten takes hours of wrong passwords for others. */
const REMEMBERED = 20_000;
/** Attempts with one name that may wait for each other. */
const MAXIMUM_WAITING = 50;
const FORGET_AFTER_MS = 15 * 60 * 1000;

/** What an attempt came to: whether the secret was right, and what follows. */
export interface Attempt<Outcome> {
  readonly right: boolean;
  readonly outcome: Outcome;
}

interface Failures {
  count: number;
  /** ms since 1970. */
  lockedUntil: number;
  lastAttempt: number;
}

/**
 * Slows down guessing: counts failed attempts by name and locks a name for a time that grows with them. One attempt at a
 * time is made with each name, so that many at once gain nothing. Kept in memory: a restart forgets.
 */
export class FailedAttempts {
  readonly #clock: Clock;
  readonly #lockMs: (failures: number) => number;
  readonly #locked: () => UserPoolError;
  readonly #failures = new BoundedCache<Failures>(REMEMBERED);
  readonly #turns = new Map<string, { last: Promise<unknown>; waiting: number }>();

  /**
   * @param options.lockMs for how long so many failures lock, in ms
   * @param options.locked what an attempt during a lock is told
   */
  constructor(options: {
    readonly clock: Clock;
    readonly lockMs: (failures: number) => number;
    readonly locked: () => UserPoolError;
  }) {
    this.#clock = options.clock;
    this.#lockMs = options.lockMs;
    this.#locked = options.locked;
  }

  /** Makes an attempt when it is its turn. Throws what a lock says, TooManyRequestsException, and what `attempt` throws. */
  async make<Outcome>(name: string, attempt: () => Promise<Attempt<Outcome>>): Promise<Outcome> {
    const turn = this.#turns.get(name) ?? { last: Promise.resolve(), waiting: 0 };
    if (turn.waiting >= MAXIMUM_WAITING) throw tooManyRequests();
    this.#turns.set(name, turn);
    turn.waiting++;
    const made = turn.last.then(() => this.#make(name, attempt));
    turn.last = made.catch(() => undefined);
    try {
      return await made;
    } finally {
      if (--turn.waiting === 0) this.#turns.delete(name);
    }
  }

  async #make<Outcome>(name: string, attempt: () => Promise<Attempt<Outcome>>): Promise<Outcome> {
    const now = this.#clock();
    const known = this.#failures.get(name);
    const failures =
      known && now - known.lastAttempt < FORGET_AFTER_MS
        ? known
        : { count: 0, lockedUntil: 0, lastAttempt: now };
    failures.lastAttempt = now;
    if (now < failures.lockedUntil) throw this.#locked();
    const { right, outcome } = await attempt();
    if (right) {
      this.#failures.delete(name);
      return outcome;
    }
    failures.count++;
    failures.lockedUntil = this.#clock() + this.#lockMs(failures.count);
    this.#failures.set(name, failures);
    return outcome;
  }
}

/**
 * "After five failed sign-in attempts, locks out for one second. The lockout duration doubles after each additional failed
 * attempt, up to approximately 15 minutes."
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
 */
export function passwordAttempts(clock: Clock): FailedAttempts {
  return new FailedAttempts({
    clock,
    lockMs: (failures) => (failures < 5 ? 0 : Math.min(2 ** (failures - 5), 15 * 60) * 1000),
    locked: () => new UserPoolError('NotAuthorizedException', 'Password attempts exceeded'),
  });
}

/** Codes have six digits; five guesses in a quarter of an hour are all that there is. */
export function codeAttempts(clock: Clock): FailedAttempts {
  return new FailedAttempts({
    clock,
    lockMs: (failures) => (failures < 5 ? 0 : FORGET_AFTER_MS),
    locked: () =>
      new UserPoolError('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
  });
}

export function tooManyRequests(): UserPoolError {
  return new UserPoolError('TooManyRequestsException', 'Too many requests');
}
