import type { CanarySettings, DeploymentCanarySettings } from '@aws-sdk/client-api-gateway';
import type { Stage } from '../../definitions/rest-api.ts';
import { errors } from './errors.ts';
import { checkStageVariables } from './stage-variables.ts';

export type Canary = NonNullable<Stage['canarySettings']>;

/**
 * A canary as CreateStage or CreateDeployment asks for it: no traffic and the given deployment where nothing is said.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function newCanary(
  input: CanarySettings | DeploymentCanarySettings,
  deploymentId: string,
  variableQuota: number,
): Canary {
  const overrides = input.stageVariableOverrides;
  checkStageVariables(overrides, variableQuota);
  return {
    deploymentId,
    percentTraffic: percentTraffic(input.percentTraffic ?? 0),
    ...(overrides && Object.keys(overrides).length > 0 ? { stageVariableOverrides: overrides } : {}),
    useStageCache: input.useStageCache ?? false,
  };
}

/** 0.0 to 100.0 */
export function percentTraffic(percent: number): number {
  if (!(percent >= 0 && percent <= 100)) throw errors.invalidPercentTraffic();
  return percent;
}
