import type { ApiGatewayAccount, Stage } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Change, Scope, Stored } from '../../store/store.ts';
import { accountSettings } from './account.ts';
import { atomically } from './atomically.ts';
import { newCanary } from './canary.ts';
import { checkDocumentationVersion } from './documentation-version.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { required } from './members.ts';
import { applyPatch } from './patch.ts';
import { findRestApi, holding } from './rest-api.ts';
import { cacheSize } from './stage-cache.ts';
import { checkStageQuota, newStage } from './stage-deployment.ts';
import { stagePatches } from './stage-patches.ts';
import { checkStageVariables } from './stage-variables.ts';
import { leavingUsagePlans } from './usage-plan-stages.ts';

type Operation = 'CreateStage' | 'GetStage' | 'GetStages' | 'UpdateStage' | 'DeleteStage';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html */
export function stageOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateStage: (input, context) => createStage(gateway, input, context),
    GetStage: async (input, context) => describeStage((await findStage(gateway, input, context)).value),
    GetStages: (input, context) => getStages(gateway, input, context),
    UpdateStage: (input, context) => updateStage(gateway, input, context),
    DeleteStage: (input, context) => deleteStage(gateway, input, context),
  };
}

interface StageReference {
  readonly restApiId: string | undefined;
  readonly stageName: string | undefined;
}

/** Throws NotFoundException. */
export async function findStage(
  gateway: Gateway,
  input: StageReference,
  context: CallContext,
): Promise<Stored<Stage>> {
  const key = `${required(input.restApiId, 'restApiId')}/${required(input.stageName, 'stageName')}`;
  const found = await gateway.stages.get(scopeOf(context), key);
  if (found === undefined) throw errors.stageNotFound();
  return found;
}

function describeStage(stage: Stage): Output<'GetStage'> {
  const { createdDate, lastUpdatedDate, cacheClusterSize, ...kept } = stage;
  const { cacheGeneration: _responses, authorizerCacheGeneration: _authorizers, ...members } = kept;
  return {
    ...members,
    ...(cacheClusterSize === undefined ? {} : { cacheClusterSize: cacheSize(cacheClusterSize) }),
    createdDate: new Date(createdDate),
    lastUpdatedDate: new Date(lastUpdatedDate),
  };
}

/** Unlike other lists, that of stages has no pages and is called `item`. */
async function getStages(
  gateway: Gateway,
  input: Input<'GetStages'>,
  context: CallContext,
): Promise<Output<'GetStages'>> {
  const api = await findRestApi(gateway, input.restApiId, context);
  const stages = await gateway.stages.list(scopeOf(context), { prefix: `${api.value.id}/` });
  const { deploymentId } = input;
  const wanted = stages.filter(({ value }) => !deploymentId || value.deploymentId === deploymentId);
  return { item: wanted.map(({ value }) => describeStage(value)) };
}

/** Throws BadRequestException unless the API has every one of the deployments. */
async function checkDeployments(
  gateway: Gateway,
  restApiId: string,
  ids: readonly string[],
  context: CallContext,
): Promise<void> {
  for (const id of ids) {
    const found = await gateway.deployments.get(scopeOf(context), `${restApiId}/${id}`);
    if (found === undefined) throw errors.noSuchDeployment();
  }
}

async function createStage(
  gateway: Gateway,
  input: Input<'CreateStage'>,
  context: CallContext,
): Promise<Output<'CreateStage'>> {
  const deploymentId = required(input.deploymentId, 'deploymentId');
  const { canarySettings } = input;
  return atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    const stage = newStage(gateway, input, deploymentId);
    if (canarySettings !== undefined) {
      const id = canarySettings.deploymentId ?? deploymentId;
      stage.canarySettings = newCanary(canarySettings, id, gateway.quotas.stageVariablesPerStage);
    }
    const key = `${api.value.id}/${stage.stageName}`;
    if ((await gateway.stages.get(api.scope, key)) !== undefined) throw errors.stageExists();
    await checkDeployments(gateway, api.value.id, deploymentsOf(stage), context);
    await checkDocumentationVersion(gateway, api.scope, api.value.id, stage.documentationVersion);
    await checkStageQuota(gateway, api);
    await gateway.store.commit([holding(gateway, api), gateway.stages.putting(api.scope, key, stage, 0)]);
    return describeStage(stage);
  });
}

function deploymentsOf(stage: Stage): string[] {
  const canary = stage.canarySettings?.deploymentId;
  return canary === undefined ? [stage.deploymentId] : [stage.deploymentId, canary];
}

async function updateStage(
  gateway: Gateway,
  input: Input<'UpdateStage'>,
  context: CallContext,
): Promise<Output<'UpdateStage'>> {
  return atomically(async () => {
    const found = await findStage(gateway, input, context);
    const account = await accountSettings(gateway, context);
    const stage = patchedStage(gateway, found.value, account, input.patchOperations);
    const api = await findRestApi(gateway, input.restApiId, context);
    await checkDeployments(gateway, api.value.id, deploymentsOf(stage), context);
    await checkDocumentationVersion(gateway, api.scope, api.value.id, stage.documentationVersion);
    await gateway.store.commit([
      holding(gateway, api),
      ...(await holdingCertificate(gateway, found.scope, stage.clientCertificateId)),
      gateway.stages.putting(found.scope, found.id, stage, found.revision),
    ]);
    return describeStage(stage);
  });
}

/** What keeps a stage's certificate from being deleted meanwhile. Throws BadRequestException if there is none. */
async function holdingCertificate(gateway: Gateway, scope: Scope, id: string | undefined): Promise<Change[]> {
  if (id === undefined) return [];
  const found = await gateway.clientCertificates.get(scope, id);
  if (found === undefined) throw errors.unknownClientCertificate();
  return [gateway.clientCertificates.putting(scope, id, found.value, found.revision)];
}

function patchedStage(
  gateway: Gateway,
  current: Stage,
  account: ApiGatewayAccount,
  operations: Input<'UpdateStage'>['patchOperations'],
): Stage {
  const draft = structuredClone(current);
  const stage = applyPatch(stagePatches(account), draft, operations);
  const { stageVariablesPerStage } = gateway.quotas;
  checkStageVariables(stage.variables, stageVariablesPerStage);
  checkStageVariables(stage.canarySettings?.stageVariableOverrides, stageVariablesPerStage);
  stage.lastUpdatedDate = wholeSeconds(gateway.clock);
  return stage;
}

/** Usage plans lose the stage with it. */
async function deleteStage(
  gateway: Gateway,
  input: Input<'DeleteStage'>,
  context: CallContext,
): Promise<Output<'DeleteStage'>> {
  await atomically(async () => {
    const found = await findStage(gateway, input, context);
    const apiId = required(input.restApiId, 'restApiId');
    await gateway.store.commit([
      gateway.stages.deleting(found.scope, found.id, found.revision),
      ...(await leavingUsagePlans(gateway, found.scope, apiId, found.value.stageName)),
    ]);
  });
  return {};
}
