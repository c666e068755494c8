import type { Step } from '../compile/executable-stage.ts';
import type { MethodDefinition } from '../compile/method-definition.ts';
import { NotServable } from '../compile/not-servable.ts';
import { logNoKeyRequired, logUsagePlanCheck } from '../logging/usage-plan-lines.ts';
import { createApiKeyStep } from './api-key.ts';
import { methodLimits } from './method-limits.ts';
import { createThrottleStep, throttleAuthorizer } from './throttle.ts';
import type { Throttling } from './throttling.ts';

/** Where a method's requests are let through or not, beside its authorization. */
export interface Admission {
  /** Puts around a step that asks a Lambda authorizer what it may be asked for. */
  readonly throttleAuthorizer: (authorizer: Step) => Step;
  readonly afterAuthorization: readonly Step[];
}

const OPEN: Admission = { throttleAuthorizer: (authorizer) => authorizer, afterAuthorization: [] };

/**
 * The steps that hold a method's API key, quota and throttles. They come after its authorization, so that those who may
 * not call take nothing from those who may, but for the runs of a Lambda authorizer's function. A method without a
 * stage, as TestInvokeMethod executes it, is not throttled.
 */
export function compileAdmission(definition: MethodDefinition, throttling: Throttling): Admission {
  const { stage, resource, method, parts, settings, isThrottled } = definition;
  if (!isThrottled) {
    if (method.apiKeyRequired) throw new NotServable('API keys are for methods of stages');
    return OPEN;
  }
  const names = { httpMethod: method.httpMethod, resourceId: resource.id, resourcePath: resource.path };
  const limits = methodLimits(stage, names, settings, throttling.accounts);
  const isFirst = method.authorizationType === 'CUSTOM';
  const { apiKeySource: source } = parts.api;
  const steps = isFirst ? [] : [createThrottleStep(limits, throttling)];
  return {
    throttleAuthorizer: (authorizer) => throttleAuthorizer(authorizer, limits, throttling),
    afterAuthorization: method.apiKeyRequired
      ? [createApiKeyStep({ limits, source, isThrottled: isFirst }, throttling)]
      : withLines(steps, settings?.loggingLevel === 'INFO'),
  };
}

/** As API Gateway logs the check of a usage plan for methods that have none. */
function withLines(steps: Step[], isLogged: boolean): Step[] {
  return isLogged ? [(invocation) => logUsagePlanCheck(invocation, ''), ...steps, logNoKeyRequired] : steps;
}
