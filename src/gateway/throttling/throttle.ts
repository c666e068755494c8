import { ADMITTED } from '../../store/token-buckets.ts';
import type { Step } from '../compile/executable-stage.ts';
import type { Invocation } from '../invocation.ts';
import { logAccountThrottled, logMethodThrottled } from '../logging/usage-plan-lines.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { MethodLimits } from './method-limits.ts';
import type { Throttling } from './throttling.ts';

/** Lets a request through when the method and the account each have a token for it. */
export function createThrottleStep({ buckets }: MethodLimits, throttling: Throttling): Step {
  const decide = (invocation: Invocation, result: number) => {
    if (result !== ADMITTED) throw throttledBy(invocation, buckets, result);
  };
  return (invocation) => {
    const result = throttling.take(buckets);
    if (typeof result === 'number') return decide(invocation, result);
    return result.then((later) => decide(invocation, later));
  };
}

/**
 * Lets an authorizer that costs somebody a run of a function be asked only for what the method and the account admit. What
 * it refuses at once, without asking the function, takes nothing.
 */
export function throttleAuthorizer(
  authorizer: Step,
  { buckets }: MethodLimits,
  throttling: Throttling,
): Step {
  const ask = (invocation: Invocation, result: number) => {
    if (result !== ADMITTED) throw throttledBy(invocation, buckets, result);
    try {
      return authorizer(invocation);
    } catch (error) {
      throttling.giveBack(buckets);
      throw error;
    }
  };
  return (invocation) => {
    const result = throttling.take(buckets);
    if (typeof result === 'number') return ask(invocation, result);
    return result.then((later) => ask(invocation, later));
  };
}

/** @param index which of a method's own buckets has no token */
export function throttledBy(
  invocation: Invocation,
  buckets: MethodLimits['buckets'],
  index: number,
): GatewayError {
  const bucket = buckets[index];
  if (bucket && index === buckets.length - 1) logAccountThrottled(invocation, bucket);
  else if (bucket) logMethodThrottled(invocation, bucket);
  return GatewayError.of('THROTTLED');
}
