import type { CreateRestApiRequest } from '@aws-sdk/client-api-gateway';

export type SecurityPolicy = NonNullable<CreateRestApiRequest['securityPolicy']>;

/** Every TLS policy of the model; a name that the SDK adds or drops is a compile error here. */
const NAMES: Readonly<Record<SecurityPolicy, true>> = {
  SecurityPolicy_TLS12_2018_EDGE: true,
  SecurityPolicy_TLS12_PFS_2025_EDGE: true,
  SecurityPolicy_TLS13_1_2_2021_06: true,
  SecurityPolicy_TLS13_1_2_Ext2_FIPS_PQ_2025_09: true,
  SecurityPolicy_TLS13_1_2_Ext2_PQ_2025_09: true,
  SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09: true,
  SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09: true,
  SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09: true,
  SecurityPolicy_TLS13_1_2_PQ_2025_09: true,
  SecurityPolicy_TLS13_1_3_2025_09: true,
  SecurityPolicy_TLS13_1_3_FIPS_2025_09: true,
  SecurityPolicy_TLS13_2025_EDGE: true,
  TLS_1_0: true,
  TLS_1_2: true,
};

export function isSecurityPolicy(name: string | undefined): name is SecurityPolicy {
  return name !== undefined && Object.hasOwn(NAMES, name);
}
