import type { Integrate } from '../compile/executable-stage.ts';
import type { Invocation } from '../invocation.ts';
import type { Reply } from '../responses/reply.ts';
import { asksToInvalidate } from './cache-control.ts';
import type { CacheKey } from './cache-key.ts';
import type { CachingPolicies, CachingPolicy } from './caching-policy.ts';
import { decideInvalidation, type InvalidationDependencies } from './invalidation.ts';
import type { ResponseKeeper } from './keep-response.ts';
import type { CachedResponse, CachePartition, ResponseCache } from './response-cache.ts';
import type { ResponseSeal } from './response-seal.ts';

export interface CachingDependencies extends InvalidationDependencies {
  readonly responseCache: ResponseCache;
  readonly responseSeal: ResponseSeal;
  readonly responseKeeper: ResponseKeeper;
}

/** How one method's responses are cached. */
export interface MethodCaching {
  readonly partition: CachePartition;
  readonly policies: CachingPolicies;
  readonly key: CacheKey;
}

const WARNING = '199 Cache-control headers were ignored because the caller was unauthorized.';

/**
 * Answers from the cache where it can, else asks the integration and keeps what it answers, of whatever status; the
 * gateway's own errors are not kept. Requests of one key that come together each ask the integration.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function cacheResponses(
  integrate: Integrate,
  { partition, policies, key }: MethodCaching,
  dependencies: CachingDependencies,
): Integrate {
  const { responseCache, responseKeeper } = dependencies;
  const store = new SealedStore(dependencies, partition);
  return async (invocation) => {
    const policy = policies.get(invocation.httpMethod);
    if (!policy) return integrate(invocation);
    const name = key(invocation);
    const invalidation = asksToInvalidate(invocation.request.headers['cache-control'])
      ? await decideInvalidation(invocation, policy, dependencies)
      : undefined;
    if (invalidation === 'fresh') await responseCache.invalidate(partition, name);
    else {
      const found = await store.find(name, policy);
      if (found) return warned(replyOf(found), invalidation);
    }
    const reply = await integrate(invocation);
    const kept = responseKeeper.keep(reply, isHead(invocation), (response) =>
      store.put(name, response, policy),
    );
    return warned(kept, invalidation);
  };
}

/** The cache as one method sees it, which has its responses encrypted or not. */
class SealedStore {
  readonly #cache: ResponseCache;
  readonly #seal: ResponseSeal;
  readonly #partition: CachePartition;

  constructor({ responseCache, responseSeal }: CachingDependencies, partition: CachePartition) {
    this.#cache = responseCache;
    this.#seal = responseSeal;
    this.#partition = partition;
  }

  /** Nothing that was kept before encryption was turned on or off; and nothing when the cache is away. */
  async find(name: string, { encrypted }: CachingPolicy): Promise<CachedResponse | undefined> {
    const pending = this.#cache.get(this.#partition, name);
    const found = pending instanceof Promise ? await pending.catch(() => undefined) : pending;
    if (found?.sealed !== encrypted) return undefined;
    return encrypted ? this.#seal.open(found, this.#associated(name)) : found;
  }

  put(name: string, response: CachedResponse, { encrypted, milliseconds }: CachingPolicy): void {
    const kept = encrypted ? this.#seal.seal(response, this.#associated(name)) : response;
    const pending = this.#cache.put(this.#partition, name, kept, milliseconds);
    // A response that can't be kept is fetched again.
    if (pending instanceof Promise) pending.catch(() => {});
  }

  #associated(name: string): string {
    return `${this.#partition.id} ${name}`;
  }
}

function replyOf({ status, headers, body }: CachedResponse): Reply {
  return { status, headers: [...headers], body };
}

function warned(reply: Reply, invalidation: string | undefined): Reply {
  if (invalidation === 'ignored with a warning') reply.headers.push('Warning', WARNING);
  return reply;
}

function isHead({ httpMethod }: Invocation): boolean {
  return httpMethod === 'HEAD';
}
