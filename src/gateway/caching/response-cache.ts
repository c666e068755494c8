/** A response as it is kept: what the integration answered, before compression and without headers of one request. */
export interface CachedResponse {
  readonly status: number;
  /** Names and values in turn. Nobody changes them. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** True when headers and body are encrypted, in `body`. */
  readonly sealed: boolean;
}

/** The cache of one stage, from one flush to the next: a new id is a new, empty cache. */
export interface CachePartition {
  readonly id: string;
  /** Bytes that the stage's cache cluster may hold. */
  readonly maximumBytes: number;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html: bytes of headers and body */
export const MAXIMUM_CACHED_RESPONSE = 1_048_576;

/**
 * Keeps responses, as well as it can: what was put may be gone, what is over its time or flushed never comes back. One
 * contract for every engine: `response-cache.cases.ts`. Engines that answer at once give no promise.
 */
export interface ResponseCache {
  get(
    partition: CachePartition,
    key: string,
  ): CachedResponse | undefined | Promise<CachedResponse | undefined>;
  /** Replaces what is under the key. @param milliseconds how long it may be given out */
  put(
    partition: CachePartition,
    key: string,
    response: CachedResponse,
    milliseconds: number,
  ): void | Promise<void>;
  /** Forgets one response. */
  invalidate(partition: CachePartition, key: string): void | Promise<void>;
  /** Forgets all of a partition. */
  flush(partition: CachePartition): void | Promise<void>;
}
