import type { Deployment, RestApi, RestApiSnapshot, Stage } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Change, Collection, Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { mapEntries } from './entries.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { newDeploymentId } from './identifiers.ts';
import { required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { findRestApi, holding } from './rest-api.ts';
import { checkStageQuota, newStage, redeployedStage } from './stage-deployment.ts';

type Operation =
  | 'CreateDeployment'
  | 'GetDeployment'
  | 'GetDeployments'
  | 'UpdateDeployment'
  | 'DeleteDeployment';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Deployment.html */
export function deploymentOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateDeployment: (input, context) => createDeployment(gateway, input, context),
    GetDeployment: async (input, context) => {
      const { value } = await findDeployment(gateway, input, context);
      return describeDeployment(value, input.embed?.includes('apisummary') ?? false);
    },
    GetDeployments: async (input, context) => {
      const api = await findRestApi(gateway, input.restApiId, context);
      const page = await readPage(gateway.deployments, scopeOf(context), `${api.value.id}/`, input);
      return { ...page, items: page.items.map((deployment) => describeDeployment(deployment, false)) };
    },
    UpdateDeployment: (input, context) => updateDeployment(gateway, input, context),
    DeleteDeployment: (input, context) => deleteDeployment(gateway, input, context),
  };
}

/** What UpdateDeployment can change. */
const deploymentPatches: PatchTable<Deployment> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/description',
      replace: (deployment, { value }) => {
        if (value) deployment.description = value;
        else delete deployment.description;
      },
    },
  ],
};

interface DeploymentReference {
  readonly restApiId: string | undefined;
  readonly deploymentId: string | undefined;
}

function deploymentKey(input: DeploymentReference): string {
  return `${required(input.restApiId, 'restApiId')}/${required(input.deploymentId, 'deploymentId')}`;
}

async function findDeployment(
  gateway: Gateway,
  input: DeploymentReference,
  context: CallContext,
): Promise<Stored<Deployment>> {
  const found = await gateway.deployments.get(scopeOf(context), deploymentKey(input));
  if (found === undefined) throw errors.deploymentNotFound();
  return found;
}

function describeDeployment(deployment: Deployment, withSummary: boolean): Output<'GetDeployment'> {
  const { snapshot, createdDate, ...members } = deployment;
  const summary = withSummary ? { apiSummary: summarize(snapshot) } : {};
  return { ...members, createdDate: new Date(createdDate), ...summary };
}

/** Path to method to what authorizes it, for resources that have methods. */
function summarize(snapshot: RestApiSnapshot): NonNullable<Output<'GetDeployment'>['apiSummary']> {
  const callable = snapshot.resources.filter((resource) => Object.keys(resource.methods).length > 0);
  return Object.fromEntries(
    callable.map((resource) => [
      resource.path,
      mapEntries(resource.methods, ({ authorizationType, apiKeyRequired }) => ({
        authorizationType,
        apiKeyRequired,
      })),
    ]),
  );
}

/** Freezes the API as it is now and, when a stage is named, points that stage to the copy: in one commit. */
async function createDeployment(
  gateway: Gateway,
  input: Input<'CreateDeployment'>,
  context: CallContext,
): Promise<Output<'CreateDeployment'>> {
  const scope = scopeOf(context);
  return atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    const deployment = newDeployment(gateway, input, await takeSnapshot(gateway, api));
    await gateway.store.commit([
      holding(gateway, api),
      gateway.deployments.putting(scope, `${api.value.id}/${deployment.id}`, deployment, 0),
      ...(await stageChanges(gateway, input, api, deployment)),
    ]);
    return describeDeployment(deployment, false);
  });
}

function newDeployment(
  gateway: Gateway,
  input: Input<'CreateDeployment'>,
  snapshot: RestApiSnapshot,
): Deployment {
  const methods = snapshot.resources.flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw errors.noMethods();
  if (methods.some((method) => method.methodIntegration === undefined)) throw errors.noIntegration();
  const { endpointConfiguration, policy } = snapshot.api;
  if (endpointConfiguration.types.includes('PRIVATE') && !policy) throw errors.privateWithoutPolicy();
  return {
    id: newDeploymentId(),
    ...(input.description ? { description: input.description } : {}),
    createdDate: wholeSeconds(gateway.clock),
    snapshot,
  };
}

/** Everything of the API as it is now; nothing was added or taken away meanwhile if the API's revision holds. */
export async function takeSnapshot(gateway: Gateway, api: Stored<RestApi>): Promise<RestApiSnapshot> {
  const all = async <T>(collection: Collection<T>): Promise<T[]> => {
    const found = await collection.list(api.scope, { prefix: `${api.value.id}/` });
    return found.map((record) => record.value);
  };
  const [resources, models, requestValidators, gatewayResponses, authorizers] = await Promise.all([
    all(gateway.resources),
    all(gateway.models),
    all(gateway.requestValidators),
    all(gateway.gatewayResponses),
    all(gateway.authorizers),
  ]);
  return { api: api.value, resources, models, requestValidators, gatewayResponses, authorizers };
}

/** Makes the stage, or points the one there is to the new deployment; a canary's deployment leaves the stage's own. */
async function stageChanges(
  gateway: Gateway,
  input: Input<'CreateDeployment'>,
  api: Stored<RestApi>,
  deployment: Deployment,
): Promise<Change[]> {
  const { stageName, canarySettings } = input;
  if (!stageName) {
    if (canarySettings !== undefined) throw errors.canaryWithoutStage(stageName ?? 'null');
    return [];
  }
  const key = `${api.value.id}/${stageName}`;
  const existing = await gateway.stages.get(api.scope, key);
  if (existing === undefined) {
    if (canarySettings !== undefined) throw errors.canaryStageMissing(stageName);
    await checkStageQuota(gateway, api);
    return [gateway.stages.putting(api.scope, key, newStage(gateway, stageInput(input), deployment.id), 0)];
  }
  const stage: Stage = redeployedStage(
    gateway,
    existing.value,
    stageInput(input),
    canarySettings,
    deployment.id,
  );
  return [gateway.stages.putting(api.scope, key, stage, existing.revision)];
}

/** What CreateDeployment says of the stage, as CreateStage would. */
function stageInput(input: Input<'CreateDeployment'>) {
  const { stageName, stageDescription: description, cacheClusterEnabled, cacheClusterSize } = input;
  const { variables, tracingEnabled } = input;
  return { stageName, description, cacheClusterEnabled, cacheClusterSize, variables, tracingEnabled };
}

async function updateDeployment(
  gateway: Gateway,
  input: Input<'UpdateDeployment'>,
  context: CallContext,
): Promise<Output<'UpdateDeployment'>> {
  const updated = await gateway.deployments.update(scopeOf(context), deploymentKey(input), (deployment) =>
    applyPatch(deploymentPatches, deployment, input.patchOperations),
  );
  if (updated === undefined) throw errors.deploymentNotFound();
  return describeDeployment(updated.value, false);
}

async function deleteDeployment(
  gateway: Gateway,
  input: Input<'DeleteDeployment'>,
  context: CallContext,
): Promise<Output<'DeleteDeployment'>> {
  const scope = scopeOf(context);
  await atomically(async () => {
    const found = await findDeployment(gateway, input, context);
    const api = await findRestApi(gateway, input.restApiId, context);
    const stages = await gateway.stages.list(scope, { prefix: `${api.value.id}/` });
    if (stages.some(({ value }) => usesDeployment(value, found.value.id))) throw errors.deploymentInUse();
    await gateway.store.commit([
      holding(gateway, api),
      gateway.deployments.deleting(scope, found.id, found.revision),
    ]);
  });
  return {};
}

function usesDeployment(stage: Stage, deploymentId: string): boolean {
  return stage.deploymentId === deploymentId || stage.canarySettings?.deploymentId === deploymentId;
}
