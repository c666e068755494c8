import type { GroupRecord } from '../../identity/records.ts';
import { groupView, userView } from './entity-views.ts';
import { entityExists, mustDeletePolicies, mustDetachPolicies, mustRemoveUsers } from './errors.ts';
import { type IamRecords, idOf } from './iam-records.ts';
import { iamArn, newUniqueId } from './identifiers.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { membersOf } from './relations.ts';
import { required } from './required.ts';

type GroupOperations = 'CreateGroup' | 'GetGroup' | 'ListGroups' | 'UpdateGroup' | 'DeleteGroup';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html */
export function groupHandlers(iam: IamRecords): IamHandlers<GroupOperations> {
  return {
    async CreateGroup(input, { account }) {
      const name = required(input.GroupName, 'groupName');
      const group = newGroup(iam, account, name, input.Path ?? '/');
      await iam.change(async () => {
        if (await iam.groups.find(account, name)) throw entityExists('group', name);
        return { changes: [iam.groups.creating(account, group)], result: undefined };
      });
      return { Group: groupView(group) };
    },

    async GetGroup(input, { account }) {
      const { value: group } = await iam.groups.require(account, required(input.GroupName, 'groupName'));
      const { items, ...page } = paginate(
        await membersOf(iam, account, group.name),
        (user) => user.id,
        input,
      );
      return { Group: groupView(group), Users: items.map((user) => userView(user.value)), ...page };
    },

    async ListGroups(input, { account }) {
      const prefix = input.PathPrefix ?? '/';
      const groups = (await iam.groups.list(account)).filter((group) => group.value.path.startsWith(prefix));
      const { items, ...page } = paginate(groups, (group) => group.id, input);
      return { Groups: items.map((group) => groupView(group.value)), ...page };
    },

    async UpdateGroup(input, { account }) {
      const name = required(input.GroupName, 'groupName');
      await iam.change(() => planGroupUpdate(iam, account, name, input.NewGroupName, input.NewPath));
      return {};
    },

    async DeleteGroup(input, { account }) {
      const name = required(input.GroupName, 'groupName');
      await iam.change(async () => {
        const group = await iam.groups.require(account, name);
        if ((await membersOf(iam, account, name)).length > 0) throw mustRemoveUsers();
        if (group.value.attachedPolicies.length > 0) throw mustDetachPolicies();
        if (Object.keys(group.value.inlinePolicies).length > 0) throw mustDeletePolicies();
        return { changes: [iam.groups.deleting(group)], result: undefined };
      });
      return {};
    },
  };
}

function newGroup(iam: IamRecords, account: string, name: string, path: string): GroupRecord {
  return {
    name,
    path,
    arn: iamArn(account, 'group', path, name),
    id: newUniqueId('AGPA'),
    createdAt: iam.clock(),
    inlinePolicies: {},
    attachedPolicies: [],
  };
}

/** Users name the groups they are in, so a new name is written to every member in the same commit. */
async function planGroupUpdate(
  iam: IamRecords,
  account: string,
  oldName: string,
  newName: string | undefined,
  newPath: string | undefined,
) {
  const read = await iam.groups.require(account, oldName);
  const name = newName ?? read.value.name;
  const path = newPath ?? read.value.path;
  const group = { ...read.value, name, path, arn: iamArn(account, 'group', path, name) };
  if (name === read.value.name) return { changes: [iam.groups.writing(read, group)], result: undefined };
  const renamed = idOf(name) !== read.id;
  if (renamed && (await iam.groups.find(account, name))) throw entityExists('group', name);
  const members = await membersOf(iam, account, read.value.name);
  const changes = [
    ...(renamed
      ? [iam.groups.deleting(read), iam.groups.creating(account, group)]
      : [iam.groups.writing(read, group)]),
    ...members.map((user) => {
      const groups = user.value.groups.map((present) => (idOf(present) === read.id ? name : present));
      return iam.users.writing(user, { ...user.value, groups });
    }),
  ];
  return { changes, result: undefined };
}
