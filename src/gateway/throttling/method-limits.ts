import type { MethodSetting } from '../../definitions/rest-api.ts';
import type { ThrottleSettings } from '../../definitions/usage-plans.ts';
import type { TokenBucket } from '../../store/token-buckets.ts';
import type { MethodFacts, StageFacts } from '../compile/stage-facts.ts';
import type { AccountThrottles } from './account-throttles.ts';

/** What limits the requests to one method, whoever they are from. */
export interface MethodLimits {
  readonly stage: StageFacts;
  readonly method: MethodFacts;
  /** The method's own bucket, if the stage throttles it, then the account's. */
  readonly buckets: readonly TokenBucket[];
}

/**
 * The limits of a method of a stage. Settings for every method of a stage hold for each by itself: "Each method in this
 * stage will respect these rate and burst settings". Those that the account's limits are not above are no limits.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function methodLimits(
  stage: StageFacts,
  method: MethodFacts,
  settings: MethodSetting | undefined,
  accounts: AccountThrottles,
): MethodLimits {
  const account = accounts.bucketOf(stage.scope);
  const own = settings && ownThrottle(settings, accounts.settings);
  if (!own) return { stage, method, buckets: [account] };
  const { scope, apiId, stageName } = stage;
  const key = `method/${scope.account}/${scope.region}/${apiId}/${stageName}${method.resourcePath}/${method.httpMethod}`;
  return { stage, method, buckets: [{ key, rate: own.rateLimit, burst: own.burstLimit }, account] };
}

/** A limit of -1 is none. */
function ownThrottle(
  { throttlingRateLimit, throttlingBurstLimit }: MethodSetting,
  account: ThrottleSettings,
): ThrottleSettings | undefined {
  const rateLimit = throttlingRateLimit < 0 ? account.rateLimit : throttlingRateLimit;
  const burstLimit = throttlingBurstLimit < 0 ? account.burstLimit : throttlingBurstLimit;
  if (rateLimit >= account.rateLimit && burstLimit >= account.burstLimit) return undefined;
  return { rateLimit, burstLimit };
}
