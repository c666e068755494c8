import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CachedResponse, CachePartition, ResponseCache } from './response-cache.ts';

const MINUTE = 60_000;
const ROOM = 1024 * 1024;

export function cachedResponse(text: string, changes: Partial<CachedResponse> = {}): CachedResponse {
  return {
    status: 200,
    headers: ['Content-Type', 'text/plain'],
    body: Buffer.from(text),
    sealed: false,
    ...changes,
  };
}

/** What every engine of the response cache does; `advance` moves the clock that it looks at, in ms. */
export function responseCacheCases(
  create: () => { cache: ResponseCache; advance: (milliseconds: number) => void },
): void {
  const one: CachePartition = { id: 'api/one@1', maximumBytes: ROOM };
  const two: CachePartition = { id: 'api/two@1', maximumBytes: ROOM };

  test('gives back what was put, whole, and nothing else', async () => {
    const { cache } = create();
    const body = Buffer.from([0, 255, 128, 10, 13]);
    const response = cachedResponse('', { status: 404, headers: ['A', '1', 'A', 'é'], body, sealed: true });
    await cache.put(one, 'k', response, MINUTE);
    assert.deepEqual(await cache.get(one, 'k'), response);
    assert.equal(await cache.get(one, 'K'), undefined);
    assert.equal(await cache.get(two, 'k'), undefined);
    assert.equal(await cache.get(one, '__proto__'), undefined);
  });

  test('replaces', async () => {
    const { cache } = create();
    await cache.put(one, 'k', cachedResponse('first'), MINUTE);
    await cache.put(one, 'k', cachedResponse('second'), MINUTE);
    assert.equal((await cache.get(one, 'k'))?.body.toString(), 'second');
  });

  test('gives nothing that is over its time', async () => {
    const { cache, advance } = create();
    await cache.put(one, 'short', cachedResponse('a'), 1000);
    await cache.put(one, 'long', cachedResponse('b'), 2000);
    advance(999);
    assert.ok(await cache.get(one, 'short'));
    advance(1);
    assert.equal(await cache.get(one, 'short'), undefined);
    assert.ok(await cache.get(one, 'long'));
    await cache.put(one, 'short', cachedResponse('c'), 1000);
    assert.ok(await cache.get(one, 'short'));
  });

  test('forgets one response, or all of a partition', async () => {
    const { cache } = create();
    for (const partition of [one, two]) {
      for (const key of ['a', 'b']) await cache.put(partition, key, cachedResponse(key), MINUTE);
    }
    await cache.invalidate(one, 'a');
    await cache.invalidate(one, 'never there');
    assert.equal(await cache.get(one, 'a'), undefined);
    assert.ok(await cache.get(one, 'b'));
    await cache.flush(one);
    await cache.flush({ id: 'never there', maximumBytes: 1 });
    assert.equal(await cache.get(one, 'b'), undefined);
    assert.ok(await cache.get(two, 'a'));
    await cache.put(one, 'b', cachedResponse('again'), MINUTE);
    assert.ok(await cache.get(one, 'b'));
  });

  test('a response for which there is no room replaces what was there by nothing', async () => {
    const { cache } = create();
    const small: CachePartition = { id: 'api/small@1', maximumBytes: 2000 };
    await cache.put(small, 'k', cachedResponse('old'), MINUTE);
    await cache.put(small, 'k', cachedResponse('x'.repeat(3000)), MINUTE);
    assert.equal(await cache.get(small, 'k'), undefined);
  });
}
