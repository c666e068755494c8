import type { MethodSetting } from '../definitions/rest-api.ts';
import {
  type ApiKey,
  apiKeyIds,
  apiKeyPlans,
  apiKeys,
  apiKeyValueId,
  type UsagePlan,
  usagePlanKeys,
  usagePlans,
} from '../definitions/usage-plans.ts';
import type { Store } from '../store/store.ts';
import { API_ID, NOW, SCOPE } from './api-records.fixture.ts';

/** The value of a key that {@link putKey} makes. */
export function keyValue(id: string): string {
  return `${id}-${'v'.repeat(30)}`;
}

/** Writes the records of a key, as CreateApiKey and CreateUsagePlanKey do. */
export async function putKey(
  store: Store,
  id: string,
  usagePlanIds: readonly string[],
  changes: Partial<ApiKey> = {},
): Promise<void> {
  const value = keyValue(id);
  const key = { id, value, enabled: true, stageKeys: [], createdDate: NOW, lastUpdatedDate: NOW, ...changes };
  await store.commit([
    store.collection(apiKeys).putting(SCOPE, id, key),
    store.collection(apiKeyIds).putting(SCOPE, apiKeyValueId(key.value), { keyId: id }),
    ...usagePlanIds.flatMap((usagePlanId) => {
      const reference = { usagePlanId, keyId: id };
      return [
        store.collection(usagePlanKeys).putting(SCOPE, `${usagePlanId}/${id}`, reference),
        store.collection(apiKeyPlans).putting(SCOPE, `${id}/${usagePlanId}`, reference),
      ];
    }),
  ]);
}

/** Writes a plan, of the stage that `deploy` makes by default unless it is said otherwise. */
export async function putPlan(store: Store, id: string, changes: Partial<UsagePlan> = {}): Promise<void> {
  const plan = { id, name: id, apiStages: [{ apiId: API_ID, stage: 'stage' }], ...changes };
  await store.collection(usagePlans).put(SCOPE, id, plan);
}

/** A stage's setting of a method that throttles it and does nothing else. */
export function throttled(rate: number, burst: number, changes: Partial<MethodSetting> = {}): MethodSetting {
  return {
    metricsEnabled: false,
    dataTraceEnabled: false,
    throttlingRateLimit: rate,
    throttlingBurstLimit: burst,
    cachingEnabled: false,
    cacheTtlInSeconds: 300,
    cacheDataEncrypted: false,
    requireAuthorizationForCacheControl: true,
    unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
    ...changes,
  };
}
