import type { ApiStage, UsagePlan } from '../../definitions/usage-plans.ts';
import type { Scope } from '../../store/store.ts';
import type { TokenBucket } from '../../store/token-buckets.ts';
import { type MeteredKey, meteredKey } from './quota-counters.ts';

/** What a key may use of one stage, ready for its requests. */
export interface KeyAccess {
  readonly keyId: string;
  /** The secret itself. */
  readonly value: string;
  /** Whose key it is, undefined when it is nobody's alone. */
  readonly tenant: string | undefined;
  /** Undefined where the key opens the stage without a plan, as keys did before there were any. */
  readonly usagePlanId: string | undefined;
  readonly metered: MeteredKey | undefined;
  /** Of all the key's requests under the plan; undefined where the plan does not throttle. */
  readonly planBucket: TokenBucket | undefined;
  /** By `resourcePath/httpMethod`. */
  readonly methodBuckets: ReadonlyMap<string, TokenBucket>;
}

const NO_BUCKETS: ReadonlyMap<string, TokenBucket> = new Map();

/** Access by the old association of a key with a stage. */
export function stageAccess(keyId: string, value: string): KeyAccess {
  const none = { tenant: undefined, usagePlanId: undefined, metered: undefined, planBucket: undefined };
  return { keyId, value, ...none, methodBuckets: NO_BUCKETS };
}

/**
 * Access by a usage plan. "The throttling limits and quota limits apply to requests for individual API keys that are
 * aggregated across all API stages within a usage plan."
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export function planAccess(
  scope: Scope,
  key: { readonly id: string; readonly value: string; readonly tenant: string | undefined },
  plan: UsagePlan,
  apiStage: ApiStage,
): KeyAccess {
  const metered = meteredKey(scope, plan.id, key.id, plan.quota);
  const { throttle } = plan;
  return {
    keyId: key.id,
    value: key.value,
    tenant: key.tenant,
    usagePlanId: plan.id,
    metered,
    planBucket: throttle && {
      key: `key/${metered.name}`,
      rate: throttle.rateLimit,
      burst: throttle.burstLimit,
    },
    methodBuckets: methodBuckets(metered, apiStage),
  };
}

function methodBuckets(
  { name }: MeteredKey,
  { apiId, stage, throttle }: ApiStage,
): KeyAccess['methodBuckets'] {
  if (!throttle) return NO_BUCKETS;
  return new Map(
    Object.entries(throttle).map(([method, { rateLimit: rate, burstLimit: burst }]) => [
      method,
      { key: `key-method/${name}/${apiId}/${stage}${method}`, rate, burst },
    ]),
  );
}
