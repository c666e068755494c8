import type { PatchOperation, RestApi } from '@aws-sdk/client-api-gateway';
import { listDifference } from '../differences.ts';
import { jsonText } from '../property-type.ts';
import { pathToken, replacing } from './patch.ts';
import type { RestApiProperties } from './rest-api-properties.ts';

/** Properties that are settings of an API, which an API definition may give as well. */
type Settings = Omit<
  RestApiProperties,
  'Body' | 'BodyS3Location' | 'CloneFrom' | 'FailOnWarnings' | 'Mode' | 'Parameters' | 'Tags'
>;

/**
 * Patch operations that bring the settings of an API from `before` to `after`.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateRestApi-Patch
 */
export function settingChanges(before: Settings, after: Settings): PatchOperation[] {
  const mediaTypes = listDifference(before.BinaryMediaTypes, after.BinaryMediaTypes);
  const endpoints = listDifference(
    before.EndpointConfiguration?.VpcEndpointIds,
    after.EndpointConfiguration?.VpcEndpointIds,
  );
  const typeBefore = before.EndpointConfiguration?.Types?.[0] ?? 'EDGE';
  const typeAfter = after.EndpointConfiguration?.Types?.[0] ?? 'EDGE';
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
      [`/endpointConfiguration/types/${typeBefore}`, typeBefore, typeAfter, typeAfter],
      [
        '/endpointConfiguration/ipAddressType',
        before.EndpointConfiguration?.IpAddressType,
        after.EndpointConfiguration?.IpAddressType,
        typeAfter === 'PRIVATE' ? 'dualstack' : 'ipv4',
      ],
      ['/securityPolicy', before.SecurityPolicy, after.SecurityPolicy, 'TLS_1_0'],
      ['/endpointAccessMode', before.EndpointAccessMode, after.EndpointAccessMode, 'BASIC'],
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

/** Patch operations that give an imported API the settings that are given besides its definition: they count more. */
export function givenSettings(api: RestApi, given: Settings): PatchOperation[] {
  const { endpointConfiguration, binaryMediaTypes } = api;
  const { EndpointConfiguration, BinaryMediaTypes } = given;
  const present = endpointConfiguration?.types ?? [];
  const endpoints = EndpointConfiguration?.VpcEndpointIds && endpointConfiguration?.vpcEndpointIds;
  return settingChanges(
    {
      EndpointConfiguration: { Types: present, ...(endpoints && { VpcEndpointIds: endpoints }) },
      ...(BinaryMediaTypes && binaryMediaTypes && { BinaryMediaTypes: binaryMediaTypes }),
    },
    { ...given, EndpointConfiguration: { Types: present, ...EndpointConfiguration } },
  );
}
