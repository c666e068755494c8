import type { EndpointConfiguration as EndpointConfigurationInput } from '@aws-sdk/client-api-gateway';
import type { RestApi } from '../../definitions/rest-api.ts';
import { errors } from './errors.ts';

export type EndpointConfiguration = RestApi['endpointConfiguration'];
export type EndpointType = EndpointConfiguration['types'][number];

/**
 * Checks what CreateRestApi takes, in AWS's order, and fills the defaults: edge-optimized, `ipv4`, but `dualstack` for
 * private APIs.
 */
export function checkEndpointConfiguration(
  input: EndpointConfigurationInput | undefined,
): EndpointConfiguration {
  const types = input?.types ?? ['EDGE'];
  const [type, ...others] = types;
  if (type === undefined) throw errors.noEndpointType();
  if (others.length > 0) throw errors.severalEndpointTypes();
  if (!isEndpointType(type)) throw errors.invalidEndpointType();
  const ipAddressType = input?.ipAddressType ?? defaultIpAddressType(type);
  if (!isIpAddressType(ipAddressType)) throw errors.invalidIpAddressType();
  if (type === 'PRIVATE' && ipAddressType !== 'dualstack') throw errors.privateNeedsDualstack();
  const vpcEndpointIds = input?.vpcEndpointIds ?? [];
  if (vpcEndpointIds.length > 0 && type !== 'PRIVATE') throw errors.vpcEndpointsOnlyPrivate();
  return { types: [type], ipAddressType, ...(vpcEndpointIds.length > 0 ? { vpcEndpointIds } : {}) };
}

export function isEndpointType(value: string | undefined): value is EndpointType {
  return value === 'EDGE' || value === 'REGIONAL' || value === 'PRIVATE';
}

export function isIpAddressType(value: string | undefined): value is EndpointConfiguration['ipAddressType'] {
  return value === 'ipv4' || value === 'dualstack';
}

function defaultIpAddressType(type: EndpointType): EndpointConfiguration['ipAddressType'] {
  return type === 'PRIVATE' ? 'dualstack' : 'ipv4';
}
