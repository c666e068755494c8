import type { Clock } from '../../clock.ts';
import type { LambdaResult } from './lambda-result.ts';

interface Entry {
  readonly result: LambdaResult;
  /** ms since 1970. */
  readonly keptAt: number;
  /** Milliseconds. */
  readonly timeToLive: number;
}

/** Bytes of all results together, about. */
const CAPACITY = 64 * 1024 * 1024;

/**
 * Results of Lambda authorizers, of all APIs of this process, in bounded memory: when half of it is full, what was not
 * used since the last time is forgotten. No entry is looked for, so that floods of new tokens cost each but a constant.
 */
export class LambdaResultCache {
  readonly #clock: Clock;
  readonly #half: number;
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();
  #youngWeight = 0;

  /** @param capacity in bytes */
  constructor(clock: Clock, capacity: number = CAPACITY) {
    this.#clock = clock;
    this.#half = capacity / 2;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): LambdaResult | undefined {
    let entry = this.#young.get(key);
    if (!entry) {
      entry = this.#old.get(key);
      if (!entry) return undefined;
      this.#old.delete(key);
      this.#put(key, entry);
    }
    const age = this.#clock() - entry.keptAt;
    // A clock that was set back makes nothing live longer.
    return age >= 0 && age < entry.timeToLive ? entry.result : undefined;
  }

  /** @param timeToLive milliseconds */
  set(key: string, result: LambdaResult, timeToLive: number): void {
    this.#old.delete(key);
    this.#put(key, { result, keptAt: this.#clock(), timeToLive });
  }

  #put(key: string, entry: Entry): void {
    this.#youngWeight += entry.result.weight - (this.#young.get(key)?.result.weight ?? 0);
    this.#young.set(key, entry);
    if (this.#youngWeight <= this.#half) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngWeight = 0;
  }
}
