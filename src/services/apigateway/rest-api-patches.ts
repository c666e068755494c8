import type { RestApi } from '../../definitions/rest-api.ts';
import { isEndpointType, isIpAddressType } from './endpoint-configuration.ts';
import { errors } from './errors.ts';
import { type PatchTable, plainRejections } from './patch.ts';
import { isSecurityPolicy } from './security-policies.ts';

const MAXIMUM_COMPRESSION_SIZE = 10_485_760;

/**
 * What UpdateRestApi can change.
 * @param readPolicy checks a resource policy and gives the form that is kept
 */
export function restApiPatches(readPolicy: (text: string) => string): PatchTable<RestApi> {
  return {
    rejections: plainRejections,
    targets: [
      {
        path: '/name',
        replace: (api, { value }) => {
          if (!value) throw errors.emptyName();
          api.name = value;
        },
      },
      {
        path: '/description',
        replace: (api, { value }) => setText(api, 'description', value),
        remove: (api) => setText(api, 'description', undefined),
      },
      { path: '/version', replace: (api, { value }) => setText(api, 'version', value) },
      { path: '/apiKeySource', replace: (api, { value }) => setApiKeySource(api, value) },
      { path: '/minimumCompressionSize', replace: (api, { value }) => setCompressionSize(api, value) },
      {
        path: '/disableExecuteApiEndpoint',
        replace: (api, { value }) => {
          api.disableExecuteApiEndpoint = value === 'true';
        },
      },
      {
        path: '/policy',
        replace: (api, { value }) => setText(api, 'policy', value ? readPolicy(value) : undefined),
        remove: (api) => setText(api, 'policy', undefined),
      },
      { path: '/securityPolicy', replace: (api, { value }) => setSecurityPolicy(api, value) },
      { path: '/endpointAccessMode', replace: (api, { value }) => setEndpointAccessMode(api, value) },
      {
        path: '/binaryMediaTypes/{type}',
        add: (api, { keys: [type = ''] }) => setBinaryMediaTypes(api, type, type),
        replace: (api, { keys: [type = ''], value }) => setBinaryMediaTypes(api, type, value ?? ''),
        remove: (api, { keys: [type = ''] }) => setBinaryMediaTypes(api, type, undefined),
      },
      {
        path: '/endpointConfiguration/types/{type}',
        add: (api, { value }) => setEndpointType(api, value),
        replace: (api, { value }) => setEndpointType(api, value),
        // An API always has exactly one type, so there is nothing that could be taken away.
        remove: () => {
          throw errors.noEndpointType();
        },
      },
      {
        path: '/endpointConfiguration/ipAddressType',
        replace: (api, { value }) => setIpAddressType(api, value),
      },
      {
        path: '/endpointConfiguration/vpcEndpointIds',
        add: (api, { value }) => addVpcEndpoint(api, value),
        remove: (api, { value }) => removeVpcEndpoint(api, value),
      },
    ],
  };
}

/** 0 to 10485760 bytes. */
export function checkCompressionSize(size: number): void {
  if (!Number.isInteger(size) || size < 0 || size > MAXIMUM_COMPRESSION_SIZE) throw errors.compressionSize();
}

function setText(
  api: RestApi,
  member: 'description' | 'version' | 'policy',
  value: string | undefined,
): void {
  if (value === undefined || value === '') delete api[member];
  else api[member] = value;
}

function setApiKeySource(api: RestApi, value: string | undefined): void {
  if (value !== 'HEADER' && value !== 'AUTHORIZER') throw errors.invalidApiKeySource();
  api.apiKeySource = value;
}

function setSecurityPolicy(api: RestApi, value: string | undefined): void {
  if (!isSecurityPolicy(value)) throw errors.invalidSecurityPolicy();
  api.securityPolicy = value;
}

function setEndpointAccessMode(api: RestApi, value: string | undefined): void {
  if (value !== 'BASIC' && value !== 'STRICT') throw errors.invalidEndpointAccessMode();
  api.endpointAccessMode = value;
}

/** No value, or an empty one, turns compression off. */
function setCompressionSize(api: RestApi, value: string | undefined): void {
  if (value === undefined || value === '') {
    delete api.minimumCompressionSize;
    return;
  }
  const size = Number(value);
  checkCompressionSize(size);
  api.minimumCompressionSize = size;
}

/** Takes `type` out and puts `replacement` at the end. */
function setBinaryMediaTypes(api: RestApi, type: string, replacement: string | undefined): void {
  const others = (api.binaryMediaTypes ?? []).filter((one) => one !== type && one !== replacement);
  const types = replacement ? [...others, replacement] : others;
  if (types.length > 0) api.binaryMediaTypes = types;
  else delete api.binaryMediaTypes;
}

/** A private API is dualstack, so becoming private makes it so. */
function setEndpointType(api: RestApi, value: string | undefined): void {
  if (!isEndpointType(value)) throw errors.invalidEndpointType();
  api.endpointConfiguration.types = [value];
  if (value === 'PRIVATE') api.endpointConfiguration.ipAddressType = 'dualstack';
  else delete api.endpointConfiguration.vpcEndpointIds;
}

function setIpAddressType(api: RestApi, value: string | undefined): void {
  if (!isIpAddressType(value)) throw errors.invalidIpAddressType();
  if (value === 'ipv4' && api.endpointConfiguration.types.includes('PRIVATE'))
    throw errors.privateNeedsDualstack();
  api.endpointConfiguration.ipAddressType = value;
}

function addVpcEndpoint(api: RestApi, value: string | undefined): void {
  if (!api.endpointConfiguration.types.includes('PRIVATE')) throw errors.vpcEndpointsOnlyPrivate();
  if (!value) throw errors.emptyPatchValue('vpcEndpointIds');
  const ids = api.endpointConfiguration.vpcEndpointIds ?? [];
  api.endpointConfiguration.vpcEndpointIds = [...ids.filter((id) => id !== value), value];
}

function removeVpcEndpoint(api: RestApi, value: string | undefined): void {
  const left = (api.endpointConfiguration.vpcEndpointIds ?? []).filter((id) => id !== value);
  if (left.length > 0) api.endpointConfiguration.vpcEndpointIds = left;
  else delete api.endpointConfiguration.vpcEndpointIds;
}
