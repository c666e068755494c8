import { groupView } from './entity-views.ts';
import { quotaExceeded } from './errors.ts';
import { type IamRecords, idOf } from './iam-records.ts';
import type { IamHandlers } from './operations.ts';
import { paginate, sortedBy } from './pages.ts';
import { isMember } from './relations.ts';
import { required } from './required.ts';

type MemberOperations = 'AddUserToGroup' | 'RemoveUserFromGroup' | 'ListGroupsForUser';

const MAXIMUM_GROUPS = 10;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups_manage_add-remove-users.html */
export function groupMemberHandlers(iam: IamRecords): IamHandlers<MemberOperations> {
  return {
    async AddUserToGroup(input, { account }) {
      const userName = required(input.UserName, 'userName');
      const groupName = required(input.GroupName, 'groupName');
      await iam.change(async () => {
        const user = await iam.users.require(account, userName);
        const group = await iam.groups.require(account, groupName);
        const { groups } = user.value;
        if (isMember(user.value, groupName)) return { changes: [], result: undefined };
        if (groups.length >= MAXIMUM_GROUPS) throw quotaExceeded('GroupsPerUser', MAXIMUM_GROUPS);
        const joined = { ...user.value, groups: [...groups, group.value.name] };
        // Writing the group makes its deletion at the same time fail.
        return { changes: [iam.users.writing(user, joined), iam.groups.writing(group)], result: undefined };
      });
      return {};
    },

    async RemoveUserFromGroup(input, { account }) {
      const userName = required(input.UserName, 'userName');
      const groupName = required(input.GroupName, 'groupName');
      await iam.users.require(account, userName);
      await iam.groups.require(account, groupName);
      await iam.users.update(account, userName, (user) => ({
        ...user,
        groups: user.groups.filter((name) => idOf(name) !== idOf(groupName)),
      }));
      return {};
    },

    async ListGroupsForUser(input, { account }) {
      const user = await iam.users.require(account, required(input.UserName, 'userName'));
      const groups = await Promise.all(user.value.groups.map((name) => iam.groups.find(account, name)));
      const present = sortedBy(
        groups.filter((group) => group !== undefined),
        (group) => group.id,
      );
      const { items, ...page } = paginate(present, (group) => group.id, input);
      return { Groups: items.map((group) => groupView(group.value)), ...page };
    },
  };
}
