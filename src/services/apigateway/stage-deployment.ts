import type { CreateStageRequest, DeploymentCanarySettings } from '@aws-sdk/client-api-gateway';
import type { RestApi, Stage } from '../../definitions/rest-api.ts';
import type { Stored } from '../../store/store.ts';
import { newCanary } from './canary.ts';
import { errors } from './errors.ts';
import { type Gateway, wholeSeconds } from './gateway.ts';
import { defined, required } from './members.ts';
import { setCache } from './stage-cache.ts';
import { checkStageVariables } from './stage-variables.ts';
import { checkTags } from './tag-rules.ts';

/** What is said of a stage when it is made, by CreateStage or CreateDeployment. */
export type StageInput = Omit<CreateStageRequest, 'restApiId' | 'deploymentId' | 'canarySettings'>;

/** A new stage of a deployment, with AWS's defaults. */
export function newStage(gateway: Gateway, input: StageInput, deploymentId: string): Stage {
  const stageName = required(input.stageName, 'stageName');
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(stageName)) throw errors.invalidStageName();
  checkStageVariables(input.variables, gateway.quotas.stageVariablesPerStage);
  if (input.tags !== undefined) checkTags(input.tags, gateway.quotas.tagsPerResource);
  const now = wholeSeconds(gateway.clock);
  const stage: Stage = defined({
    stageName,
    deploymentId,
    description: input.description || undefined,
    cacheClusterEnabled: false,
    cacheClusterStatus: 'NOT_AVAILABLE' as const,
    methodSettings: {},
    variables: isEmpty(input.variables) ? undefined : input.variables,
    documentationVersion: input.documentationVersion || undefined,
    tracingEnabled: input.tracingEnabled ?? false,
    tags: isEmpty(input.tags) ? undefined : input.tags,
    createdDate: now,
    lastUpdatedDate: now,
  });
  setCache(stage, input.cacheClusterEnabled ?? false, input.cacheClusterSize);
  return stage;
}

/** An existing stage after CreateDeployment named it. */
export function redeployedStage(
  gateway: Gateway,
  stage: Stage,
  input: StageInput,
  canary: DeploymentCanarySettings | undefined,
  deploymentId: string,
): Stage {
  const { stageVariablesPerStage } = gateway.quotas;
  const variables = { ...stage.variables, ...input.variables };
  checkStageVariables(variables, stageVariablesPerStage);
  const changed: Stage = { ...stage, lastUpdatedDate: wholeSeconds(gateway.clock) };
  if (canary === undefined) changed.deploymentId = deploymentId;
  else changed.canarySettings = newCanary(canary, deploymentId, stageVariablesPerStage);
  if (!isEmpty(variables)) changed.variables = variables;
  if (input.description) changed.description = input.description;
  if (input.tracingEnabled !== undefined) changed.tracingEnabled = input.tracingEnabled;
  if (input.cacheClusterEnabled !== undefined || input.cacheClusterSize !== undefined) {
    setCache(changed, input.cacheClusterEnabled ?? changed.cacheClusterEnabled, input.cacheClusterSize);
  }
  return changed;
}

/** Throws LimitExceededException when the API has as many stages as it may. */
export async function checkStageQuota(gateway: Gateway, api: Stored<RestApi>): Promise<void> {
  const stages = await gateway.stages.list(api.scope, { prefix: `${api.value.id}/` });
  if (stages.length >= gateway.quotas.stagesPerApi) throw errors.stageQuota();
}

function isEmpty(map: Readonly<Record<string, string>> | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}
