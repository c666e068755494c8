import type { QuotaSettings } from '../../definitions/usage-plans.ts';
import type { TokenBucket } from '../../store/token-buckets.ts';
import type { Invocation } from '../invocation.ts';
import { masked } from './log-text.ts';

/** Why a key does not open a method, as execution logs of API Gateway say it. */
export type KeyProblem =
  | 'API Key was required but not present'
  | 'API Key is not enabled'
  | 'No API Key with this value'
  | 'No Usage Plan found for key and API Stage';

/** The lines for a request that was let through to a method that requires no key. */
export function logNoKeyRequired(invocation: Invocation): void {
  const { executionLog: log, method } = invocation;
  if (!log) return;
  log.info(
    `API Key  authorized because method '${method.httpMethod} ${method.resourcePath}' does not require API Key. ` +
      'Request will not contribute to throttle or quota limits',
  );
  logUsagePlanSuccess(invocation, '');
}

/** The line that comes before the check, as in execution logs of API Gateway. @param key its value; empty when there is none */
export function logUsagePlanCheck(invocation: Invocation, key: string): void {
  const { executionLog: log, ids } = invocation;
  log?.info(
    `Verifying Usage Plan for request: ${ids.requestId}. API Key: ${masked(key)} API Stage: ${stageOf(invocation)}`,
  );
}

export function logUsagePlanSuccess(invocation: Invocation, key: string): void {
  invocation.executionLog?.info(
    `Usage Plan check succeeded for API Key ${masked(key)} and API Stage ${stageOf(invocation)}`,
  );
}

export function logKeyRefused(invocation: Invocation, key: string, problem: KeyProblem): void {
  const { executionLog: log, method } = invocation;
  log?.error(
    `API Key ${masked(key)} not authorized because method '${method.httpMethod} ${method.resourcePath}' requires ` +
      `API Key and API Key is not associated with a Usage Plan for API Stage ${stageOf(invocation)}: ${problem}`,
  );
}

export function logQuotaExceeded(
  invocation: Invocation,
  key: string,
  usagePlanId: string,
  quota: QuotaSettings | undefined,
): void {
  invocation.executionLog?.error(
    `API Key ${masked(key)} exceeded quota limit for API Stage ${stageOf(invocation)}: Key quota exhausted for ` +
      `Usage Plan ID ${usagePlanId}. Limit: ${quota?.limit} Period: ${quota?.period}`,
  );
}

/** The line for a key whose plan throttles it. */
export function logKeyThrottled(
  invocation: Invocation,
  key: string,
  usagePlanId: string,
  bucket: TokenBucket,
): void {
  invocation.executionLog?.error(
    `API Key ${masked(key)} exceeded throttle limit for API Stage ${stageOf(invocation)}: Key throttle limit ` +
      `exceeded for Usage Plan ID ${usagePlanId}. ${limitOf(bucket)}`,
  );
}

/** The line for a method whose stage throttles it. */
export function logMethodThrottled(
  { executionLog: log, stage, method }: Invocation,
  bucket: TokenBucket,
): void {
  log?.error(
    `Key throttle limit exceeded for RestApi ${stage.apiId}, Stage ${stage.stageName}, Resource ` +
      `${method.resourceId}, HttpMethod ${method.httpMethod}. ${limitOf(bucket)}`,
  );
}

export function logAccountThrottled({ executionLog: log, stage }: Invocation, bucket: TokenBucket): void {
  log?.error(`Account throttle limit exceeded for region ${stage.scope.region}. ${limitOf(bucket)}`);
}

function limitOf({ rate, burst }: TokenBucket): string {
  return `Limit: ${rate.toFixed(2)} Burst: ${burst}`;
}

function stageOf({ stage }: Invocation): string {
  return `${stage.apiId}/${stage.stageName}`;
}
