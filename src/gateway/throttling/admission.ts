import type { Step } from '../compile/executable-stage.ts';
import type { MethodDefinition } from '../compile/method-definition.ts';
import { NotServable } from '../compile/not-servable.ts';
import { logNoKeyRequired, logUsagePlanCheck } from '../logging/usage-plan-lines.ts';
import { createApiKeyStep } from './api-key.ts';
import { methodLimits } from './method-limits.ts';
import { createThrottleStep } from './throttle.ts';
import type { Throttling } from './throttling.ts';

/** Where a method's requests are let through or not, beside its authorization. */
export interface Admission {
  readonly beforeAuthorization: readonly Step[];
  readonly afterAuthorization: readonly Step[];
}

const OPEN: Admission = { beforeAuthorization: [], afterAuthorization: [] };

/**
 * The steps that hold a method's API key, quota and throttles. What is authorized here comes before them, so that those
 * who may not call take nothing from those who may. A Lambda authorizer costs somebody a run of a function: it is asked
 * only for what the method and the account admit. A method without a stage, as TestInvokeMethod executes it, is not
 * throttled.
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
  const throttle = createThrottleStep(limits, throttling);
  const before = isFirst ? [throttle] : [];
  if (method.apiKeyRequired) {
    const source = parts.api.apiKeySource;
    const apiKey = createApiKeyStep({ limits, source, isThrottled: isFirst }, throttling);
    return { beforeAuthorization: before, afterAuthorization: [apiKey] };
  }
  return {
    beforeAuthorization: before,
    afterAuthorization: withLines(isFirst ? [] : [throttle], settings?.loggingLevel === 'INFO'),
  };
}

/** As API Gateway logs the check of a usage plan for methods that have none. */
function withLines(steps: Step[], isLogged: boolean): Step[] {
  return isLogged ? [(invocation) => logUsagePlanCheck(invocation, ''), ...steps, logNoKeyRequired] : steps;
}
