import { ADMITTED, type TokenBucket, type TokenBuckets } from './token-buckets.ts';
import type { LeaseRequest, TokenSource } from './token-lease.ts';

/** Tokens of one bucket that this process may use, and what it knows of the bucket. */
interface Holding {
  bucket: TokenBucket;
  tokens: number;
  /** ms of the clock until which the source has no token. */
  emptyUntil: number;
  /** Tokens used since the last asking, and when that was: how many the next asking wants. */
  used: number;
  askedAt: number;
}

/** ms for which tokens are asked in advance, and after which those left over go back. */
const AHEAD = 10;
const KEPT = 20;
/** How often one request asks for tokens that others then take, before it is refused. */
const MAXIMUM_ROUNDS = 4;

/**
 * Token buckets of a process among several: one of them keeps the buckets, the others lease tokens from it, as many as
 * they use in some milliseconds. A token is never handed out twice, so that all together admit no more than was
 * promised; those that nobody used go back. What the source has none of is refused without asking.
 */
export class LeasedTokenBuckets implements TokenBuckets {
  readonly #source: TokenSource;
  readonly #now: () => number;
  readonly #holdings = new Map<string, Holding>();
  /** What the turn of the event loop asks for, in one message. */
  #asking: Map<Holding, number> | undefined;
  #answer: Promise<void> = Promise.resolve();
  #returning: NodeJS.Timeout | undefined;

  /** @param now ms that never go back, with fractions: `performance.now` */
  constructor(source: TokenSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** Buckets of which something is known. */
  get size(): number {
    return this.#holdings.size;
  }

  take(buckets: readonly TokenBucket[]): number | Promise<number> {
    return this.#tryTake(buckets) ?? this.#takeLater(buckets);
  }

  giveBack(key: string, tokens: number): void {
    const holding = this.#holdings.get(key);
    if (holding) holding.tokens += tokens;
    else this.#source.giveBack(key, tokens);
  }

  /** Gives all tokens back that have not been used. */
  close(): void {
    clearTimeout(this.#returning);
    for (const { bucket, tokens } of this.#holdings.values()) {
      if (tokens > 0) this.#source.giveBack(bucket.key, tokens);
    }
    this.#holdings.clear();
  }

  async #takeLater(buckets: readonly TokenBucket[]): Promise<number> {
    for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
      await this.#ask(buckets.filter((bucket) => this.#holdingOf(bucket).tokens < 1));
      const result = this.#tryTake(buckets);
      if (result !== undefined) return result;
    }
    return buckets.findIndex((bucket) => this.#holdingOf(bucket).tokens < 1);
  }

  /** Undefined where the source has to be asked. */
  #tryTake(buckets: readonly TokenBucket[]): number | undefined {
    const now = this.#now();
    let missing = false;
    for (let index = 0; index < buckets.length; index++) {
      const bucket = buckets[index];
      const holding = bucket && this.#holdingOf(bucket);
      if (!holding || holding.tokens >= 1) continue;
      if (holding.emptyUntil > now && !missing) return index;
      missing = true;
    }
    if (missing) return undefined;
    for (const bucket of buckets) {
      const holding = this.#holdingOf(bucket);
      holding.tokens--;
      holding.used++;
    }
    return ADMITTED;
  }

  #holdingOf(bucket: TokenBucket): Holding {
    const known = this.#holdings.get(bucket.key);
    if (!known) {
      const holding = { bucket, tokens: 0, emptyUntil: 0, used: 0, askedAt: this.#now() };
      this.#holdings.set(bucket.key, holding);
      return holding;
    }
    if (known.bucket.rate !== bucket.rate || known.bucket.burst !== bucket.burst) {
      known.bucket = bucket;
      known.emptyUntil = 0;
    }
    return known;
  }

  /** Resolves when the source has answered what this turn of the event loop asks for. */
  #ask(buckets: readonly TokenBucket[]): Promise<void> {
    if (!this.#asking) {
      this.#asking = new Map();
      this.#answer = Promise.resolve().then(() => this.#send());
    }
    for (const bucket of buckets) {
      const holding = this.#holdingOf(bucket);
      this.#asking.set(holding, (this.#asking.get(holding) ?? 0) + 1);
    }
    return this.#answer;
  }

  async #send(): Promise<void> {
    const asking = [...(this.#asking ?? [])];
    this.#asking = undefined;
    const now = this.#now();
    const leases = await this.#source.lease(
      asking.map(([holding, waiting]) => requestOf(holding, waiting, now)),
    );
    const answered = this.#now();
    asking.forEach(([holding], index) => {
      const { granted, nextIn } = leases[index] ?? { granted: 0, nextIn: 0 };
      holding.tokens += granted;
      holding.emptyUntil = nextIn > 0 ? answered + nextIn : 0;
    });
    this.#returning ??= setTimeout(() => this.#giveBack(), KEPT).unref();
  }

  /** Returns what has not been used for a while, and forgets buckets of which nothing is held. */
  #giveBack(): void {
    this.#returning = undefined;
    const now = this.#now();
    for (const [key, holding] of this.#holdings) {
      if (now - holding.askedAt < KEPT) continue;
      if (holding.tokens > 0) this.#source.giveBack(key, holding.tokens);
      holding.tokens = 0;
      if (holding.emptyUntil <= now) this.#holdings.delete(key);
    }
    if (this.#holdings.size > 0) this.#returning = setTimeout(() => this.#giveBack(), KEPT).unref();
  }
}

/** As many tokens as are waited for, and those that the next milliseconds will use if they are like the last ones. */
function requestOf(holding: Holding, waiting: number, now: number): LeaseRequest {
  const { bucket, used, askedAt } = holding;
  const lasted = Math.max(1, now - askedAt);
  const ahead = Math.min((used / lasted) * AHEAD, (bucket.rate / 1000) * AHEAD);
  holding.used = 0;
  holding.askedAt = now;
  return { ...bucket, wanted: Math.max(waiting, Math.ceil(ahead)) };
}
