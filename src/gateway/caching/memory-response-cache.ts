import type { Clock } from '../../clock.ts';
import type { CachedResponse, CachePartition, ResponseCache } from './response-cache.ts';

/** What the parts of an entry cost beside their characters and bytes, in bytes, roughly. */
const ENTRY_OVERHEAD = 256;
const HEADER_OVERHEAD = 24;
/** Entries that each {@link MemoryResponseCache.put} looks at to drop those over their time. */
const SWEPT_PER_PUT = 4;

interface Entry {
  readonly response: CachedResponse;
  readonly bytes: number;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** Entries in the order of their last use, the oldest first. */
class Partition {
  readonly entries = new Map<string, Entry>();
  bytes = 0;
  #sweep: Iterator<[string, Entry]> | undefined;

  put(key: string, entry: Entry): void {
    this.delete(key);
    this.entries.set(key, entry);
    this.bytes += entry.bytes;
  }

  touch(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.bytes -= entry.bytes;
  }

  evictOldest(): void {
    for (const [key] of this.entries) {
      this.delete(key);
      return;
    }
  }

  /** Goes on where the last sweep stopped. */
  dropExpired(now: number): void {
    for (let looked = 0; looked < SWEPT_PER_PUT; looked++) {
      this.#sweep ??= this.entries.entries();
      const { done, value } = this.#sweep.next();
      if (done) {
        this.#sweep = undefined;
        return;
      }
      if (value[1].expiresAt <= now) this.delete(value[0]);
    }
  }
}

/**
 * Responses in this process's memory. A stage has at most what its cluster's size allows, all together at most
 * `maximumBytes`; what was used longest ago goes first. When memory is short, a stage that has its even share of it or
 * more gives up its own entries, and one that has less takes from the largest.
 */
export class MemoryResponseCache implements ResponseCache {
  readonly #maximumBytes: number;
  readonly #clock: Clock;
  readonly #partitions = new Map<string, Partition>();
  #bytes = 0;

  constructor(maximumBytes: number, clock: Clock) {
    this.#maximumBytes = maximumBytes;
    this.#clock = clock;
  }

  /** Bytes held at this moment, keys and headers included. */
  get bytes(): number {
    return this.#bytes;
  }

  get(partition: CachePartition, key: string): CachedResponse | undefined {
    const held = this.#partitions.get(partition.id);
    const entry = held?.entries.get(key);
    if (!held || !entry) return undefined;
    if (entry.expiresAt > this.#clock()) {
      held.touch(key, entry);
      return entry.response;
    }
    this.#change(partition.id, held, () => held.delete(key));
    return undefined;
  }

  put(partition: CachePartition, key: string, response: CachedResponse, milliseconds: number): void {
    const { id, maximumBytes } = partition;
    const bytes = sizeOf(key, response);
    if (bytes > Math.min(maximumBytes, this.#maximumBytes)) {
      this.invalidate(partition, key);
      return;
    }
    const held = this.#partitions.get(id) ?? new Partition();
    this.#partitions.set(id, held);
    const now = this.#clock();
    this.#change(id, held, () => {
      held.put(key, { response, bytes, expiresAt: now + milliseconds });
      held.dropExpired(now);
      while (held.bytes > maximumBytes) held.evictOldest();
    });
    while (this.#bytes > this.#maximumBytes) {
      const [crowdedId, crowded] = this.#crowded(id, held);
      this.#change(crowdedId, crowded, () => crowded.evictOldest());
    }
  }

  invalidate({ id }: CachePartition, key: string): void {
    const held = this.#partitions.get(id);
    if (held) this.#change(id, held, () => held.delete(key));
  }

  flush({ id }: CachePartition): void {
    const held = this.#partitions.get(id);
    if (!held) return;
    this.#bytes -= held.bytes;
    this.#partitions.delete(id);
  }

  #change(id: string, held: Partition, change: () => void): void {
    const before = held.bytes;
    change();
    this.#bytes += held.bytes - before;
    if (held.entries.size === 0) this.#partitions.delete(id);
  }

  #crowded(id: string, putting: Partition): [string, Partition] {
    if (putting.bytes * this.#partitions.size >= this.#bytes) return [id, putting];
    let crowded: [string, Partition] = [id, putting];
    for (const each of this.#partitions) if (each[1].bytes > crowded[1].bytes) crowded = each;
    return crowded;
  }
}

function sizeOf(key: string, { headers, body }: CachedResponse): number {
  let bytes = ENTRY_OVERHEAD + 2 * key.length + body.length;
  for (const text of headers) bytes += HEADER_OVERHEAD + text.length;
  return bytes;
}
