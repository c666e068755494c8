import type { AttachedPermissionsBoundary, PermissionsBoundaryAttachmentType } from '@aws-sdk/client-iam';
import { boundaryNotAttachable } from './errors.ts';
import type { IamRecords } from './iam-records.ts';
import type { IamHandlers } from './operations.ts';
import { findPolicy, policyArnOf } from './policy-lookup.ts';
import { required } from './required.ts';

type BoundaryOperations =
  | 'PutUserPermissionsBoundary'
  | 'DeleteUserPermissionsBoundary'
  | 'PutRolePermissionsBoundary'
  | 'DeleteRolePermissionsBoundary';

/** The service answers `Policy` where its own model says `PermissionsBoundaryPolicy`; clients see what it answers. */
const BOUNDARY_TYPE = 'Policy' as string as PermissionsBoundaryAttachmentType;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export function permissionsBoundaryHandlers(iam: IamRecords): IamHandlers<BoundaryOperations> {
  const bounded = async (account: string, boundary: string | undefined) => {
    const arn = required(boundary, 'permissionsBoundary');
    await requireBoundary(iam, account, arn);
    return arn;
  };
  return {
    async PutUserPermissionsBoundary(input, { account }) {
      const name = required(input.UserName, 'userName');
      await iam.users.require(account, name);
      const permissionsBoundary = await bounded(account, input.PermissionsBoundary);
      await iam.users.update(account, name, (user) => ({ ...user, permissionsBoundary }));
      return {};
    },
    async DeleteUserPermissionsBoundary(input, { account }) {
      const name = required(input.UserName, 'userName');
      await iam.users.update(account, name, ({ permissionsBoundary: _, ...user }) => user);
      return {};
    },
    async PutRolePermissionsBoundary(input, { account }) {
      const name = required(input.RoleName, 'roleName');
      await iam.roles.require(account, name);
      const permissionsBoundary = await bounded(account, input.PermissionsBoundary);
      await iam.roles.update(account, name, (role) => ({ ...role, permissionsBoundary }));
      return {};
    },
    async DeleteRolePermissionsBoundary(input, { account }) {
      const name = required(input.RoleName, 'roleName');
      await iam.roles.update(account, name, ({ permissionsBoundary: _, ...role }) => role);
      return {};
    },
  };
}

/** Throws InvalidInput when the ARN can't be a policy's, NoSuchEntity when there is no such policy. */
export async function requireBoundary(iam: IamRecords, account: string, arn: string): Promise<void> {
  if ((await findPolicy(iam, account, policyArnOf(arn))) === undefined) throw boundaryNotAttachable(arn);
}

/** The boundary of a user or role, left out when there is none. */
export function boundaryView(entity: { readonly permissionsBoundary?: string }): {
  PermissionsBoundary?: AttachedPermissionsBoundary;
} {
  const arn = entity.permissionsBoundary;
  if (arn === undefined) return {};
  return { PermissionsBoundary: { PermissionsBoundaryType: BOUNDARY_TYPE, PermissionsBoundaryArn: arn } };
}
