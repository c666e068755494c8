import type { RestApi } from '../../definitions/rest-api.ts';
import { ADMITTED, type TokenBucket } from '../../store/token-buckets.ts';
import type { Step } from '../compile/executable-stage.ts';
import type { Invocation } from '../invocation.ts';
import {
  type KeyProblem,
  logKeyRefused,
  logKeyThrottled,
  logQuotaExceeded,
  logUsagePlanCheck,
  logUsagePlanSuccess,
} from '../logging/usage-plan-lines.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { KeyRefusal } from './api-keys.ts';
import type { KeyAccess } from './key-access.ts';
import type { MethodLimits } from './method-limits.ts';
import { throttledBy } from './throttle.ts';
import type { Throttling } from './throttling.ts';

const PROBLEMS: Readonly<Record<KeyRefusal, KeyProblem>> = {
  unknown: 'No API Key with this value',
  disabled: 'API Key is not enabled',
  noPlan: 'No Usage Plan found for key and API Stage',
};

/** Reads the value of the key that a request comes with; undefined when there is none. */
type ReadKey = (invocation: Invocation) => string | undefined;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html */
const SOURCES: Readonly<Record<RestApi['apiKeySource'], ReadKey>> = {
  HEADER: ({ request }) => {
    const value = request.headers['x-api-key'];
    return typeof value === 'string' ? value : value?.[0];
  },
  AUTHORIZER: ({ authorizer }) => authorizer?.usageIdentifierKey,
};

/** One method that requires a key. */
export interface KeyedMethod {
  readonly limits: MethodLimits;
  readonly source: RestApi['apiKeySource'];
  /** Whether the method's own tokens have been taken by an earlier step. */
  readonly isThrottled: boolean;
}

/**
 * Lets a request through whose key is enabled and opens the stage, within the quota and the throttles of its usage plan
 * and then those of the method and the account: a token is taken from each or from none, so that a key that is throttled
 * takes nothing from the others.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function createApiKeyStep(keyed: KeyedMethod, throttling: Throttling): Step {
  const read = SOURCES[keyed.source];
  const check = new KeyCheck(keyed, throttling);
  return (invocation) => check.run(invocation, read(invocation) ?? '');
}

class KeyCheck {
  readonly #limits: MethodLimits;
  readonly #isThrottled: boolean;
  readonly #throttling: Throttling;
  readonly #stageKey: string;
  readonly #methodKey: string;

  constructor({ limits, isThrottled }: KeyedMethod, throttling: Throttling) {
    const { stage, method } = limits;
    this.#limits = limits;
    this.#isThrottled = isThrottled;
    this.#throttling = throttling;
    this.#stageKey = `${stage.apiId}/${stage.stageName}`;
    this.#methodKey = `${method.resourcePath}/${method.httpMethod}`;
  }

  run(invocation: Invocation, value: string): void | Promise<void> {
    if (invocation.executionLog) logUsagePlanCheck(invocation, value);
    if (value === '') throw this.#refused(invocation, value, 'API Key was required but not present');
    const access = this.#throttling.apiKeys.access(this.#limits.stage.scope, this.#stageKey, value);
    if (access instanceof Promise) return access.then((found) => this.#meter(invocation, value, found));
    return this.#meter(invocation, value, access);
  }

  #meter(invocation: Invocation, value: string, access: KeyAccess | KeyRefusal): void | Promise<void> {
    if (typeof access === 'string') throw this.#refused(invocation, value, PROBLEMS[access]);
    invocation.apiKey = access;
    const counted = access.metered ? this.#throttling.quotaCounters.count(access.metered) : true;
    if (counted instanceof Promise) {
      return counted
        .catch((error: unknown) => this.#serveUncounted(invocation, error))
        .then((result) => this.#throttle(invocation, access, result));
    }
    return this.#throttle(invocation, access, counted);
  }

  #throttle(invocation: Invocation, access: KeyAccess, counted: boolean): void | Promise<void> {
    if (!counted) throw this.#exhausted(invocation, access);
    const buckets = this.#bucketsOf(access);
    const result = this.#throttling.take(buckets);
    if (typeof result === 'number') return this.#decide(invocation, access, buckets, result);
    return result.then((later) => this.#decide(invocation, access, buckets, later));
  }

  #decide(invocation: Invocation, access: KeyAccess, buckets: readonly TokenBucket[], result: number): void {
    if (result !== ADMITTED) throw this.#throttled(invocation, access, buckets, result);
    this.#throttling.tenantCounters.count(access, invocation.authorizer);
    if (invocation.executionLog) logUsagePlanSuccess(invocation, access.value);
  }

  /** In the documented order: the plan's for the method, the plan's, the stage's for the method, the account's. */
  #bucketsOf({ methodBuckets, planBucket }: KeyAccess): readonly TokenBucket[] {
    const ofMethod = methodBuckets.get(this.#methodKey);
    const own = this.#isThrottled ? [] : this.#limits.buckets;
    if (ofMethod) return planBucket ? [ofMethod, planBucket, ...own] : [ofMethod, ...own];
    return planBucket ? [planBucket, ...own] : own;
  }

  #refused(invocation: Invocation, value: string, problem: KeyProblem): GatewayError {
    this.#giveBack();
    logKeyRefused(invocation, value, problem);
    return GatewayError.of('INVALID_API_KEY');
  }

  #exhausted(invocation: Invocation, { value, usagePlanId = '', metered }: KeyAccess): GatewayError {
    this.#giveBack();
    logQuotaExceeded(invocation, value, usagePlanId, metered?.quota);
    return GatewayError.of('QUOTA_EXCEEDED');
  }

  #throttled(
    invocation: Invocation,
    { value, usagePlanId = '', metered }: KeyAccess,
    buckets: readonly TokenBucket[],
    index: number,
  ): GatewayError {
    if (metered) this.#throttling.quotaCounters.uncount(metered);
    this.#giveBack();
    const own = this.#isThrottled ? 0 : this.#limits.buckets.length;
    const ofPlan = buckets.length - own;
    if (index >= ofPlan) return throttledBy(invocation, this.#limits.buckets, index - ofPlan);
    const bucket = buckets[index];
    if (bucket) logKeyThrottled(invocation, value, usagePlanId, bucket);
    return GatewayError.of('THROTTLED');
  }

  /** What was taken before the key was known is not used. */
  #giveBack(): void {
    if (this.#isThrottled) this.#throttling.giveBack(this.#limits.buckets);
  }

  /**
   * "When an internal error occurs where API Gateway is unable to enforce usage plan throttling limits or quotas for the
   * request, API Gateway serves the request without applying the throttling limits or quotas": the key itself is good.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-usage-plan-test-with-postman.html
   */
  #serveUncounted(invocation: Invocation, error: unknown): true {
    invocation.executionLog?.error('Usage Plan check failed due to an internal error');
    this.#throttling.log.error('The usage of an API key could not be read, so that its quota is not held', {
      requestId: invocation.ids.requestId,
      reason: error instanceof Error ? error.message : 'unknown error',
    });
    return true;
  }
}
