import type { MethodSetting, Stage } from '../../definitions/rest-api.ts';

/** Settings of a method that is cached for five minutes, and whose responses anybody may have fetched anew. */
export const CACHED_METHOD: MethodSetting = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: true,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: false,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

/** A stage with a cache, in which every GET method is cached. */
export function cachedStage(changes: Partial<MethodSetting> = {}): Partial<Stage> {
  return {
    cacheClusterEnabled: true,
    cacheClusterSize: '0.5',
    cacheClusterStatus: 'AVAILABLE',
    methodSettings: { '*/*': { ...CACHED_METHOD, ...changes } },
  };
}
