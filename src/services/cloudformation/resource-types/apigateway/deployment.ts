import { differs } from '../differences.ts';
import { json, object, type PropertiesOf, string, tags } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { replacing } from './patch.ts';
import { methodSettingProperties, settingChanges, stageChanges, stageProperties } from './stage-settings.ts';
import { changeTags } from './tags.ts';

const USE_STAGE = 'give the CanarySetting of an AWS::ApiGateway::Stage.';

const properties = {
  DeploymentCanarySettings: { type: json, unsupported: USE_STAGE },
  Description: { type: string },
  RestApiId: { type: string, required: true, replacement: true },
  StageDescription: {
    type: object({
      ...stageProperties,
      ...methodSettingProperties,
      CanarySetting: { type: json, unsupported: USE_STAGE },
      Tags: { type: tags },
    }),
  },
  StageName: { type: string },
} as const;

type DeploymentProperties = PropertiesOf<typeof properties>;

/**
 * With a StageName, making the deployment makes the stage or moves it here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
 */
export const deployment = resourceType({
  name: 'AWS::ApiGateway::Deployment',
  attributes: ['DeploymentId'],
  properties,

  async find({ RestApiId: restApiId }, { apigateway }) {
    const ids: string[] = [];
    let position: string | undefined;
    do {
      const page = await unlessMissing(apigateway.GetDeployments({ restApiId, limit: 500, position }));
      for (const one of page?.items ?? []) if (one.id !== undefined) ids.push(one.id);
      position = page?.position;
    } while (position !== undefined);
    return ids;
  },

  async create(properties, context) {
    const { RestApiId: restApiId, StageName: stageName, Description: description } = properties;
    const stageWasAt = await stageDeployment(properties, context);
    const created = await context.apigateway.CreateDeployment({ restApiId, description });
    const physicalId = created.id ?? '';
    const attributes = { DeploymentId: physicalId, ...(stageWasAt !== undefined && { stageWasAt }) };
    // The stage is moved only when it is known where it was, so that it can be moved back.
    await context.started(physicalId, attributes);
    if (stageName !== undefined) await takeStage(physicalId, stageName, stageWasAt, properties, context);
    return { physicalId, attributes };
  },

  async update({ physicalId: deploymentId, attributes }, properties, previous, context) {
    const { RestApiId: restApiId, StageName: stageName } = properties;
    const patchOperations = replacing(['/description', previous.Description, properties.Description, '']);
    if (patchOperations.length > 0)
      await context.apigateway.UpdateDeployment({ restApiId, deploymentId, patchOperations });
    if (stageName === previous.StageName) await changeStage(previous, properties, context);
    else {
      await leaveStage(deploymentId, attributes, previous, context);
      const stageWasAt = await stageDeployment(properties, context);
      if (stageName !== undefined) await takeStage(deploymentId, stageName, stageWasAt, properties, context);
    }
    return attributes;
  },

  async delete({ physicalId: deploymentId, attributes }, properties, context) {
    await leaveStage(deploymentId, attributes, properties, context);
    await unlessMissing(
      context.apigateway.DeleteDeployment({ restApiId: properties.RestApiId, deploymentId }),
    );
  },
});

/** The deployment that the named stage is at; undefined when there is no such stage. */
async function stageDeployment(
  { RestApiId: restApiId, StageName: stageName }: DeploymentProperties,
  { apigateway }: ResourceContext,
): Promise<string | undefined> {
  if (stageName === undefined) return undefined;
  return (await unlessMissing(apigateway.GetStage({ restApiId, stageName })))?.deploymentId;
}

/** Makes the stage, or moves it here from the deployment where it is. */
async function takeStage(
  deploymentId: string,
  stageName: string,
  from: string | undefined,
  properties: DeploymentProperties,
  context: ResourceContext,
): Promise<void> {
  const { RestApiId: restApiId, StageDescription: settings } = properties;
  if (from === undefined)
    await context.apigateway.CreateStage({
      restApiId,
      stageName,
      deploymentId,
      cacheClusterEnabled: settings?.CacheClusterEnabled,
      cacheClusterSize: settings?.CacheClusterSize,
    });
  else
    await context.apigateway.UpdateStage({
      restApiId,
      stageName,
      patchOperations: replacing(['/deploymentId', from, deploymentId, '']),
    });
  await changeStage({ RestApiId: restApiId }, properties, context);
}

async function changeStage(
  previous: DeploymentProperties,
  properties: DeploymentProperties,
  context: ResourceContext,
): Promise<void> {
  const { RestApiId: restApiId, StageName: stageName } = properties;
  if (stageName === undefined || !differs(previous, properties, 'StageDescription')) return;
  const before = previous.StageDescription ?? {};
  const after = properties.StageDescription ?? {};
  const patchOperations = [...stageChanges(before, after), ...settingChanges('/*/*', before, after)];
  if (patchOperations.length > 0)
    await context.apigateway.UpdateStage({ restApiId, stageName, patchOperations });
  await changeTags(`/restapis/${restApiId}/stages/${stageName}`, before.Tags, after.Tags, context);
}

/**
 * Takes the stage away from a deployment that goes: back to where it was when that is still there, as after an update
 * that failed; else the stage goes too. A stage that is elsewhere by now stays.
 */
async function leaveStage(
  deploymentId: string,
  attributes: Readonly<Record<string, string>>,
  properties: DeploymentProperties,
  context: ResourceContext,
): Promise<void> {
  const { RestApiId: restApiId, StageName: stageName } = properties;
  if (stageName === undefined || (await stageDeployment(properties, context)) !== deploymentId) return;
  const before = attributes.stageWasAt;
  const existing =
    before && (await unlessMissing(context.apigateway.GetDeployment({ restApiId, deploymentId: before })));
  if (existing)
    await context.apigateway.UpdateStage({
      restApiId,
      stageName,
      patchOperations: replacing(['/deploymentId', deploymentId, before, '']),
    });
  else await unlessMissing(context.apigateway.DeleteStage({ restApiId, stageName }));
}
