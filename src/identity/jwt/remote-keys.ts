import type { Clock } from '../../clock.ts';
import type { LoadKeys } from './discover-keys.ts';
import type { KeySet } from './key-set.ts';
import type { KeySource, VerificationKey } from './key-source.ts';
import type { SignatureAlgorithm } from './signature-algorithms.ts';
import { KeysUnavailable } from './token-refused.ts';

/** All in milliseconds. */
export interface RemoteKeysTimes {
  /** How long an issuer may take to answer. */
  readonly timeout: number;
  /** The least time between two questions, whatever tokens come. */
  readonly pause: number;
  /** From this age on keys are looked at again, while they go on being used. */
  readonly refreshAfter: number;
  /** From this age on keys are no longer used. */
  readonly discardAfter: number;
}

const DEFAULT_TIMES: RemoteKeysTimes = {
  timeout: 5_000,
  pause: 10_000,
  refreshAfter: 10 * 60_000,
  discardAfter: 24 * 60 * 60_000,
};

export interface RemoteKeysOptions {
  readonly load: LoadKeys;
  readonly clock: Clock;
  /** Told why keys could not be had, each time. */
  readonly onFailure?: ((reason: string) => void) | undefined;
  readonly times?: Partial<RemoteKeysTimes>;
}

/**
 * An issuer's keys, fetched when they are first needed, and again when a token names one that is not among them, a signature
 * is not theirs, or they are old. Everybody waits for the same question, and there is a pause between two: unknown keys and bad
 * signatures, of which anybody can make up as many as he likes, cost the issuer nothing and memory neither. While the issuer is silent or answers junk, the
 * keys that it had go on being used until they are too old.
 */
export class RemoteKeys implements KeySource {
  readonly #load: LoadKeys;
  readonly #clock: Clock;
  readonly #onFailure: (reason: string) => void;
  readonly #times: RemoteKeysTimes;
  #keys: KeySet | undefined;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #lastFailure = '';

  constructor({ load, clock, onFailure = () => {}, times }: RemoteKeysOptions) {
    this.#load = load;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#times = { ...DEFAULT_TIMES, ...times };
  }

  find(
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): VerificationKey | undefined | Promise<VerificationKey | undefined> {
    const known = this.#usable()?.find(kid, algorithm);
    if (!known) return this.#findAnew(kid, algorithm);
    // Nobody waits for this one, and what becomes of it is told by onFailure.
    if (this.#age(this.#loadedAt) >= this.#times.refreshAfter) void this.#refresh();
    return known;
  }

  async findAnother(
    { key }: VerificationKey,
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): Promise<VerificationKey | undefined> {
    await this.#refresh();
    const found = this.#usable()?.find(kid, algorithm);
    return found && !found.key.equals(key) ? found : undefined;
  }

  async #findAnew(
    kid: string | undefined,
    algorithm: SignatureAlgorithm,
  ): Promise<VerificationKey | undefined> {
    await this.#refresh();
    const keys = this.#usable();
    if (!keys) throw new KeysUnavailable(this.#lastFailure);
    return keys.find(kid, algorithm);
  }

  #usable(): KeySet | undefined {
    return this.#age(this.#loadedAt) < this.#times.discardAfter ? this.#keys : undefined;
  }

  /** A clock that went back makes everything old: at worst a question too many. */
  #age(since: number): number {
    const age = this.#clock() - since;
    return age < 0 ? Number.POSITIVE_INFINITY : age;
  }

  /** Asks the issuer, unless it was asked a moment ago. Never rejects. */
  #refresh(): Promise<void> {
    if (this.#asking) return this.#asking;
    if (this.#age(this.#askedAt) < this.#times.pause) return Promise.resolve();
    this.#asking = this.#ask().finally(() => {
      this.#askedAt = this.#clock();
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    try {
      this.#keys = await this.#load(AbortSignal.timeout(this.#times.timeout));
      this.#loadedAt = this.#clock();
    } catch (error) {
      this.#lastFailure = reasonOf(error);
      this.#onFailure(this.#lastFailure);
    }
  }
}

/** What `fetch` reports as `fetch failed` has its reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
