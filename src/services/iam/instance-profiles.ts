import type { InstanceProfile } from '@aws-sdk/client-iam';
import type { InstanceProfileRecord } from '../../identity/records.ts';
import type { Stored } from '../../store/store.ts';
import { wholeSeconds } from './dates.ts';
import { roleView, tagsView } from './entity-views.ts';
import { deleteConflict, instanceProfileExists, quotaExceeded, roleNotInInstanceProfile } from './errors.ts';
import { type IamRecords, idOf } from './iam-records.ts';
import { iamArn, newUniqueId } from './identifiers.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { profilesOf } from './relations.ts';
import { required } from './required.ts';
import { addTags, readTags, removeTags, sortTags } from './tag-sets.ts';

type InstanceProfileOperations =
  | 'CreateInstanceProfile'
  | 'GetInstanceProfile'
  | 'ListInstanceProfiles'
  | 'ListInstanceProfilesForRole'
  | 'DeleteInstanceProfile'
  | 'AddRoleToInstanceProfile'
  | 'RemoveRoleFromInstanceProfile'
  | 'TagInstanceProfile'
  | 'UntagInstanceProfile'
  | 'ListInstanceProfileTags';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html */
export function instanceProfileHandlers(iam: IamRecords): IamHandlers<InstanceProfileOperations> {
  return {
    async CreateInstanceProfile(input, { account }) {
      const name = required(input.InstanceProfileName, 'instanceProfileName');
      const profile = newProfile(iam, account, name, input.Path ?? '/');
      profile.tags = readTags(input.Tags, 'significant');
      await iam.change(async () => {
        if (await iam.instanceProfiles.find(account, name)) throw instanceProfileExists(name);
        return { changes: [iam.instanceProfiles.creating(account, profile)], result: undefined };
      });
      return { InstanceProfile: { ...(await profileView(iam, account, profile)), ...tagsView(profile) } };
    },

    async GetInstanceProfile(input, { account }) {
      const { value: profile } = await requireProfile(iam, account, input.InstanceProfileName);
      const view = await profileView(iam, account, profile);
      return { InstanceProfile: { ...view, Tags: sortTags(profile.tags) } };
    },

    async ListInstanceProfiles(input, { account }) {
      const prefix = input.PathPrefix ?? '/';
      const profiles = (await iam.instanceProfiles.list(account)).filter((profile) =>
        profile.value.path.startsWith(prefix),
      );
      return listView(iam, account, profiles, input);
    },

    async ListInstanceProfilesForRole(input, { account }) {
      const role = await iam.roles.require(account, required(input.RoleName, 'roleName'));
      return listView(iam, account, await profilesOf(iam, account, role.value.name), input);
    },

    async DeleteInstanceProfile(input, { account }) {
      await iam.change(async () => {
        const profile = await requireProfile(iam, account, input.InstanceProfileName);
        if (profile.value.roleName !== undefined) {
          throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
        }
        return { changes: [iam.instanceProfiles.deleting(profile)], result: undefined };
      });
      return {};
    },

    async AddRoleToInstanceProfile(input, { account }) {
      await iam.change(async () => {
        const profile = await requireProfile(iam, account, input.InstanceProfileName);
        const role = await iam.roles.require(account, required(input.RoleName, 'roleName'));
        if (profile.value.roleName !== undefined)
          throw quotaExceeded('InstanceSessionsPerInstanceProfile', 1);
        const filled = { ...profile.value, roleName: role.value.name };
        // Writing the role makes its deletion at the same time fail.
        const changes = [iam.instanceProfiles.writing(profile, filled), iam.roles.writing(role)];
        return { changes, result: undefined };
      });
      return {};
    },

    async RemoveRoleFromInstanceProfile(input, { account }) {
      await iam.change(async () => {
        const profile = await requireProfile(iam, account, input.InstanceProfileName);
        const role = await iam.roles.require(account, required(input.RoleName, 'roleName'));
        const { roleName, ...emptied } = profile.value;
        if (roleName === undefined || idOf(roleName) !== role.id) {
          throw roleNotInInstanceProfile(role.value.name, profile.value.name);
        }
        return { changes: [iam.instanceProfiles.writing(profile, emptied)], result: undefined };
      });
      return {};
    },

    async TagInstanceProfile(input, { account }) {
      const tags = readTags(input.Tags, 'significant');
      const name = required(input.InstanceProfileName, 'instanceProfileName');
      await iam.instanceProfiles.update(account, name, (profile) => ({
        ...profile,
        tags: addTags(profile.tags, tags, 'significant', 'TagsPerInstanceProfile'),
      }));
      return {};
    },

    async UntagInstanceProfile(input, { account }) {
      const keys = required(input.TagKeys, 'tagKeys');
      const name = required(input.InstanceProfileName, 'instanceProfileName');
      await iam.instanceProfiles.update(account, name, (profile) => ({
        ...profile,
        tags: removeTags(profile.tags, keys, 'significant'),
      }));
      return {};
    },

    async ListInstanceProfileTags(input, { account }) {
      const profile = await requireProfile(iam, account, input.InstanceProfileName);
      const { items, ...page } = paginate(sortTags(profile.value.tags), (tag) => tag.Key, input);
      return { Tags: items, ...page };
    },
  };
}

/** An instance profile with its role; without tags, which only some operations show. */
export async function profileView(
  iam: IamRecords,
  account: string,
  profile: InstanceProfileRecord,
): Promise<InstanceProfile> {
  const role = profile.roleName === undefined ? undefined : await iam.roles.find(account, profile.roleName);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: wholeSeconds(profile.createdAt),
    Roles: role === undefined ? [] : [roleView(role.value)],
  };
}

async function listView(
  iam: IamRecords,
  account: string,
  profiles: readonly Stored<InstanceProfileRecord>[],
  request: { Marker?: string | undefined; MaxItems?: number | undefined },
) {
  const { items, ...page } = paginate(profiles, (profile) => profile.id, request);
  const views = await Promise.all(items.map((profile) => profileView(iam, account, profile.value)));
  return { InstanceProfiles: views, ...page };
}

function requireProfile(iam: IamRecords, account: string, name: string | undefined) {
  return iam.instanceProfiles.require(account, required(name, 'instanceProfileName'));
}

function newProfile(iam: IamRecords, account: string, name: string, path: string): InstanceProfileRecord {
  return {
    name,
    path,
    arn: iamArn(account, 'instance-profile', path, name),
    id: newUniqueId('AIPA'),
    createdAt: iam.clock(),
    tags: [],
  };
}
