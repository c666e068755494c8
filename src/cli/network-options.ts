import { type Organization, parseOrganization } from '../identity/organization.ts';
import { compileIpRange } from '../identity/policy/ip-range.ts';
import type { AlicornOptions } from '../server/alicorn.ts';
import { UsageError } from './command.ts';

/** What an operator says of the networks around the gateway, and whose they are. */
export interface NetworkOptions {
  readonly trustedProxies: readonly string[];
  readonly vpcEndpoints: NonNullable<AlicornOptions['vpcEndpoints']>;
  readonly organization: Organization | undefined;
}

/** Reads `--trusted-proxy`, `--vpc-endpoint` and `--organization`. Throws {@link UsageError}. */
export function parseNetworkOptions(
  trustedProxies: readonly string[],
  vpcEndpoints: readonly string[],
  organization: string | undefined,
): NetworkOptions {
  const bad = trustedProxies.find((text) => !compileIpRange(text));
  if (bad !== undefined) {
    throw new UsageError(
      `--trusted-proxy takes an address or a network, such as 10.0.0.5 or 10.0.0.0/8, not ${JSON.stringify(bad)}`,
    );
  }
  return {
    trustedProxies,
    vpcEndpoints: parseVpcEndpoints(vpcEndpoints),
    organization: organization === undefined ? undefined : readOrganization(organization),
  };
}

/** An endpoint may have several networks, but it is in one VPC. */
function parseVpcEndpoints(texts: readonly string[]): NetworkOptions['vpcEndpoints'] {
  const endpoints = texts.map(parseVpcEndpoint);
  for (const { id, vpcId } of endpoints) {
    if (endpoints.some((other) => other.id === id && other.vpcId !== vpcId)) {
      throw new UsageError(`--vpc-endpoint says of ${id} that it is in several VPCs`);
    }
  }
  return endpoints;
}

function parseVpcEndpoint(text: string): NetworkOptions['vpcEndpoints'][number] {
  const [, id, cidr, vpcId] =
    /^(vpce-[0-9a-z]{1,40})=([0-9A-Fa-f:.]{2,45}(?:\/\d{1,3})?)(?:,(vpc-[0-9a-z]{1,40}))?$/.exec(text) ?? [];
  if (id === undefined || cidr === undefined || !compileIpRange(cidr)) {
    throw new UsageError(
      `--vpc-endpoint takes VPCE=CIDR[,VPC], such as vpce-0a1b=10.0.0.0/8,vpc-0c1d, not ${JSON.stringify(text)}`,
    );
  }
  return { id, cidr, ...(vpcId !== undefined && { vpcId }) };
}

function readOrganization(text: string): Organization {
  const organization = parseOrganization(text);
  if (!organization) {
    throw new UsageError(
      `--organization takes an id such as o-a1b2c3d4e5, or a path such as o-a1b2c3d4e5/r-ab12/, not ${JSON.stringify(text)}`,
    );
  }
  return organization;
}
