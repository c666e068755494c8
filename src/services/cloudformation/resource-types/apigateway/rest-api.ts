import type { RestApi } from '@aws-sdk/client-api-gateway';
import { tagMap } from '../differences.ts';
import { jsonText } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';
import { givenSettings, settingChanges } from './rest-api-changes.ts';
import {
  bodyOf,
  bringsDefinition,
  definitionOf,
  definitionTitle,
  putDefinition,
} from './rest-api-definition.ts';
import { type RestApiProperties, restApiProperties } from './rest-api-properties.ts';
import { changeTags } from './tags.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html */
export const restApi = resourceType({
  name: 'AWS::ApiGateway::RestApi',
  tags: 'Tags',
  attributes: ['RestApiId', 'RootResourceId'],
  properties: restApiProperties,

  // An imported API is named by its definition until its own name is set.
  async find(properties, context) {
    const { apigateway } = context;
    const title = definitionTitle(await bodyOf(properties, context));
    const names = new Set([properties.Name, title].filter((one) => one !== undefined));
    const apis = await allItems((position) => apigateway.GetRestApis({ limit: PAGE_LIMIT, position }));
    return apis.flatMap((api) => (api.name !== undefined && names.has(api.name) ? (api.id ?? []) : []));
  },

  async create(properties, context) {
    const { FailOnWarnings: failOnWarnings, Parameters: parameters } = properties;
    const body = await bodyOf(properties, context);
    const created =
      body === undefined
        ? await createRestApi(properties, context)
        : await context.apigateway.ImportRestApi({ failOnWarnings, parameters, body: definitionOf(body) });
    const physicalId = created.id ?? '';
    await context.started(physicalId);
    if (body !== undefined) await completeImport(created, properties, context);
    return {
      physicalId,
      attributes: { RestApiId: physicalId, RootResourceId: created.rootResourceId ?? '' },
    };
  },

  async update({ physicalId: restApiId, attributes }, properties, previous, context) {
    const body = bringsDefinition(previous, properties) ? await bodyOf(properties, context) : undefined;
    if (body !== undefined) await putDefinition(restApiId, body, properties, context);
    else {
      const patchOperations = settingChanges(previous, properties);
      if (patchOperations.length > 0) await context.apigateway.UpdateRestApi({ restApiId, patchOperations });
    }
    await changeTags(`/restapis/${restApiId}`, previous.Tags, properties.Tags, context);
    return attributes;
  },

  async delete({ physicalId: restApiId }, _properties, { apigateway }: ResourceContext) {
    await unlessMissing(apigateway.DeleteRestApi({ restApiId }));
  },
});

function createRestApi(properties: RestApiProperties, { apigateway }: ResourceContext): Promise<RestApi> {
  const { EndpointConfiguration } = properties;
  return apigateway.CreateRestApi({
    name: properties.Name,
    description: properties.Description,
    version: properties.Version,
    cloneFrom: properties.CloneFrom,
    binaryMediaTypes: properties.BinaryMediaTypes,
    minimumCompressionSize: properties.MinimumCompressionSize,
    apiKeySource: properties.ApiKeySourceType,
    endpointConfiguration: EndpointConfiguration && {
      types: EndpointConfiguration.Types,
      ipAddressType: EndpointConfiguration.IpAddressType,
      vpcEndpointIds: EndpointConfiguration.VpcEndpointIds,
    },
    policy: properties.Policy && jsonText(properties.Policy),
    tags: properties.Tags && tagMap(properties.Tags),
    disableExecuteApiEndpoint: properties.DisableExecuteApiEndpoint,
    endpointAccessMode: properties.EndpointAccessMode,
    securityPolicy: properties.SecurityPolicy,
  });
}

/** What the properties give besides the definition counts more than the definition. */
async function completeImport(
  api: RestApi,
  properties: RestApiProperties,
  context: ResourceContext,
): Promise<void> {
  const restApiId = api.id ?? '';
  const patchOperations = givenSettings(api, properties);
  if (patchOperations.length > 0) await context.apigateway.UpdateRestApi({ restApiId, patchOperations });
  await changeTags(`/restapis/${restApiId}`, undefined, properties.Tags, context);
}
