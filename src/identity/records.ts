import type { CollectionDefinition } from '../store/store.ts';

/** A tag of an IAM entity or any other resource. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What users, groups and roles have in common. All in scope (account, GLOBAL_REGION). */
interface Entity {
  /** `/` or `/division/team/`. */
  path: string;
  arn: string;
  /** `AIDA...`, `AGPA...`, `AROA...`: never used again, so that policies naming a deleted entity don't match its successor. */
  id: string;
  /** ms since 1970. */
  createdAt: number;
  /** Inline policies: name to JSON text as given. */
  inlinePolicies: Record<string, string>;
  /** ARNs of attached managed policies, in order of attachment. */
  attachedPolicies: string[];
}

/** Id: the user's name in lower case (IAM names are unique without regard to case). */
export interface UserRecord extends Entity {
  name: string;
  /** Names of the groups it is in. */
  groups: string[];
  permissionsBoundary?: string;
  tags: Tag[];
}

/** Id: the group's name in lower case. */
export interface GroupRecord extends Entity {
  name: string;
}

/** Id: the role's name in lower case. */
export interface RoleRecord extends Entity {
  name: string;
  /** Trust policy, JSON text as given. */
  assumeRolePolicyDocument: string;
  description?: string;
  /** Seconds, 3600 to 43200. */
  maxSessionDuration: number;
  permissionsBoundary?: string;
  tags: Tag[];
  /** ms since 1970. */
  lastUsedAt?: number;
  lastUsedRegion?: string;
}

/** Id: the access key id (`AKIA...`), unique in the whole store. */
export interface AccessKeyRecord {
  accessKeyId: string;
  secretAccessKey: string;
  /** The owner's user name; absent for a root key. */
  userName?: string;
  status: 'Active' | 'Inactive';
  createdAt: number;
  lastUsed?: { at: number; service: string; region: string };
}

/** A customer managed policy. Id: the policy's ARN. AWS-managed ones are built in (`aws-managed-policies.ts`). */
export interface ManagedPolicyRecord {
  name: string;
  path: string;
  arn: string;
  /** `ANPA...` */
  id: string;
  description?: string;
  createdAt: number;
  updatedAt: number;
  /** At most five; `document` is JSON text as given. */
  versions: { id: string; document: string; createdAt: number }[];
  defaultVersionId: string;
  /** Number given to the version made last, so that ids are not used again. */
  lastVersion: number;
  tags: Tag[];
}

/** Id: the profile's name in lower case. */
export interface InstanceProfileRecord {
  name: string;
  path: string;
  arn: string;
  /** `AIPA...` */
  id: string;
  createdAt: number;
  roleName?: string;
  tags: Tag[];
}

export const users: CollectionDefinition<UserRecord> = { name: 'iam-users', version: 1 };
export const groups: CollectionDefinition<GroupRecord> = { name: 'iam-groups', version: 1 };
export const roles: CollectionDefinition<RoleRecord> = { name: 'iam-roles', version: 1 };
export const accessKeys: CollectionDefinition<AccessKeyRecord> = { name: 'iam-access-keys', version: 1 };
export const managedPolicies: CollectionDefinition<ManagedPolicyRecord> = {
  name: 'iam-policies',
  version: 1,
};
export const instanceProfiles: CollectionDefinition<InstanceProfileRecord> = {
  name: 'iam-instance-profiles',
  version: 1,
};
