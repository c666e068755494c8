import { globalScope, type IamRecords } from './iam-records.ts';
import type { IamHandlers } from './operations.ts';
import { policyUsage } from './policy-lookup.ts';
import { accessKeysOf } from './relations.ts';

/** Quotas as the service gives them. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const QUOTAS = {
  AccessKeysPerUserQuota: 2,
  AssumeRolePolicySizeQuota: 2_048,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  AttachedPoliciesPerUserQuota: 10,
  GroupPolicySizeQuota: 5_120,
  GroupsPerUserQuota: 10,
  GroupsQuota: 300,
  InstanceProfilesQuota: 1_000,
  PoliciesQuota: 1_500,
  PolicySizeQuota: 6_144,
  PolicyVersionsInUseQuota: 10_000,
  RolePolicySizeQuota: 10_240,
  RolesQuota: 1_000,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
  UserPolicySizeQuota: 2_048,
  UsersQuota: 5_000,
  VersionsPerPolicyQuota: 5,
};

/** What can't be made here, so that there are none. */
const ABSENT = {
  AccountMFAEnabled: 0,
  AccountPasswordPresent: 0,
  AccountSigningCertificatesPresent: 0,
  MFADevices: 0,
  MFADevicesInUse: 0,
  Providers: 0,
  ServerCertificates: 0,
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export function accountSummaryHandlers(iam: IamRecords): IamHandlers<'GetAccountSummary'> {
  return {
    async GetAccountSummary(_input, { account }) {
      const [users, groups, roles, profiles, policies, usage, rootKeys] = await Promise.all([
        iam.users.list(account),
        iam.groups.list(account),
        iam.roles.list(account),
        iam.instanceProfiles.list(account),
        iam.policies.list(globalScope(account)),
        policyUsage(iam, account),
        accessKeysOf(iam, account, undefined),
      ]);
      return {
        SummaryMap: {
          ...QUOTAS,
          ...ABSENT,
          AccountAccessKeysPresent: rootKeys.length > 0 ? 1 : 0,
          GlobalEndpointTokenVersion: 1,
          Users: users.length,
          Groups: groups.length,
          Roles: roles.length,
          InstanceProfiles: profiles.length,
          Policies: policies.length,
          PolicyVersionsInUse: usage.size,
        },
      };
    },
  };
}
