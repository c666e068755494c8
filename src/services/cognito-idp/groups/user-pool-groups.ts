import type { GroupType } from '@aws-sdk/client-cognito-identity-provider';
import {
  groupMembers,
  ofPool,
  type UserPoolGroupRecord,
  userPoolGroups,
} from '../../../definitions/user-pools.ts';
import { RevisionConflictError } from '../../../store/store.ts';
import type { UserPool } from '../../../user-pools/user-pool.ts';
import { UserPoolError } from '../../../user-pools/user-pool-error.ts';
import { membersOf } from '../../../user-pools/users.ts';
import { groupNotFound, limitExceeded } from '../errors.ts';
import { requirePool } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { listPage } from '../pages.ts';

/** "Groups per user pool: 10,000" */
const MAXIMUM_GROUPS = 10_000;
const PAGE = 60;
/** Memberships ended in one step when a group is deleted. */
const MEMBERS_AT_ONCE = 500;

type Names = 'CreateGroup' | 'GetGroup' | 'UpdateGroup' | 'DeleteGroup' | 'ListGroups';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html and its neighbours. */
export function groupHandlers({ store, clock, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const collection = store.collection(userPoolGroups);
  const idOf = (pool: UserPool, name = '') => `${ofPool(pool.id)}${name}`;
  return {
    async CreateGroup(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const listed = await collection.list(pool.scope, { prefix: ofPool(pool.id), limit: MAXIMUM_GROUPS });
      if (listed.length >= MAXIMUM_GROUPS)
        throw limitExceeded('The maximum number of groups has been reached.');
      const now = clock();
      const record = { name: input.GroupName ?? '', ...given(input), createdAt: now, modifiedAt: now };
      try {
        await collection.put(pool.scope, idOf(pool, record.name), record, 0);
      } catch (error) {
        if (!(error instanceof RevisionConflictError)) throw error;
        throw new UserPoolError('GroupExistsException', 'A group with the name already exists.');
      }
      return { Group: groupView(pool, record) };
    },

    async GetGroup(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const stored = await collection.get(pool.scope, idOf(pool, input.GroupName));
      if (!stored) throw groupNotFound();
      return { Group: groupView(pool, stored.value) };
    },

    async UpdateGroup(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const updated = await collection.update(pool.scope, idOf(pool, input.GroupName), (record) => ({
        ...record,
        ...given(input),
        modifiedAt: clock(),
      }));
      if (!updated) throw groupNotFound();
      return { Group: groupView(pool, updated.value) };
    },

    async DeleteGroup(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const { GroupName: name = '' } = input;
      if (!(await collection.delete(pool.scope, idOf(pool, name)))) throw groupNotFound();
      const members = store.collection(groupMembers);
      for (;;) {
        const some = await members.list(pool.scope, {
          prefix: membersOf(pool, name),
          limit: MEMBERS_AT_ONCE,
        });
        for (const { value } of some) {
          await parts.users.update(pool, value.username, (user) => ({
            ...user,
            groups: user.groups.filter((group) => group !== name),
          }));
        }
        if (some.length > 0) await store.commit(some.map(({ id }) => members.deleting(pool.scope, id)));
        if (some.length < MEMBERS_AT_ONCE) return {};
      }
    },

    async ListGroups(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      // "Limit: 0 to 60", where 0 is the default.
      const size = input.Limit || PAGE;
      const { page, token } = await listPage(collection, pool.scope, {
        prefix: ofPool(pool.id),
        size,
        token: input.NextToken,
      });
      return {
        Groups: page.map(({ value }) => groupView(pool, value)),
        ...(token !== undefined && { NextToken: token }),
      };
    },
  };
}

function given(input: {
  Description?: string | undefined;
  RoleArn?: string | undefined;
  Precedence?: number | undefined;
}) {
  const { Description, RoleArn, Precedence } = input;
  return {
    ...(Description !== undefined && { description: Description }),
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(Precedence !== undefined && { precedence: Precedence }),
  };
}

/** A group as the API gives it. */
export function groupView(pool: UserPool, group: UserPoolGroupRecord): GroupType {
  return {
    GroupName: group.name,
    UserPoolId: pool.id,
    ...(group.description !== undefined && { Description: group.description }),
    ...(group.roleArn !== undefined && { RoleArn: group.roleArn }),
    ...(group.precedence !== undefined && { Precedence: group.precedence }),
    LastModifiedDate: new Date(group.modifiedAt),
    CreationDate: new Date(group.createdAt),
  };
}
