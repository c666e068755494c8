import { differs } from '../differences.ts';
import { json, jsonText, string } from '../property-type.ts';
import { type Attributes, type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import {
  forTargets,
  forTargetsThatExist,
  type Targets,
  targetProperties,
  targetsGone,
} from './policy-targets.ts';

/** Versions that a managed policy can have at a time. */
const MAXIMUM_VERSIONS = 5;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy = resourceType({
  name: 'AWS::IAM::ManagedPolicy',
  iam: true,
  naming: { property: 'ManagedPolicyName', maximumLength: 128 },
  attributes: [
    'AttachmentCount',
    'CreateDate',
    'DefaultVersionId',
    'IsAttachable',
    'PermissionsBoundaryUsageCount',
    'PolicyArn',
    'PolicyId',
    'UpdateDate',
  ],
  properties: {
    ...targetProperties,
    Description: { type: string, replacement: true },
    ManagedPolicyName: { type: string, replacement: true },
    Path: { type: string, replacement: true },
    PolicyDocument: { type: json, required: true },
  },

  async find({ Path = '/' }, { iam, name, account, partition }) {
    const PolicyArn = `arn:${partition}:iam::${account}:policy${Path}${name}`;
    const found = await unlessMissing(iam.GetPolicy({ PolicyArn }));
    return found === undefined ? [] : [PolicyArn];
  },

  async create(properties, context) {
    const { Policy } = await context.iam.CreatePolicy({
      PolicyName: context.name,
      Path: properties.Path,
      Description: properties.Description,
      PolicyDocument: jsonText(properties.PolicyDocument),
    });
    const physicalId = Policy?.Arn ?? '';
    await context.started(physicalId);
    await attach(physicalId, properties, context);
    return { physicalId, attributes: await attributesOf(physicalId, context) };
  },

  async update({ physicalId: PolicyArn }, properties, previous, context) {
    if (differs(previous, properties, 'PolicyDocument')) {
      await makeRoom(PolicyArn, context);
      await context.iam.CreatePolicyVersion({
        PolicyArn,
        PolicyDocument: jsonText(properties.PolicyDocument),
        SetAsDefault: true,
      });
    }
    await attach(PolicyArn, targetsGone(properties, previous), context);
    await detach(PolicyArn, targetsGone(previous, properties), context);
    return attributesOf(PolicyArn, context);
  },

  async delete({ physicalId: PolicyArn }, properties, context) {
    await detach(PolicyArn, properties, context);
    const versions = await unlessMissing(context.iam.ListPolicyVersions({ PolicyArn }));
    for (const { VersionId, IsDefaultVersion } of versions?.Versions ?? [])
      if (!IsDefaultVersion) await unlessMissing(context.iam.DeletePolicyVersion({ PolicyArn, VersionId }));
    await unlessMissing(context.iam.DeletePolicy({ PolicyArn }));
  },
});

/** Deletes the oldest version that is not the default one when there can't be another. */
async function makeRoom(PolicyArn: string, { iam }: ResourceContext): Promise<void> {
  const { Versions = [] } = await iam.ListPolicyVersions({ PolicyArn });
  if (Versions.length < MAXIMUM_VERSIONS) return;
  const oldest = Versions.findLast((one) => !one.IsDefaultVersion);
  if (oldest !== undefined) await iam.DeletePolicyVersion({ PolicyArn, VersionId: oldest.VersionId });
}

function attach(PolicyArn: string, targets: Targets, { iam }: ResourceContext): Promise<void> {
  return forTargets(targets, {
    role: (RoleName) => iam.AttachRolePolicy({ RoleName, PolicyArn }),
    user: (UserName) => iam.AttachUserPolicy({ UserName, PolicyArn }),
    group: (GroupName) => iam.AttachGroupPolicy({ GroupName, PolicyArn }),
  });
}

function detach(PolicyArn: string, targets: Targets, { iam }: ResourceContext): Promise<void> {
  return forTargetsThatExist(targets, {
    role: (RoleName) => iam.DetachRolePolicy({ RoleName, PolicyArn }),
    user: (UserName) => iam.DetachUserPolicy({ UserName, PolicyArn }),
    group: (GroupName) => iam.DetachGroupPolicy({ GroupName, PolicyArn }),
  });
}

async function attributesOf(PolicyArn: string, { iam }: ResourceContext): Promise<Attributes> {
  const { Policy } = await iam.GetPolicy({ PolicyArn });
  return {
    AttachmentCount: String(Policy?.AttachmentCount ?? 0),
    CreateDate: Policy?.CreateDate?.toISOString() ?? '',
    DefaultVersionId: Policy?.DefaultVersionId ?? '',
    IsAttachable: String(Policy?.IsAttachable ?? true),
    PermissionsBoundaryUsageCount: String(Policy?.PermissionsBoundaryUsageCount ?? 0),
    PolicyArn,
    PolicyId: Policy?.PolicyId ?? '',
    UpdateDate: Policy?.UpdateDate?.toISOString() ?? '',
  };
}
