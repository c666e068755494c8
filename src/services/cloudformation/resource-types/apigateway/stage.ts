import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { sameValue } from '../../template/value.ts';
import { tagMap } from '../differences.ts';
import { boolean, map, number, object, type PropertiesOf, string, tags } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { pathToken, replacing } from './patch.ts';
import { stageChanges, stageProperties } from './stage-settings.ts';
import { changeTags } from './tags.ts';

const canary = object({
  DeploymentId: { type: string },
  PercentTraffic: { type: number },
  StageVariableOverrides: { type: map(string) },
  UseStageCache: { type: boolean },
});

const properties = {
  ...stageProperties,
  CanarySetting: { type: canary },
  DeploymentId: { type: string },
  RestApiId: { type: string, required: true, replacement: true },
  StageName: { type: string, replacement: true },
  Tags: { type: tags },
} as const;

type StageProperties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html */
export const stage = resourceType({
  name: 'AWS::ApiGateway::Stage',
  tags: 'Tags',
  attributes: [],
  properties,

  async find({ RestApiId: restApiId, StageName: stageName }, { apigateway }) {
    const found = await unlessMissing(apigateway.GetStage({ restApiId, stageName }));
    return found?.stageName === undefined ? [] : [found.stageName];
  },

  async create(properties, context) {
    const { RestApiId: restApiId, StageName: stageName } = properties;
    const created = await context.apigateway.CreateStage({
      restApiId,
      stageName,
      deploymentId: properties.DeploymentId,
      description: properties.Description,
      cacheClusterEnabled: properties.CacheClusterEnabled,
      cacheClusterSize: properties.CacheClusterSize,
      variables: properties.Variables,
      documentationVersion: properties.DocumentationVersion,
      canarySettings: canarySettings(properties),
      tracingEnabled: properties.TracingEnabled,
      tags: properties.Tags && tagMap(properties.Tags),
    });
    const physicalId = created.stageName ?? '';
    await context.started(physicalId);
    const { MethodSettings, AccessLogSetting, ClientCertificateId } = properties;
    const patchOperations = stageChanges(
      {},
      {
        ...(MethodSettings && { MethodSettings }),
        ...(AccessLogSetting && { AccessLogSetting }),
        ...(ClientCertificateId !== undefined && { ClientCertificateId }),
      },
    );
    if (patchOperations.length > 0)
      await context.apigateway.UpdateStage({ restApiId, stageName, patchOperations });
    return { physicalId, attributes: {} };
  },

  async update({ physicalId: stageName, attributes }, properties, previous, context) {
    const restApiId = properties.RestApiId;
    const patchOperations = [
      ...replacing(['/deploymentId', previous.DeploymentId, properties.DeploymentId, '']),
      ...stageChanges(previous, properties),
      ...canaryChanges(previous.CanarySetting, properties.CanarySetting),
    ];
    if (patchOperations.length > 0)
      await context.apigateway.UpdateStage({ restApiId, stageName, patchOperations });
    await changeTags(`/restapis/${restApiId}/stages/${stageName}`, previous.Tags, properties.Tags, context);
    return attributes;
  },

  async delete({ physicalId: stageName }, { RestApiId: restApiId }, { apigateway }) {
    await unlessMissing(apigateway.DeleteStage({ restApiId, stageName }));
  },
});

function canarySettings({ CanarySetting: canary }: StageProperties) {
  return (
    canary && {
      deploymentId: canary.DeploymentId,
      percentTraffic: canary.PercentTraffic,
      stageVariableOverrides: canary.StageVariableOverrides,
      useStageCache: canary.UseStageCache,
    }
  );
}

function canaryChanges(
  before: StageProperties['CanarySetting'],
  after: StageProperties['CanarySetting'],
): PatchOperation[] {
  if (sameValue(before, after)) return [];
  if (after === undefined) return [{ op: 'remove', path: '/canarySettings' }];
  return [
    ...replacing(
      ['/canarySettings/deploymentId', before?.DeploymentId, after.DeploymentId, ''],
      ['/canarySettings/percentTraffic', before?.PercentTraffic, after.PercentTraffic, '0'],
      ['/canarySettings/useStageCache', before?.UseStageCache, after.UseStageCache, 'false'],
    ),
    ...Object.entries(after.StageVariableOverrides ?? {}).map(
      ([name, value]): PatchOperation => ({
        op: 'replace',
        path: `/canarySettings/stageVariableOverrides/${pathToken(name)}`,
        value,
      }),
    ),
  ];
}
