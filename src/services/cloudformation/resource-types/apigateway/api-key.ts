import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { listDifference, tagMap } from '../differences.ts';
import { boolean, list, object, type PropertiesOf, string, tags } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';
import { replacing } from './patch.ts';
import { changeTags } from './tags.ts';

const properties = {
  CustomerId: { type: string },
  Description: { type: string },
  Enabled: { type: boolean },
  GenerateDistinctId: { type: boolean, replacement: true },
  Name: { type: string, replacement: true },
  StageKeys: { type: list(object({ RestApiId: { type: string }, StageName: { type: string } })) },
  Tags: { type: tags },
  Value: { type: string, replacement: true },
} as const;

type ApiKeyProperties = PropertiesOf<typeof properties>;

/**
 * Names of keys need not be unique: one is made under its generated name, by which it is found again, and gets the name
 * that was chosen for it when its identifier is recorded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html
 */
export const apiKey = resourceType({
  name: 'AWS::ApiGateway::ApiKey',
  tags: 'Tags',
  naming: { maximumLength: 128 },
  attributes: ['APIKeyId'],
  properties,

  async find(_properties, { apigateway, name }) {
    const keys = await allItems((position) =>
      apigateway.GetApiKeys({ nameQuery: name, limit: PAGE_LIMIT, position }),
    );
    return keys.flatMap((one) => (one.name === name ? (one.id ?? []) : []));
  },

  async create(properties, context) {
    const { Name } = properties;
    const created = await context.apigateway.CreateApiKey({
      name: context.name,
      customerId: properties.CustomerId,
      description: properties.Description,
      enabled: properties.Enabled,
      generateDistinctId: properties.GenerateDistinctId,
      stageKeys: properties.StageKeys?.map(({ RestApiId: restApiId, StageName: stageName }) => ({
        restApiId,
        stageName,
      })),
      tags: properties.Tags && tagMap(properties.Tags),
      value: properties.Value,
    });
    const physicalId = created.id ?? '';
    await context.started(physicalId);
    if (Name !== undefined)
      await context.apigateway.UpdateApiKey({
        apiKey: physicalId,
        patchOperations: [{ op: 'replace', path: '/name', value: Name }],
      });
    return { physicalId, attributes: { APIKeyId: physicalId } };
  },

  async update({ physicalId: apiKey, attributes }, properties, previous, context) {
    const patchOperations = changes(previous, properties);
    if (patchOperations.length > 0) await context.apigateway.UpdateApiKey({ apiKey, patchOperations });
    await changeTags(`/apikeys/${apiKey}`, previous.Tags, properties.Tags, context);
    return attributes;
  },

  async delete({ physicalId: apiKey }, _properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteApiKey({ apiKey }));
  },
});

function changes(before: ApiKeyProperties, after: ApiKeyProperties): PatchOperation[] {
  const stages = listDifference(stageNames(before), stageNames(after));
  return [
    ...replacing(
      ['/customerId', before.CustomerId, after.CustomerId, ''],
      ['/description', before.Description, after.Description, ''],
      ['/enabled', before.Enabled, after.Enabled, 'false'],
    ),
    ...stages.removed.map((value): PatchOperation => ({ op: 'remove', path: '/stages', value })),
    ...stages.added.map((value): PatchOperation => ({ op: 'add', path: '/stages', value })),
  ];
}

function stageNames({ StageKeys }: ApiKeyProperties): string[] {
  return (StageKeys ?? []).map(({ RestApiId, StageName }) => `${RestApiId ?? ''}/${StageName ?? ''}`);
}
