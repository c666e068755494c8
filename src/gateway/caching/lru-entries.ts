import type { CachedResponse } from './response-cache.ts';

/** Entries that each sweep looks at. */
const SWEPT = 4;

/** A kept response, in a list from the one that was used longest ago to the last used one. */
export interface LruEntry {
  readonly key: string;
  readonly response: Omit<CachedResponse, 'body'>;
  /** Text of a character for each byte, or bytes. */
  readonly body: string | Buffer;
  readonly bytes: number;
  /** ms since 1970. */
  readonly expiresAt: number;
  older: LruEntry | undefined;
  newer: LruEntry | undefined;
}

/**
 * The entries of one partition in the order of their last use. A list of its own beside the map, because the first key
 * of a Map is slow to find where many before it were deleted.
 */
export class LruEntries {
  readonly #entries = new Map<string, LruEntry>();
  #oldest: LruEntry | undefined;
  #newest: LruEntry | undefined;
  /** What the next sweep looks at first. */
  #cursor: LruEntry | undefined;
  #bytes = 0;

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): LruEntry | undefined {
    return this.#entries.get(key);
  }

  put(key: string, kept: Pick<LruEntry, 'response' | 'body'>, bytes: number, expiresAt: number): void {
    this.delete(key);
    const entry: LruEntry = { ...kept, key, bytes, expiresAt, older: undefined, newer: undefined };
    this.#entries.set(key, entry);
    this.#append(entry);
    this.#bytes += bytes;
  }

  touch(entry: LruEntry): void {
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#append(entry);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#unlink(entry);
    this.#bytes -= entry.bytes;
  }

  deleteOldest(): void {
    if (this.#oldest) this.delete(this.#oldest.key);
  }

  /** Goes on where the last sweep stopped, so that in time every entry is looked at. */
  dropExpired(now: number): void {
    let entry = this.#cursor ?? this.#oldest;
    for (let looked = 0; looked < SWEPT && entry; looked++) {
      const next: LruEntry | undefined = entry.newer;
      if (entry.expiresAt <= now) this.delete(entry.key);
      entry = next;
    }
    this.#cursor = entry;
  }

  #append(entry: LruEntry): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest) this.#newest.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }

  #unlink(entry: LruEntry): void {
    const { older, newer } = entry;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    if (this.#cursor === entry) this.#cursor = newer;
  }
}
