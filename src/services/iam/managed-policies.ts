import type { Policy } from '@aws-sdk/client-iam';
import { awsManagedPolicies, awsManagedPolicy } from '../../identity/aws-managed-policies.ts';
import type { ManagedPolicyRecord } from '../../identity/records.ts';
import type { CallContext } from '../../protocols/service.ts';
import { wholeSeconds } from './dates.ts';
import { tagsView } from './entity-views.ts';
import { policyAttached, policyExists, policyHasVersions, policyNotFound, policyNotOwned } from './errors.ts';
import { globalScope, type IamRecords, idOf } from './iam-records.ts';
import { iamArn, newUniqueId } from './identifiers.ts';
import type { IamHandlers } from './operations.ts';
import { paginate, sortedBy } from './pages.ts';
import { checkManagedPolicy } from './policy-documents.ts';
import {
  findPolicy,
  fromAws,
  type ManagedPolicy,
  type PolicyUsage,
  policyArnOf,
  policyUsage,
} from './policy-lookup.ts';
import { required } from './required.ts';
import { addTags, readTags, removeTags, sortTags } from './tag-sets.ts';

type ManagedPolicyOperations =
  | 'CreatePolicy'
  | 'GetPolicy'
  | 'ListPolicies'
  | 'DeletePolicy'
  | 'TagPolicy'
  | 'UntagPolicy'
  | 'ListPolicyTags';

const UNUSED: PolicyUsage = { attachments: 0, boundaries: 0 };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html */
export function managedPolicyHandlers(iam: IamRecords): IamHandlers<ManagedPolicyOperations> {
  return {
    async CreatePolicy(input, { account }) {
      const name = required(input.PolicyName, 'policyName');
      const document = required(input.PolicyDocument, 'policyDocument');
      checkManagedPolicy(document);
      const policy: ManagedPolicyRecord = {
        ...newPolicy(iam, account, name, input.Path ?? '/', document),
        ...(input.Description === undefined ? {} : { description: input.Description }),
        tags: readTags(input.Tags, 'significant'),
      };
      await iam.change(async () => {
        const scope = globalScope(account);
        if (await iam.policyNames.get(scope, idOf(name))) throw policyExists(name);
        const changes = [
          iam.policies.putting(scope, policy.arn, policy, 0),
          iam.policyNames.putting(scope, idOf(name), { arn: policy.arn }, 0),
        ];
        return { changes, result: undefined };
      });
      return { Policy: { ...policyView(policy, UNUSED), ...tagsView(policy) } };
    },

    async GetPolicy(input, { account }) {
      const arn = policyArnOf(required(input.PolicyArn, 'policyArn'));
      const policy = await findPolicy(iam, account, arn);
      if (policy === undefined) throw policyNotFound(arn);
      const usage = (await policyUsage(iam, account)).get(arn) ?? UNUSED;
      return {
        Policy: {
          ...policyView(policy, usage),
          ...(policy.description === undefined ? {} : { Description: policy.description }),
          Tags: sortTags(policy.tags),
        },
      };
    },

    async ListPolicies(input, { account }) {
      const { Scope: scope = 'All', OnlyAttached: onlyAttached, PolicyUsageFilter: filter } = input;
      const usage = await policyUsage(iam, account);
      const usageOf = (policy: ManagedPolicy) => usage.get(policy.arn) ?? UNUSED;
      const own = scope === 'AWS' ? [] : await iam.policies.list(globalScope(account));
      const aws = scope === 'Local' ? [] : awsManagedPolicies().map(fromAws);
      const policies = [...own.map((stored) => stored.value), ...aws]
        .filter((policy) => policy.path.startsWith(input.PathPrefix ?? '/'))
        .filter((policy) => !onlyAttached || usageOf(policy).attachments > 0)
        .filter((policy) => filter !== 'PermissionsPolicy' || usageOf(policy).attachments > 0)
        .filter((policy) => filter !== 'PermissionsBoundary' || usageOf(policy).boundaries > 0);
      const sorted = sortedBy(policies, (policy) => policy.arn);
      const { items, ...page } = paginate(sorted, (policy) => policy.arn, input);
      return { Policies: items.map((policy) => policyView(policy, usageOf(policy))), ...page };
    },

    async DeletePolicy(input, context) {
      const arn = ownPolicyArn(input.PolicyArn, context);
      await iam.change(async () => {
        const policy = await iam.requirePolicy(context.account, arn);
        const usage = (await policyUsage(iam, context.account)).get(arn) ?? UNUSED;
        if (usage.attachments + usage.boundaries > 0) throw policyAttached();
        if (policy.value.versions.length > 1) throw policyHasVersions();
        const changes = [
          iam.policies.deleting(policy.scope, arn, policy.revision),
          iam.policyNames.deleting(policy.scope, idOf(policy.value.name)),
        ];
        return { changes, result: undefined };
      });
      return {};
    },

    async TagPolicy(input, context) {
      const tags = readTags(input.Tags, 'significant');
      await updatePolicy(iam, context, input.PolicyArn, (policy) => ({
        ...policy,
        tags: addTags(policy.tags, tags, 'significant', 'TagsPerPolicy'),
      }));
      return {};
    },

    async UntagPolicy(input, context) {
      const keys = required(input.TagKeys, 'tagKeys');
      await updatePolicy(iam, context, input.PolicyArn, (policy) => ({
        ...policy,
        tags: removeTags(policy.tags, keys, 'significant'),
      }));
      return {};
    },

    async ListPolicyTags(input, { account }) {
      const arn = policyArnOf(required(input.PolicyArn, 'policyArn'));
      const policy = await findPolicy(iam, account, arn);
      if (policy === undefined) throw policyNotFound(arn);
      const { items, ...page } = paginate(sortTags(policy.tags), (tag) => tag.Key, input);
      return { Tags: items, ...page };
    },
  };
}

/** A policy as CreatePolicy and lists show it: without description and tags. */
export function policyView(policy: ManagedPolicy, usage: PolicyUsage): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: usage.attachments,
    PermissionsBoundaryUsageCount: usage.boundaries,
    IsAttachable: true,
    CreateDate: wholeSeconds(policy.createdAt),
    UpdateDate: wholeSeconds(policy.updatedAt),
  };
}

/** The ARN of a policy to be changed. Throws AccessDenied for those that AWS manages. */
export function ownPolicyArn(text: string | undefined, { caller, operation }: CallContext): string {
  const arn = policyArnOf(required(text, 'policyArn'));
  if (awsManagedPolicy(arn) !== undefined) throw policyNotOwned(caller.principal.arn, operation, arn);
  return arn;
}

/** Changes one of the account's own policies. Throws NoSuchEntity, and what `change` throws. */
export async function updatePolicy(
  iam: IamRecords,
  context: CallContext,
  policyArn: string | undefined,
  change: (policy: ManagedPolicyRecord) => ManagedPolicyRecord,
): Promise<ManagedPolicyRecord> {
  const arn = ownPolicyArn(policyArn, context);
  const updated = await iam.policies.update(globalScope(context.account), arn, change);
  if (updated === undefined) throw policyNotFound(arn);
  return updated.value;
}

function newPolicy(iam: IamRecords, account: string, name: string, path: string, document: string) {
  const now = iam.clock();
  return {
    name,
    path,
    arn: iamArn(account, 'policy', path, name),
    id: newUniqueId('ANPA'),
    createdAt: now,
    updatedAt: now,
    versions: [{ id: 'v1', document, createdAt: now }],
    defaultVersionId: 'v1',
    lastVersion: 1,
  };
}
