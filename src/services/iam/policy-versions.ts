import type { PolicyVersion } from '@aws-sdk/client-iam';
import type { ManagedPolicyRecord } from '../../identity/records.ts';
import { wholeSeconds } from './dates.ts';
import { defaultPolicyVersion, policyNotFound, policyVersionNotFound, policyVersionsFull } from './errors.ts';
import type { IamRecords } from './iam-records.ts';
import { ownPolicyArn, updatePolicy } from './managed-policies.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { checkManagedPolicy, encodePolicy } from './policy-documents.ts';
import { findPolicy, policyArnOf } from './policy-lookup.ts';
import { required } from './required.ts';

type PolicyVersionOperations =
  | 'CreatePolicyVersion'
  | 'GetPolicyVersion'
  | 'ListPolicyVersions'
  | 'DeletePolicyVersion'
  | 'SetDefaultPolicyVersion';

const MAXIMUM_VERSIONS = 5;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
export function policyVersionHandlers(iam: IamRecords): IamHandlers<PolicyVersionOperations> {
  return {
    async CreatePolicyVersion(input, context) {
      const document = required(input.PolicyDocument, 'policyDocument');
      await iam.requirePolicy(context.account, ownPolicyArn(input.PolicyArn, context));
      checkManagedPolicy(document);
      const createdAt = iam.clock();
      const policy = await updatePolicy(iam, context, input.PolicyArn, (present) => {
        if (present.versions.length >= MAXIMUM_VERSIONS) throw policyVersionsFull();
        const lastVersion = present.lastVersion + 1;
        const id = `v${lastVersion}`;
        return {
          ...present,
          updatedAt: createdAt,
          versions: [...present.versions, { id, document, createdAt }],
          lastVersion,
          defaultVersionId: input.SetAsDefault ? id : present.defaultVersionId,
        };
      });
      const created = requireVersion(policy, `v${policy.lastVersion}`);
      return { PolicyVersion: versionView(policy, created) };
    },

    async GetPolicyVersion(input, { account }) {
      const arn = policyArnOf(required(input.PolicyArn, 'policyArn'));
      const id = required(input.VersionId, 'versionId');
      const policy = await findPolicy(iam, account, arn);
      if (policy === undefined) throw policyVersionNotFound(arn, id);
      const version = requireVersion(policy, id);
      return { PolicyVersion: { Document: encodePolicy(version.document), ...versionView(policy, version) } };
    },

    async ListPolicyVersions(input, { account }) {
      const arn = policyArnOf(required(input.PolicyArn, 'policyArn'));
      const policy = await findPolicy(iam, account, arn);
      if (policy === undefined) throw policyNotFound(arn);
      const newestFirst = policy.versions.toReversed();
      const { items, ...page } = paginate(newestFirst, (version) => descendingKey(version.id), input);
      return { Versions: items.map((version) => versionView(policy, version)), ...page };
    },

    async DeletePolicyVersion(input, context) {
      const id = required(input.VersionId, 'versionId');
      await updateVersions(iam, context, input.PolicyArn, id, (policy) => {
        if (policy.defaultVersionId === id) throw defaultPolicyVersion();
        return { ...policy, versions: policy.versions.filter((version) => version.id !== id) };
      });
      return {};
    },

    async SetDefaultPolicyVersion(input, context) {
      const id = required(input.VersionId, 'versionId');
      await updateVersions(iam, context, input.PolicyArn, id, (policy) => ({
        ...policy,
        defaultVersionId: id,
        updatedAt: iam.clock(),
      }));
      return {};
    },
  };
}

type Version = ManagedPolicyRecord['versions'][number];

/** Changes a policy that has the version. A missing policy is reported as a missing version. */
async function updateVersions(
  iam: IamRecords,
  context: Parameters<typeof updatePolicy>[1],
  policyArn: string | undefined,
  versionId: string,
  change: (policy: ManagedPolicyRecord) => ManagedPolicyRecord,
): Promise<void> {
  const arn = ownPolicyArn(policyArn, context);
  const policy = await findPolicy(iam, context.account, arn);
  if (policy === undefined) throw policyVersionNotFound(arn, versionId);
  await updatePolicy(iam, context, arn, (present) => {
    requireVersion(present, versionId);
    return change(present);
  });
}

function requireVersion(policy: ManagedPolicyRecord, id: string): Version {
  const version = policy.versions.find((one) => one.id === id);
  if (version === undefined) throw policyVersionNotFound(policy.arn, id);
  return version;
}

function versionView(policy: ManagedPolicyRecord, version: Version): PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: wholeSeconds(version.createdAt),
  };
}

/** A text that is the smaller, the higher the version. */
function descendingKey(versionId: string): string {
  return String(Number.MAX_SAFE_INTEGER - Number(versionId.slice(1))).padStart(16, '0');
}
