import type { Clock } from '../../clock.ts';
import { LruEntries, type LruEntry } from './lru-entries.ts';
import type { CachedResponse, CachePartition, ResponseCache } from './response-cache.ts';

/** What the parts of an entry cost beside their characters and bytes, in bytes, roughly. */
const ENTRY_OVERHEAD = 352;
const HEADER_OVERHEAD = 24;
/** Bodies up to this are kept as text, a character a byte: a buffer of its own would cost more than what is in it. */
const SMALL_BODY = 4096;

/**
 * Responses in this process's memory. A stage has at most what its cluster's size allows, all together at most
 * `maximumBytes`; what was used longest ago goes first. When memory is short, a stage that has its even share of it or
 * more gives up its own entries, and one that has less takes from the largest.
 */
export class MemoryResponseCache implements ResponseCache {
  readonly #maximumBytes: number;
  readonly #clock: Clock;
  readonly #partitions = new Map<string, LruEntries>();
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
    const entry = held?.get(key);
    if (!held || !entry) return undefined;
    if (entry.expiresAt > this.#clock()) {
      held.touch(entry);
      const { response, body } = entry;
      return { ...response, body: typeof body === 'string' ? Buffer.from(body, 'latin1') : body };
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
    const held = this.#partitions.get(id) ?? new LruEntries();
    this.#partitions.set(id, held);
    const now = this.#clock();
    this.#change(id, held, () => {
      held.put(key, keptForm(response), bytes, now + milliseconds);
      held.dropExpired(now);
      while (held.bytes > maximumBytes) held.deleteOldest();
    });
    while (this.#bytes > this.#maximumBytes) {
      const [crowdedId, crowded] = this.#crowded(id, held);
      this.#change(crowdedId, crowded, () => crowded.deleteOldest());
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

  #change(id: string, held: LruEntries, change: () => void): void {
    const before = held.bytes;
    change();
    this.#bytes += held.bytes - before;
    if (held.size === 0) this.#partitions.delete(id);
  }

  #crowded(id: string, putting: LruEntries): [string, LruEntries] {
    if (putting.bytes * this.#partitions.size >= this.#bytes) return [id, putting];
    let crowded: [string, LruEntries] = [id, putting];
    for (const each of this.#partitions) if (each[1].bytes > crowded[1].bytes) crowded = each;
    return crowded;
  }
}

/** Keeps no more in memory than what is counted: a small part of a large buffer would hold on to all of it. */
function keptForm({ body, status, headers, sealed }: CachedResponse): Pick<LruEntry, 'response' | 'body'> {
  const response = { status, headers, sealed };
  if (body.length <= SMALL_BODY) return { response, body: body.toString('latin1') };
  if (body.length === body.buffer.byteLength) return { response, body };
  const own = Buffer.allocUnsafeSlow(body.length);
  body.copy(own);
  return { response, body: own };
}

function sizeOf(key: string, { headers, body }: CachedResponse): number {
  let bytes = ENTRY_OVERHEAD + 2 * key.length + body.length;
  for (const text of headers) bytes += HEADER_OVERHEAD + text.length;
  return bytes;
}
