import { parseArn } from '../../identity/arn.ts';
import { type AwsManagedPolicy, awsManagedPolicy } from '../../identity/aws-managed-policies.ts';
import type { ManagedPolicyRecord } from '../../identity/records.ts';
import type { Change, Stored } from '../../store/store.ts';
import { arnNotValid, validationError } from './errors.ts';
import { globalScope, type IamRecords } from './iam-records.ts';

/** A managed policy, the account's own or one that AWS manages. */
export interface ManagedPolicy extends ManagedPolicyRecord {
  /** The account's own, as it was read; absent for those that AWS manages. */
  readonly stored?: Stored<ManagedPolicyRecord>;
}

/** The policy that an account sees under this ARN. */
export async function findPolicy(
  iam: IamRecords,
  account: string,
  arn: string,
): Promise<ManagedPolicy | undefined> {
  const builtIn = awsManagedPolicy(arn);
  if (builtIn !== undefined) return fromAws(builtIn);
  const stored = await iam.policies.get(globalScope(account), arn);
  return stored && { ...stored.value, stored };
}

/** An AWS-managed policy in the form of the account's own. Only its default version is known. */
export function fromAws(policy: AwsManagedPolicy): ManagedPolicy {
  const { name, path, arn, id, defaultVersionId, createdAt, updatedAt, document } = policy;
  return {
    name,
    path,
    arn,
    id,
    createdAt,
    updatedAt,
    versions: [{ id: defaultVersionId, document, createdAt: updatedAt }],
    defaultVersionId,
    lastVersion: Number(defaultVersionId.slice(1)),
    tags: [],
  };
}

/** Writing the policy as it was read makes its deletion at the same time fail. */
export function policyWritingUnchanged(iam: IamRecords, { stored }: ManagedPolicy): Change[] {
  return stored ? [iam.policies.putting(stored.scope, stored.id, stored.value, stored.revision)] : [];
}

/** The text, if it can be a policy's ARN. Throws ValidationError when it is no ARN, InvalidInput when it is another's. */
export function policyArnOf(text: string): string {
  const arn = parseArn(text);
  if (arn === undefined) throw validationError(`ARN ${text} is not valid.`);
  const fits = arn.service === 'iam' && arn.region === '' && /^(\d{12}|aws)$/.test(arn.account);
  if (!fits || !arn.resource.startsWith('policy/')) throw arnNotValid(text);
  return text;
}

/** How often a policy is used: attachments to users, groups and roles, and uses as a permissions boundary. */
export interface PolicyUsage {
  readonly attachments: number;
  readonly boundaries: number;
}

/** The usage of every managed policy in the account, by ARN; policies not in use are left out. */
export async function policyUsage(iam: IamRecords, account: string): Promise<Map<string, PolicyUsage>> {
  const [users, groups, roles] = await Promise.all([
    iam.users.list(account),
    iam.groups.list(account),
    iam.roles.list(account),
  ]);
  const usage = new Map<string, { attachments: number; boundaries: number }>();
  const of = (arn: string) => {
    const known = usage.get(arn) ?? { attachments: 0, boundaries: 0 };
    usage.set(arn, known);
    return known;
  };
  for (const { value } of [...users, ...groups, ...roles]) {
    for (const arn of value.attachedPolicies) of(arn).attachments += 1;
  }
  for (const { value } of [...users, ...roles]) {
    if (value.permissionsBoundary !== undefined) of(value.permissionsBoundary).boundaries += 1;
  }
  return usage;
}
