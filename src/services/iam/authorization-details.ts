import type { GroupDetail, ManagedPolicyDetail, RoleDetail, UserDetail } from '@aws-sdk/client-iam';
import { awsManagedPolicy } from '../../identity/aws-managed-policies.ts';
import type { GroupRecord, RoleRecord, UserRecord } from '../../identity/records.ts';
import { wholeSeconds } from './dates.ts';
import { groupView, roleLastUsed, roleView, userView } from './entity-views.ts';
import { globalScope, type IamRecords } from './iam-records.ts';
import { profileView } from './instance-profiles.ts';
import { policyView } from './managed-policies.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { boundaryView } from './permissions-boundaries.ts';
import { encodePolicy } from './policy-documents.ts';
import { fromAws, type ManagedPolicy, policyUsage } from './policy-lookup.ts';
import { profilesOf } from './relations.ts';
import { sortTags } from './tag-sets.ts';

/** One entity of the account, with how to show it. */
type Detail =
  | { readonly kind: 'Group'; readonly key: string; readonly group: GroupRecord }
  | { readonly kind: 'Role'; readonly key: string; readonly role: RoleRecord }
  | { readonly kind: 'User'; readonly key: string; readonly user: UserRecord }
  | {
      readonly kind: 'LocalManagedPolicy' | 'AWSManagedPolicy';
      readonly key: string;
      readonly policy: ManagedPolicy;
    };

/** Everything about everybody. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
export function authorizationDetailsHandlers(iam: IamRecords): IamHandlers<'GetAccountAuthorizationDetails'> {
  return {
    async GetAccountAuthorizationDetails(input, { account }) {
      const wanted = input.Filter ?? [];
      const all = await detailsOf(iam, account);
      const chosen = wanted.length === 0 ? all : all.filter((detail) => wanted.includes(detail.kind));
      const { items, ...page } = paginate(chosen, (detail) => detail.key, input);
      const usage = await policyUsage(iam, account);
      const users: UserDetail[] = [];
      const groups: GroupDetail[] = [];
      const roles: RoleDetail[] = [];
      const policies: ManagedPolicyDetail[] = [];
      for (const detail of items) {
        if (detail.kind === 'User') users.push(userDetail(detail.user));
        else if (detail.kind === 'Group') groups.push(groupDetail(detail.group));
        else if (detail.kind === 'Role') roles.push(await roleDetail(iam, account, detail.role));
        else policies.push(policyDetail(detail.policy, usage.get(detail.policy.arn)));
      }
      return {
        UserDetailList: users,
        GroupDetailList: groups,
        RoleDetailList: roles,
        Policies: policies,
        ...page,
      };
    },
  };
}

/** In order of their keys. Of the policies that AWS manages, those in use. */
async function detailsOf(iam: IamRecords, account: string): Promise<Detail[]> {
  const usage = await policyUsage(iam, account);
  const aws = [...usage.keys()].map(awsManagedPolicy).filter((policy) => policy !== undefined);
  const details: Detail[] = [
    ...(await iam.groups.list(account)).map(
      ({ id, value }): Detail => ({ kind: 'Group', key: `1/${id}`, group: value }),
    ),
    ...(await iam.roles.list(account)).map(
      ({ id, value }): Detail => ({ kind: 'Role', key: `2/${id}`, role: value }),
    ),
    ...(await iam.users.list(account)).map(
      ({ id, value }): Detail => ({ kind: 'User', key: `3/${id}`, user: value }),
    ),
    ...(await iam.policies.list(globalScope(account))).map(
      ({ id, value }): Detail => ({ kind: 'LocalManagedPolicy', key: `4/${id}`, policy: value }),
    ),
    ...aws
      .map(
        (policy): Detail => ({ kind: 'AWSManagedPolicy', key: `5/${policy.arn}`, policy: fromAws(policy) }),
      )
      .sort((one, other) => (one.key < other.key ? -1 : 1)),
  ];
  return details;
}

function inlineList(entity: { readonly inlinePolicies: Readonly<Record<string, string>> }) {
  return Object.entries(entity.inlinePolicies).map(([name, document]) => ({
    PolicyName: name,
    PolicyDocument: encodePolicy(document),
  }));
}

function attachedList(entity: { readonly attachedPolicies: readonly string[] }) {
  return entity.attachedPolicies.map((arn) => ({
    PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    PolicyArn: arn,
  }));
}

function userDetail(user: UserRecord): UserDetail {
  return {
    ...userView(user),
    UserPolicyList: inlineList(user),
    GroupList: user.groups,
    AttachedManagedPolicies: attachedList(user),
    ...boundaryView(user),
    Tags: sortTags(user.tags),
  };
}

function groupDetail(group: GroupRecord): GroupDetail {
  return {
    ...groupView(group),
    GroupPolicyList: inlineList(group),
    AttachedManagedPolicies: attachedList(group),
  };
}

async function roleDetail(iam: IamRecords, account: string, role: RoleRecord): Promise<RoleDetail> {
  const profiles = await profilesOf(iam, account, role.name);
  return {
    ...roleView(role),
    InstanceProfileList: await Promise.all(
      profiles.map((profile) => profileView(iam, account, profile.value)),
    ),
    RolePolicyList: inlineList(role),
    AttachedManagedPolicies: attachedList(role),
    ...boundaryView(role),
    Tags: sortTags(role.tags),
    RoleLastUsed: roleLastUsed(role),
  };
}

function policyDetail(policy: ManagedPolicy, usage = { attachments: 0, boundaries: 0 }): ManagedPolicyDetail {
  return {
    ...policyView(policy, usage),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    PolicyVersionList: policy.versions.toReversed().map((version) => ({
      VersionId: version.id,
      IsDefaultVersion: version.id === policy.defaultVersionId,
      CreateDate: wholeSeconds(version.createdAt),
      Document: encodePolicy(version.document),
    })),
  };
}
