import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { restApis, stages } from '../../definitions/rest-api.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Collection, CollectionDefinition, Store } from '../../store/store.ts';
import { API_ID, deploy, method, SCOPE } from '../api-records.fixture.ts';
import { createTrieRouter } from '../routing/trie-router.ts';
import type { StageDefinition } from './compile-stage.ts';
import type { ExecutableStage } from './executable-stage.ts';
import { StageCache } from './stage-cache.ts';

const QUIET = { error() {}, warn() {}, info() {}, debug() {} };
const paths = { '/': [method('GET')] };

describe('stage cache', () => {
  let store: Store;
  let cache: StageCache;
  let compiled: string[];
  let reads: number;
  let failing: boolean;
  let afterReading: Promise<void> | undefined;

  /** Counts look-ups of stages, and fails them when told to. */
  function watched(inner: Store): Store {
    return new Proxy(inner, {
      get(target, key) {
        if (key !== 'collection') return Reflect.get(target, key).bind?.(target) ?? Reflect.get(target, key);
        return <T>(definition: CollectionDefinition<T>): Collection<T> => {
          const collection = target.collection(definition);
          const { find } = collection;
          return Object.assign(Object.create(collection), {
            find: async (id: string) => {
              reads++;
              if (failing) throw new Error('the store is away');
              const found = await find.call(collection, id);
              await afterReading;
              return found;
            },
            get: collection.get.bind(collection),
          });
        };
      },
    });
  }

  function compile(definition: StageDefinition): ExecutableStage {
    const { scope, apiId, stage, deployment, executeApiDisabled } = definition;
    compiled.push(deployment.id);
    return {
      scope,
      apiId,
      stageName: stage.stageName,
      deploymentId: deployment.id,
      variables: undefined,
      binaryMediaTypes: { includes: () => false },
      resourcePolicy: undefined,
      router: createTrieRouter([]),
      executeApiDisabled,
      gatewayResponses: { replyTo: (_invocation, error) => error.toReply() },
    };
  }

  beforeEach(() => {
    store = openSqliteStore(':memory:');
    compiled = [];
    reads = 0;
    failing = false;
    afterReading = undefined;
    cache = new StageCache(watched(store), compile, QUIET);
  });
  afterEach(async () => {
    cache.close();
    await store.close();
  });

  test('compiles when first asked, once for all who ask together, and not again', async () => {
    await deploy(store, { paths });
    assert.deepEqual(compiled, []);
    const [one, two] = await Promise.all([cache.get(API_ID, 'stage'), cache.get(API_ID, 'stage')]);
    assert.equal(one, two);
    assert.equal(cache.get(API_ID, 'stage'), one);
    assert.deepEqual(compiled, ['dep1']);
    await store.collection(restApis).update(SCOPE, API_ID, (api) => ({ ...api, name: 'edited' }));
    assert.equal(cache.get(API_ID, 'stage'), one, 'editing an API changes nothing that is served');
  });

  test('the default endpoint is disabled for all stages once one of them is changed', async () => {
    await deploy(store, { paths });
    await deploy(store, { paths, stageName: 'other' });
    const disabled = async (name: string) => (await cache.get(API_ID, name))?.executeApiDisabled;
    assert.deepEqual([await disabled('stage'), await disabled('other')], [false, false]);
    await store
      .collection(restApis)
      .update(SCOPE, API_ID, (api) => ({ ...api, disableExecuteApiEndpoint: true }));
    assert.deepEqual([await disabled('stage'), await disabled('other')], [false, false]);
    await store
      .collection(stages)
      .update(SCOPE, `${API_ID}/stage`, (stage) => ({ ...stage, description: 'x' }));
    assert.deepEqual([await disabled('stage'), await disabled('other')], [true, true]);
    compiled = [];
    assert.deepEqual([await disabled('stage'), await disabled('other'), compiled], [true, true, []]);
  });

  test('a change during a load is loaded too', async () => {
    await deploy(store, { paths });
    const read = Promise.withResolvers<void>();
    afterReading = read.promise;
    const loading = cache.get(API_ID, 'stage');
    await deploy(store, { paths, deploymentId: 'dep2' });
    read.resolve();
    assert.equal((await loading)?.deploymentId, 'dep2');
    assert.equal((await cache.get(API_ID, 'stage'))?.deploymentId, 'dep2');
  });

  test('what does not exist is looked up once, and again when it may exist', async () => {
    assert.equal(await cache.get(API_ID, 'stage'), undefined);
    assert.equal(cache.get(API_ID, 'stage'), undefined);
    assert.equal(reads, 1);
    await deploy(store, { paths });
    assert.equal((await cache.get(API_ID, 'stage'))?.deploymentId, 'dep1');
  });

  test('names that cannot exist are not looked up', async () => {
    for (const name of ['', 'a/b', 'a%2e', '..', 'x'.repeat(129)]) {
      assert.equal(cache.get(API_ID, name), undefined);
    }
    assert.equal(cache.get('x'.repeat(65), 'stage'), undefined);
    assert.deepEqual([reads, cache.size], [0, 0]);
  });

  test('the memory of what does not exist is bounded', async () => {
    for (let index = 0; index < 10_100; index++) await cache.get(API_ID, `s${index}`);
    assert.equal(cache.size, 10_000);
  });

  test('a deleted API and a deleted stage are gone', async () => {
    await deploy(store, { paths });
    assert.ok(await cache.get(API_ID, 'stage'));
    await store.collection(restApis).delete(SCOPE, API_ID);
    assert.equal(await cache.get(API_ID, 'stage'), undefined);
    await deploy(store, { paths });
    assert.ok(await cache.get(API_ID, 'stage'));
    await store.collection(stages).delete(SCOPE, `${API_ID}/stage`);
    assert.equal(await cache.get(API_ID, 'stage'), undefined);
  });

  test('what was compiled goes on serving while the store is away', async () => {
    await deploy(store, { paths });
    await cache.get(API_ID, 'stage');
    failing = true;
    await deploy(store, { paths, deploymentId: 'dep2' });
    assert.equal((await cache.get(API_ID, 'stage'))?.deploymentId, 'dep1');
    await assert.rejects(async () => cache.get(API_ID, 'other'), /the store is away/);
    failing = false;
    assert.equal((await cache.get(API_ID, 'stage'))?.deploymentId, 'dep2');
    assert.equal(await cache.get(API_ID, 'other'), undefined);
  });

  test('a canary comes with the deployment that it points to, and again when it points elsewhere', async () => {
    const canaries: (string | undefined)[] = [];
    cache.close();
    const replaced: (readonly [string, string | undefined])[] = [];
    cache = new StageCache(
      store,
      (definition) => {
        canaries.push(definition.canaryDeployment?.id);
        return compile(definition);
      },
      QUIET,
      (before, after) => replaced.push([before.deploymentId, after?.deploymentId]),
    );
    for (const deploymentId of ['dep3', 'dep2', 'dep1']) await deploy(store, { paths, deploymentId });
    const pointTo = async (deploymentId: string) => {
      const canarySettings = { deploymentId, percentTraffic: 10, useStageCache: false };
      await store
        .collection(stages)
        .update(SCOPE, `${API_ID}/stage`, (stage) => ({ ...stage, canarySettings }));
      await cache.get(API_ID, 'stage');
    };
    await cache.get(API_ID, 'stage');
    for (const id of ['dep2', 'dep3', 'gone']) await pointTo(id);
    assert.deepEqual(canaries, [undefined, 'dep2', 'dep3', undefined]);
    assert.deepEqual(replaced, Array(3).fill(['dep1', 'dep1']));
    await store.collection(stages).delete(SCOPE, `${API_ID}/stage`);
    await cache.get(API_ID, 'stage');
    assert.deepEqual(replaced.at(-1), ['dep1', undefined]);
  });
});
