import type { RoleRecord } from '../../identity/records.ts';
import { listedRoleView, roleLastUsed, roleView, tagsView } from './entity-views.ts';
import { entityExists, mustDeletePolicies, mustDetachPolicies, mustRemoveFromProfiles } from './errors.ts';
import type { IamRecords } from './iam-records.ts';
import { iamArn, newUniqueId } from './identifiers.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { boundaryView, requireBoundary } from './permissions-boundaries.ts';
import { checkTrustPolicy } from './policy-documents.ts';
import { profilesOf } from './relations.ts';
import { required } from './required.ts';
import { addTags, readTags, removeTags, sortTags } from './tag-sets.ts';

type RoleOperations =
  | 'CreateRole'
  | 'GetRole'
  | 'ListRoles'
  | 'UpdateRole'
  | 'UpdateRoleDescription'
  | 'UpdateAssumeRolePolicy'
  | 'DeleteRole'
  | 'TagRole'
  | 'UntagRole'
  | 'ListRoleTags';

const QUOTA = 'TagsPerRole';
const DEFAULT_SESSION_DURATION = 3_600;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html */
export function roleHandlers(iam: IamRecords): IamHandlers<RoleOperations> {
  return {
    async CreateRole(input, { account }) {
      const name = required(input.RoleName, 'roleName');
      const document = required(input.AssumeRolePolicyDocument, 'assumeRolePolicyDocument');
      checkTrustPolicy(document);
      const boundary = input.PermissionsBoundary;
      if (boundary !== undefined) await requireBoundary(iam, account, boundary);
      const path = input.Path ?? '/';
      const role: RoleRecord = {
        ...newRole(iam, account, name, path),
        assumeRolePolicyDocument: document,
        maxSessionDuration: input.MaxSessionDuration ?? DEFAULT_SESSION_DURATION,
        tags: readTags(input.Tags, 'ignored'),
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
      };
      await iam.change(async () => {
        if (await iam.roles.find(account, name)) throw entityExists('role', name);
        return { changes: [iam.roles.creating(account, role)], result: undefined };
      });
      return { Role: { ...roleView(role), ...boundaryView(role), ...tagsView(role) } };
    },

    async GetRole(input, { account }) {
      const { value: role } = await iam.roles.require(account, required(input.RoleName, 'roleName'));
      return {
        Role: {
          ...listedRoleView(role),
          ...boundaryView(role),
          ...tagsView({ tags: sortTags(role.tags) }),
          RoleLastUsed: roleLastUsed(role),
        },
      };
    },

    async ListRoles(input, { account }) {
      const prefix = input.PathPrefix ?? '/';
      const roles = (await iam.roles.list(account)).filter((role) => role.value.path.startsWith(prefix));
      const { items, ...page } = paginate(roles, (role) => role.id, input);
      return { Roles: items.map((role) => listedRoleView(role.value)), ...page };
    },

    async UpdateRole(input, { account }) {
      const { Description: description, MaxSessionDuration: duration } = input;
      await iam.roles.update(account, required(input.RoleName, 'roleName'), (role) => ({
        ...role,
        ...(description === undefined ? {} : { description }),
        ...(duration === undefined ? {} : { maxSessionDuration: duration }),
      }));
      return {};
    },

    async UpdateRoleDescription(input, { account }) {
      const description = required(input.Description, 'description');
      const name = required(input.RoleName, 'roleName');
      const role = await iam.roles.update(account, name, (present) => ({ ...present, description }));
      return { Role: { ...roleView(role), Description: description } };
    },

    async UpdateAssumeRolePolicy(input, { account }) {
      const document = required(input.PolicyDocument, 'policyDocument');
      const name = required(input.RoleName, 'roleName');
      await iam.roles.require(account, name);
      checkTrustPolicy(document);
      await iam.roles.update(account, name, (role) => ({ ...role, assumeRolePolicyDocument: document }));
      return {};
    },

    async DeleteRole(input, { account }) {
      const name = required(input.RoleName, 'roleName');
      await iam.change(async () => {
        const role = await iam.roles.require(account, name);
        if ((await profilesOf(iam, account, name)).length > 0) throw mustRemoveFromProfiles();
        if (role.value.attachedPolicies.length > 0) throw mustDetachPolicies();
        if (Object.keys(role.value.inlinePolicies).length > 0) throw mustDeletePolicies();
        return { changes: [iam.roles.deleting(role)], result: undefined };
      });
      return {};
    },

    async TagRole(input, { account }) {
      const tags = readTags(input.Tags, 'ignored');
      await iam.roles.update(account, required(input.RoleName, 'roleName'), (role) => ({
        ...role,
        tags: addTags(role.tags, tags, 'ignored', QUOTA),
      }));
      return {};
    },

    async UntagRole(input, { account }) {
      const keys = required(input.TagKeys, 'tagKeys');
      await iam.roles.update(account, required(input.RoleName, 'roleName'), (role) => ({
        ...role,
        tags: removeTags(role.tags, keys, 'ignored'),
      }));
      return {};
    },

    async ListRoleTags(input, { account }) {
      const role = await iam.roles.require(account, required(input.RoleName, 'roleName'));
      const { items, ...page } = paginate(sortTags(role.value.tags), (tag) => tag.Key, input);
      return { Tags: items, ...page };
    },
  };
}

function newRole(iam: IamRecords, account: string, name: string, path: string) {
  return {
    name,
    path,
    arn: iamArn(account, 'role', path, name),
    id: newUniqueId('AROA'),
    createdAt: iam.clock(),
    inlinePolicies: {},
    attachedPolicies: [],
  };
}
