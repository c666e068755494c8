import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { listDifference, tagMap } from '../differences.ts';
import {
  boolean,
  integer,
  json,
  jsonText,
  list,
  map,
  object,
  oneOf,
  type PropertiesOf,
  string,
  tags,
} from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { pathToken, replacing } from './patch.ts';
import { changeTags } from './tags.ts';

const NO_IMPORT = 'importing API definitions is not offered yet; declare resources and methods.';

const properties = {
  ApiKeySourceType: { type: oneOf('HEADER', 'AUTHORIZER') },
  BinaryMediaTypes: { type: list(string) },
  Body: { type: json, unsupported: NO_IMPORT },
  BodyS3Location: { type: json, unsupported: NO_IMPORT },
  CloneFrom: { type: string },
  Description: { type: string },
  DisableExecuteApiEndpoint: { type: boolean },
  EndpointAccessMode: { type: string, unsupported: 'endpoints have no access modes here.' },
  EndpointConfiguration: {
    type: object({
      IpAddressType: { type: oneOf('ipv4', 'dualstack') },
      Types: { type: list(oneOf('EDGE', 'REGIONAL', 'PRIVATE')) },
      VpcEndpointIds: { type: list(string) },
    }),
  },
  FailOnWarnings: { type: boolean, unsupported: NO_IMPORT },
  MinimumCompressionSize: { type: integer },
  Mode: { type: string, unsupported: NO_IMPORT },
  Name: { type: string },
  Parameters: { type: map(string), unsupported: NO_IMPORT },
  Policy: { type: json },
  SecurityPolicy: { type: string, unsupported: 'TLS is set for the whole server.' },
  Tags: { type: tags },
  Version: { type: string },
} as const;

type RestApiProperties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html */
export const restApi = resourceType({
  name: 'AWS::ApiGateway::RestApi',
  tags: 'Tags',
  attributes: ['RestApiId', 'RootResourceId'],
  properties,

  async find({ Name }, { apigateway }) {
    const ids: string[] = [];
    let position: string | undefined;
    do {
      const page = await apigateway.GetRestApis({ limit: 500, position });
      for (const api of page.items ?? []) if (api.name === Name && api.id !== undefined) ids.push(api.id);
      position = page.position;
    } while (position !== undefined);
    return ids;
  },

  async create(properties, context) {
    const created = await context.apigateway.CreateRestApi({
      name: properties.Name,
      description: properties.Description,
      version: properties.Version,
      cloneFrom: properties.CloneFrom,
      binaryMediaTypes: properties.BinaryMediaTypes,
      minimumCompressionSize: properties.MinimumCompressionSize,
      apiKeySource: properties.ApiKeySourceType,
      endpointConfiguration: endpointConfiguration(properties),
      policy: properties.Policy && jsonText(properties.Policy),
      tags: properties.Tags && tagMap(properties.Tags),
      disableExecuteApiEndpoint: properties.DisableExecuteApiEndpoint,
    });
    const physicalId = created.id ?? '';
    await context.started(physicalId);
    return {
      physicalId,
      attributes: { RestApiId: physicalId, RootResourceId: created.rootResourceId ?? '' },
    };
  },

  async update({ physicalId: restApiId, attributes }, properties, previous, context) {
    const patchOperations = changes(previous, properties);
    if (patchOperations.length > 0) await context.apigateway.UpdateRestApi({ restApiId, patchOperations });
    await changeTags(`/restapis/${restApiId}`, previous.Tags, properties.Tags, context);
    return attributes;
  },

  async delete({ physicalId: restApiId }, _properties, { apigateway }: ResourceContext) {
    await unlessMissing(apigateway.DeleteRestApi({ restApiId }));
  },
});

function endpointConfiguration({ EndpointConfiguration }: RestApiProperties) {
  return (
    EndpointConfiguration && {
      types: EndpointConfiguration.Types,
      ipAddressType: EndpointConfiguration.IpAddressType,
      vpcEndpointIds: EndpointConfiguration.VpcEndpointIds,
    }
  );
}

function changes(before: RestApiProperties, after: RestApiProperties): PatchOperation[] {
  const mediaTypes = listDifference(before.BinaryMediaTypes, after.BinaryMediaTypes);
  const endpoints = listDifference(
    before.EndpointConfiguration?.VpcEndpointIds,
    after.EndpointConfiguration?.VpcEndpointIds,
  );
  return [
    ...replacing(
      ['/name', before.Name, after.Name, ''],
      ['/description', before.Description, after.Description, ''],
      ['/version', before.Version, after.Version, ''],
      ['/apiKeySource', before.ApiKeySourceType, after.ApiKeySourceType, 'HEADER'],
      ['/minimumCompressionSize', before.MinimumCompressionSize, after.MinimumCompressionSize, ''],
      [
        '/disableExecuteApiEndpoint',
        before.DisableExecuteApiEndpoint,
        after.DisableExecuteApiEndpoint,
        'false',
      ],
      ['/policy', before.Policy && jsonText(before.Policy), after.Policy && jsonText(after.Policy), ''],
      [
        `/endpointConfiguration/types/${before.EndpointConfiguration?.Types?.[0] ?? 'EDGE'}`,
        before.EndpointConfiguration?.Types?.[0] ?? 'EDGE',
        after.EndpointConfiguration?.Types?.[0] ?? 'EDGE',
        'EDGE',
      ],
      [
        '/endpointConfiguration/ipAddressType',
        before.EndpointConfiguration?.IpAddressType,
        after.EndpointConfiguration?.IpAddressType,
        'ipv4',
      ],
    ),
    ...mediaTypes.removed.map(
      (type): PatchOperation => ({ op: 'remove', path: `/binaryMediaTypes/${pathToken(type)}` }),
    ),
    ...mediaTypes.added.map(
      (type): PatchOperation => ({ op: 'add', path: `/binaryMediaTypes/${pathToken(type)}` }),
    ),
    ...endpoints.removed.map(
      (value): PatchOperation => ({ op: 'remove', path: '/endpointConfiguration/vpcEndpointIds', value }),
    ),
    ...endpoints.added.map(
      (value): PatchOperation => ({ op: 'add', path: '/endpointConfiguration/vpcEndpointIds', value }),
    ),
  ];
}
