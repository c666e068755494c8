import type { User } from '@aws-sdk/client-iam';
import type { UserRecord } from '../../identity/records.ts';
import type { CallContext } from '../../protocols/service.ts';
import { callersUserName } from './caller-user-name.ts';
import { wholeSeconds } from './dates.ts';
import { tagsView, userView } from './entity-views.ts';
import {
  entityExists,
  mustDeleteAccessKeys,
  mustDeletePolicies,
  mustDetachPolicies,
  mustRemoveFromGroups,
} from './errors.ts';
import { globalScope, type IamRecords, idOf } from './iam-records.ts';
import { iamArn, newUniqueId } from './identifiers.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { boundaryView, requireBoundary } from './permissions-boundaries.ts';
import { accessKeysOf } from './relations.ts';
import { required } from './required.ts';
import { addTags, readTags, removeTags, sortTags } from './tag-sets.ts';

type UserOperations =
  | 'CreateUser'
  | 'GetUser'
  | 'ListUsers'
  | 'UpdateUser'
  | 'DeleteUser'
  | 'TagUser'
  | 'UntagUser'
  | 'ListUserTags';

const QUOTA = 'TagsPerUser';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html */
export function userHandlers(iam: IamRecords): IamHandlers<UserOperations> {
  return {
    async CreateUser(input, { account }) {
      const name = required(input.UserName, 'userName');
      const user = await newUser(iam, account, name, input.Path ?? '/', input.PermissionsBoundary);
      user.tags = readTags(input.Tags, 'ignored');
      await iam.change(async () => {
        if (await iam.users.find(account, name)) throw entityExists('user', name);
        return { changes: [iam.users.creating(account, user)], result: undefined };
      });
      return { User: { ...userView(user), ...boundaryView(user), ...tagsView(user) } };
    },

    async GetUser(input, context) {
      const { principal } = context.caller;
      if (input.UserName === undefined && principal.type === 'Root') {
        return { User: await rootView(iam, context) };
      }
      const name = input.UserName ?? callersUserName(context);
      const { value: user } = await iam.users.require(context.account, name);
      return {
        User: { ...userView(user), ...boundaryView(user), ...tagsView({ tags: sortTags(user.tags) }) },
      };
    },

    async ListUsers(input, { account }) {
      const prefix = input.PathPrefix ?? '/';
      const users = (await iam.users.list(account)).filter((user) => user.value.path.startsWith(prefix));
      const { items, ...page } = paginate(users, (user) => user.id, input);
      return { Users: items.map((user) => userView(user.value)), ...page };
    },

    async UpdateUser(input, { account }) {
      const name = required(input.UserName, 'userName');
      await iam.change(() => planUserUpdate(iam, account, name, input.NewUserName, input.NewPath));
      return {};
    },

    async DeleteUser(input, { account }) {
      const name = required(input.UserName, 'userName');
      await iam.change(async () => {
        const user = await iam.users.require(account, name);
        const { attachedPolicies, inlinePolicies, groups } = user.value;
        if ((await accessKeysOf(iam, account, user.value.name)).length > 0) throw mustDeleteAccessKeys();
        if (groups.length > 0) throw mustRemoveFromGroups();
        if (attachedPolicies.length > 0) throw mustDetachPolicies();
        if (Object.keys(inlinePolicies).length > 0) throw mustDeletePolicies();
        return { changes: [iam.users.deleting(user)], result: undefined };
      });
      return {};
    },

    async TagUser(input, { account }) {
      const tags = readTags(input.Tags, 'ignored');
      await iam.users.update(account, required(input.UserName, 'userName'), (user) => ({
        ...user,
        tags: addTags(user.tags, tags, 'ignored', QUOTA),
      }));
      return {};
    },

    async UntagUser(input, { account }) {
      const keys = required(input.TagKeys, 'tagKeys');
      await iam.users.update(account, required(input.UserName, 'userName'), (user) => ({
        ...user,
        tags: removeTags(user.tags, keys, 'ignored'),
      }));
      return {};
    },

    async ListUserTags(input, { account }) {
      const user = await iam.users.require(account, required(input.UserName, 'userName'));
      const { items, ...page } = paginate(sortTags(user.value.tags), (tag) => tag.Key, input);
      return { Tags: items, ...page };
    },
  };
}

/** The account's owner has no name and no path; it exists since its first access key was made. */
async function rootView(iam: IamRecords, { account, caller }: CallContext): Promise<User> {
  const keys = await accessKeysOf(iam, account, undefined);
  const since = Math.min(...keys.map((key) => key.value.createdAt));
  return {
    Path: undefined,
    UserName: undefined,
    UserId: account,
    Arn: caller.principal.arn,
    CreateDate: Number.isFinite(since) ? wholeSeconds(since) : undefined,
  };
}

async function newUser(
  iam: IamRecords,
  account: string,
  name: string,
  path: string,
  boundary: string | undefined,
): Promise<UserRecord> {
  if (boundary !== undefined) await requireBoundary(iam, account, boundary);
  return {
    name,
    path,
    arn: iamArn(account, 'user', path, name),
    id: newUniqueId('AIDA'),
    createdAt: iam.clock(),
    inlinePolicies: {},
    attachedPolicies: [],
    groups: [],
    tags: [],
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
  };
}

/** A new name or path changes the ARN; the unique id, memberships, policies and keys stay with the user. */
async function planUserUpdate(
  iam: IamRecords,
  account: string,
  oldName: string,
  newName: string | undefined,
  newPath: string | undefined,
) {
  const read = await iam.users.require(account, oldName);
  const name = newName ?? read.value.name;
  const path = newPath ?? read.value.path;
  const user = { ...read.value, name, path, arn: iamArn(account, 'user', path, name) };
  if (idOf(name) === read.id && name === read.value.name) {
    return { changes: [iam.users.writing(read, user)], result: undefined };
  }
  const renamed = idOf(name) !== read.id;
  if (renamed && (await iam.users.find(account, name))) throw entityExists('user', name);
  const keys = await accessKeysOf(iam, account, read.value.name);
  const changes = [
    ...(renamed
      ? [iam.users.deleting(read), iam.users.creating(account, user)]
      : [iam.users.writing(read, user)]),
    ...keys.map((key) =>
      iam.accessKeys.putting(globalScope(account), key.id, { ...key.value, userName: name }, key.revision),
    ),
  ];
  return { changes, result: undefined };
}
