import { groupMembers, ofPool, poolUsers, userPoolGroups } from '../../../definitions/user-pools.ts';
import { RevisionConflictError } from '../../../store/store.ts';
import { userNotFound } from '../../../user-pools/sign-in.ts';
import type { UserPool } from '../../../user-pools/user-pool.ts';
import { memberId, membersOf } from '../../../user-pools/users.ts';
import { groupNotFound, limitExceeded } from '../errors.ts';
import { requirePool, requireUser } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { listPage, startOf, tokenAfter } from '../pages.ts';
import { userView } from '../users/user-view.ts';
import { groupView } from './user-pool-groups.ts';

/** "Groups that each user can belong to: 100" */
const MAXIMUM_GROUPS_OF_USER = 100;
const PAGE = 60;
const ATTEMPTS = 10;

type Names =
  | 'AdminAddUserToGroup'
  | 'AdminRemoveUserFromGroup'
  | 'AdminListGroupsForUser'
  | 'ListUsersInGroup';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html and its neighbours. */
export function groupMemberHandlers({ store, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const groups = store.collection(userPoolGroups);
  const members = store.collection(groupMembers);
  const requireGroup = async (pool: UserPool, name = '') => {
    if (!(await groups.get(pool.scope, `${ofPool(pool.id)}${name}`))) throw groupNotFound();
    return name;
  };
  /** The user's list of groups and the group's list of users change together. */
  const change = async (pool: UserPool, username: string, group: string, isMember: boolean) => {
    for (let attempt = 1; ; attempt++) {
      const user = await requireUser(parts, pool, username);
      if (user.groups.includes(group) === isMember) return;
      if (isMember && user.groups.length >= MAXIMUM_GROUPS_OF_USER)
        throw limitExceeded('The maximum number of groups of a user has been reached.');
      const id = parts.users.idOf(pool, user);
      const stored = await store.collection(poolUsers).get(pool.scope, id);
      if (!stored) throw userNotFound();
      const others = stored.value.groups.filter((name) => name !== group);
      const changed = { ...stored.value, groups: isMember ? [...others, group] : others };
      const member = memberId(pool, group, user.username);
      try {
        await store.commit([
          store.collection(poolUsers).putting(pool.scope, id, changed, stored.revision),
          isMember
            ? members.putting(pool.scope, member, { username: user.username })
            : members.deleting(pool.scope, member),
        ]);
        return;
      } catch (error) {
        if (!(error instanceof RevisionConflictError) || attempt === ATTEMPTS) throw error;
      }
    }
  };
  return {
    async AdminAddUserToGroup(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      await change(pool, user.username, await requireGroup(pool, input.GroupName), true);
      return {};
    },

    async AdminRemoveUserFromGroup(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      await change(pool, user.username, await requireGroup(pool, input.GroupName), false);
      return {};
    },

    async AdminListGroupsForUser(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const user = await requireUser(parts, pool, input.Username);
      const after = startOf(input.NextToken);
      const names = user.groups.toSorted().filter((name) => after === undefined || name > after);
      const page = names.slice(0, input.Limit || PAGE);
      const stored = await Promise.all(
        page.map((name) => groups.get(pool.scope, `${ofPool(pool.id)}${name}`)),
      );
      const last = page.at(-1);
      return {
        Groups: stored.flatMap((group) => (group ? [groupView(pool, group.value)] : [])),
        ...(last !== undefined && page.length < names.length && { NextToken: tokenAfter(last) }),
      };
    },

    async ListUsersInGroup(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const prefix = membersOf(pool, await requireGroup(pool, input.GroupName));
      const size = input.Limit || PAGE;
      const { page, token } = await listPage(members, pool.scope, { prefix, size, token: input.NextToken });
      const users = await Promise.all(page.map(({ value }) => parts.users.find(pool, value.username)));
      return {
        Users: users.flatMap((user) => (user ? [userView(user)] : [])),
        ...(token !== undefined && { NextToken: token }),
      };
    },
  };
}
