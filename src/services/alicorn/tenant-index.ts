import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import { TENANT_TAG, tenantIndexes, tenantKeysPrefix, tenantOf } from '../../definitions/tenants.ts';
import { apiKeyNames, apiKeys } from '../../definitions/usage-plans.ts';
import { RevisionConflictError, type Scope, type Store } from '../../store/store.ts';

/** Keys that are looked at between two turns of the event loop. */
const BATCH = 500;
const MAXIMUM_ATTEMPTS = 100;

/**
 * Brings keys into the index by tenant that were made before there was one, once in each region, when it is first asked.
 * Whoever writes keys keeps it since.
 */
export async function completeTenantIndex(store: Store, scope: Scope, clock: Clock): Promise<void> {
  const indexes = store.collection(tenantIndexes);
  if ((await indexes.get(scope, TENANT_TAG)) !== undefined) return;
  for (let after: string | undefined = ''; after !== undefined; ) {
    after = await indexSome(store, scope, after);
    await turn();
  }
  await indexes.put(scope, TENANT_TAG, { completed: clock() });
}

/** Gives where it stopped; undefined at the end. */
async function indexSome(store: Store, scope: Scope, after: string): Promise<string | undefined> {
  for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt++) {
    const found = await store.collection(apiKeys).list(scope, { after, limit: BATCH });
    const changes = [];
    for (const { id, value, revision } of found) {
      const tenant = tenantOf(value);
      if (tenant === undefined) continue;
      const entry = tenantKeysPrefix(tenant) + id;
      if ((await store.collection(apiKeyNames).get(scope, entry)) !== undefined) continue;
      // The key is written too, so that it has not left its tenant meanwhile.
      changes.push(
        store.collection(apiKeys).putting(scope, id, value, revision),
        store.collection(apiKeyNames).putting(scope, entry, { keyId: id }),
      );
    }
    try {
      if (changes.length > 0) await store.commit(changes);
      return found.length < BATCH ? undefined : found.at(-1)?.id;
    } catch (error) {
      if (!(error instanceof RevisionConflictError)) throw error;
    }
  }
  throw new Error('the index of tenants could not be completed: keys change all the time');
}
