import { methodSettingFor, ownMethodSettingFor } from '../../definitions/method-settings.ts';
import type { MethodSetting, Stage } from '../../definitions/rest-api.ts';

/** How the responses of a method are cached. https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html */
export interface CachingPolicy {
  readonly milliseconds: number;
  readonly encrypted: boolean;
  /** Whether clients need a permission to invalidate. */
  readonly requiresAuthorization: boolean;
  /** What becomes of the requests of those who ask for it without. */
  readonly unauthorized: MethodSetting['unauthorizedCacheControlHeaderStrategy'];
}

/** By the method of the request. */
export type CachingPolicies = ReadonlyMap<string, CachingPolicy>;

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/**
 * How a method of a stage with a cache is cached; undefined when it is not. "Caching is not active until you turn on
 * the default method-level caching or turn on the method-level cache for a specific method", and the default holds for
 * GET alone: others are cached by settings of their own. A method that takes ANY is looked at as the method of the
 * request; settings of ANY itself cache GET alone.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-stages.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function cachingPolicies(
  stage: Stage,
  resourcePath: string,
  httpMethod: string,
): CachingPolicies | undefined {
  const policies = new Map<string, CachingPolicy>();
  for (const method of httpMethod === 'ANY' ? METHODS : [httpMethod]) {
    const setting = settingOf(stage, resourcePath, method, httpMethod);
    if (setting?.cachingEnabled && setting.cacheTtlInSeconds > 0) policies.set(method, policyOf(setting));
  }
  return policies.size > 0 ? policies : undefined;
}

/** Those of every method count for GET alone. */
function settingOf(
  stage: Stage,
  resourcePath: string,
  method: string,
  defined: string,
): MethodSetting | undefined {
  const own = ownMethodSettingFor(stage, resourcePath, method);
  if (own || method !== 'GET') return own;
  return methodSettingFor(stage, resourcePath, defined);
}

function policyOf(setting: MethodSetting): CachingPolicy {
  return {
    milliseconds: setting.cacheTtlInSeconds * 1000,
    encrypted: setting.cacheDataEncrypted,
    requiresAuthorization: setting.requireAuthorizationForCacheControl,
    unauthorized: setting.unauthorizedCacheControlHeaderStrategy,
  };
}
