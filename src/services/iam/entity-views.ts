import type { Group, Role, RoleLastUsed, User } from '@aws-sdk/client-iam';
import type { GroupRecord, RoleRecord, UserRecord } from '../../identity/records.ts';
import { wholeSeconds } from './dates.ts';
import { encodePolicy } from './policy-documents.ts';

/** A user as lists and groups show it: without tags and boundary. */
export function userView(user: UserRecord): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: wholeSeconds(user.createdAt),
  };
}

/** Tags, left out when there are none. */
export function tagsView(resource: Pick<UserRecord, 'tags'>): Pick<User, 'Tags'> {
  return resource.tags.length > 0 ? { Tags: resource.tags } : {};
}

/** A group as the service shows it. */
export function groupView(group: GroupRecord): Group {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: wholeSeconds(group.createdAt),
  };
}

/** A role as CreateRole and instance profiles show it: without what lists add, boundary and tags. */
export function roleView(role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: wholeSeconds(role.createdAt),
    AssumeRolePolicyDocument: encodePolicy(role.assumeRolePolicyDocument),
  };
}

/** A role as lists show it. */
export function listedRoleView(role: RoleRecord): Role {
  return {
    ...roleView(role),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
  };
}

/** When and where a session of the role last made a call; empty when none has. */
export function roleLastUsed({ lastUsedAt, lastUsedRegion }: RoleRecord): RoleLastUsed {
  return lastUsedAt === undefined ? {} : { LastUsedDate: wholeSeconds(lastUsedAt), Region: lastUsedRegion };
}
