import type { CachedKey } from './cached-key.ts';

/**
 * The keys that were asked for last, by the hash of their values and by id. Two generations take turns: what is used
 * moves to the younger one, and when that is half full the older one is forgotten, so that nothing has to be done on
 * hits.
 */
export class KnownKeys {
  readonly #maximum: number;
  #young = new Generation();
  #old = new Generation();

  /** @param maximum keys that are remembered at a time */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get size(): number {
    return this.#young.byValue.size + this.#old.byValue.size;
  }

  get(valueId: string): CachedKey | undefined {
    const young = this.#young.byValue.get(valueId);
    if (young) return young;
    const old = this.#old.byValue.get(valueId);
    if (old) {
      this.#old.delete(old);
      this.add(old);
    }
    return old;
  }

  add(key: CachedKey): void {
    if (this.#young.byValue.size >= this.#maximum / 2) {
      this.#old = this.#young;
      this.#young = new Generation();
    }
    this.#young.add(key);
  }

  forgetValue(valueId: string): void {
    for (const generation of [this.#young, this.#old]) {
      const key = generation.byValue.get(valueId);
      if (key) generation.delete(key);
    }
  }

  forgetId(keyName: string): void {
    for (const generation of [this.#young, this.#old]) {
      const key = generation.byName.get(keyName);
      if (key) generation.delete(key);
    }
  }
}

class Generation {
  readonly byValue = new Map<string, CachedKey>();
  readonly byName = new Map<string, CachedKey>();

  add(key: CachedKey): void {
    this.byValue.set(key.valueId, key);
    this.byName.set(key.name, key);
  }

  delete(key: CachedKey): void {
    this.byValue.delete(key.valueId);
    this.byName.delete(key.name);
  }
}
