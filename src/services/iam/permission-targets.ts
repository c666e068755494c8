import type { IamOperations } from './operations.ts';
import type { unsupportedOperations } from './unsupported.ts';

/**
 * What kind of resource an operation's permission is about.
 * - `user`, `group`, `role`, `instance-profile`, `policy`: the one that the input names
 * - `new-...`: the one that the input says how to make
 * - `...s`: the lists, which AWS asks for with the path
 * - `access-key`: the owner of the key that the input names
 * - `any`: actions that are not about a resource
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export type PermissionTarget =
  | 'user'
  | 'new-user'
  | 'users'
  | 'group'
  | 'new-group'
  | 'groups'
  | 'role'
  | 'new-role'
  | 'roles'
  | 'instance-profile'
  | 'new-instance-profile'
  | 'instance-profiles'
  | 'policy'
  | 'new-policy'
  | 'policies'
  | 'access-key'
  | 'any';

type SupportedOperation = Exclude<keyof IamOperations, keyof typeof unsupportedOperations>;

/** The target of every operation that is offered. */
export const permissionTargets: Readonly<Record<SupportedOperation, PermissionTarget>> = {
  CreateUser: 'new-user',
  ListUsers: 'users',
  GetUser: 'user',
  UpdateUser: 'user',
  DeleteUser: 'user',
  TagUser: 'user',
  UntagUser: 'user',
  ListUserTags: 'user',
  PutUserPolicy: 'user',
  GetUserPolicy: 'user',
  ListUserPolicies: 'user',
  DeleteUserPolicy: 'user',
  AttachUserPolicy: 'user',
  DetachUserPolicy: 'user',
  ListAttachedUserPolicies: 'user',
  PutUserPermissionsBoundary: 'user',
  DeleteUserPermissionsBoundary: 'user',
  ListGroupsForUser: 'user',
  CreateAccessKey: 'user',
  ListAccessKeys: 'user',
  UpdateAccessKey: 'user',
  DeleteAccessKey: 'user',
  GetAccessKeyLastUsed: 'access-key',

  CreateGroup: 'new-group',
  ListGroups: 'groups',
  GetGroup: 'group',
  UpdateGroup: 'group',
  DeleteGroup: 'group',
  AddUserToGroup: 'group',
  RemoveUserFromGroup: 'group',
  PutGroupPolicy: 'group',
  GetGroupPolicy: 'group',
  ListGroupPolicies: 'group',
  DeleteGroupPolicy: 'group',
  AttachGroupPolicy: 'group',
  DetachGroupPolicy: 'group',
  ListAttachedGroupPolicies: 'group',

  CreateRole: 'new-role',
  ListRoles: 'roles',
  GetRole: 'role',
  UpdateRole: 'role',
  UpdateRoleDescription: 'role',
  UpdateAssumeRolePolicy: 'role',
  DeleteRole: 'role',
  TagRole: 'role',
  UntagRole: 'role',
  ListRoleTags: 'role',
  PutRolePolicy: 'role',
  GetRolePolicy: 'role',
  ListRolePolicies: 'role',
  DeleteRolePolicy: 'role',
  AttachRolePolicy: 'role',
  DetachRolePolicy: 'role',
  ListAttachedRolePolicies: 'role',
  PutRolePermissionsBoundary: 'role',
  DeleteRolePermissionsBoundary: 'role',
  ListInstanceProfilesForRole: 'role',

  CreateInstanceProfile: 'new-instance-profile',
  ListInstanceProfiles: 'instance-profiles',
  GetInstanceProfile: 'instance-profile',
  DeleteInstanceProfile: 'instance-profile',
  AddRoleToInstanceProfile: 'instance-profile',
  RemoveRoleFromInstanceProfile: 'instance-profile',
  TagInstanceProfile: 'instance-profile',
  UntagInstanceProfile: 'instance-profile',
  ListInstanceProfileTags: 'instance-profile',

  CreatePolicy: 'new-policy',
  ListPolicies: 'policies',
  GetPolicy: 'policy',
  DeletePolicy: 'policy',
  TagPolicy: 'policy',
  UntagPolicy: 'policy',
  ListPolicyTags: 'policy',
  CreatePolicyVersion: 'policy',
  GetPolicyVersion: 'policy',
  ListPolicyVersions: 'policy',
  DeletePolicyVersion: 'policy',
  SetDefaultPolicyVersion: 'policy',
  ListEntitiesForPolicy: 'policy',

  CreateAccountAlias: 'any',
  DeleteAccountAlias: 'any',
  ListAccountAliases: 'any',
  GetAccountSummary: 'any',
  GetAccountAuthorizationDetails: 'any',
};
