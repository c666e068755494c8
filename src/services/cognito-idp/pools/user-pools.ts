import { randomInt } from 'node:crypto';
import {
  clientsOfPools,
  groupMembers,
  ofPool,
  poolUsers,
  refreshTokens,
  resourceServers,
  signingKeys,
  type UserPoolRecord,
  userAliases,
  userPoolClients,
  userPoolGroups,
  userPools,
} from '../../../definitions/user-pools.ts';
import type { Store } from '../../../store/store.ts';
import type { UserPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter, limitExceeded, poolNotFound } from '../errors.ts';
import { requirePool } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { listPage } from '../pages.ts';
import { poolArn } from '../permissions.ts';
import { readPoolSettings } from './pool-settings.ts';
import { lambdaConfigView, poolView } from './pool-view.ts';
import { addCustom, readSchema } from './schema-attributes.ts';

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 9;
/** "User pools per Region: 1,000", of which AWS raises up to 10,000. */
const MAXIMUM_POOLS = 10_000;
/** Counting goes no further: the number is an estimate. */
const COUNTED_USERS = 1_000;
/** Records removed in one commit when a pool is. */
const DELETED_AT_ONCE = 1_000;

type Names =
  | 'CreateUserPool'
  | 'DescribeUserPool'
  | 'UpdateUserPool'
  | 'DeleteUserPool'
  | 'ListUserPools'
  | 'AddCustomAttributes'
  | 'GetUserPoolMfaConfig';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html and its neighbours. */
export function userPoolHandlers({ store, clock, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const collection = store.collection(userPools);
  return {
    async CreateUserPool(input, { account, region }) {
      const scope = { account, region };
      if ((await collection.list(scope, { limit: MAXIMUM_POOLS })).length >= MAXIMUM_POOLS)
        throw limitExceeded('The maximum number of user pools has been reached.');
      const aliasAttributes = input.AliasAttributes ?? [];
      const usernameAttributes = input.UsernameAttributes ?? [];
      if (aliasAttributes.length > 0 && usernameAttributes.length > 0)
        throw invalidParameter(
          'Only one of aliasAttributes or usernameAttributes can be set in a user pool.',
        );
      const id = `${region}_${randomText()}`;
      const now = clock();
      const record: UserPoolRecord = {
        id,
        name: input.PoolName ?? '',
        arn: poolArn(scope, id),
        createdAt: now,
        modifiedAt: now,
        ...readPoolSettings(input),
        schema: readSchema(input.Schema ?? []),
        aliasAttributes: [...aliasAttributes],
        usernameAttributes: [...usernameAttributes],
        caseSensitive: input.UsernameConfiguration?.CaseSensitive ?? true,
        tags: input.UserPoolTags ?? {},
      };
      await collection.put(scope, id, record, 0);
      return { UserPool: poolView(record, 0) };
    },

    async DescribeUserPool(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const users = await parts.users.list(pool, { limit: COUNTED_USERS });
      return { UserPool: poolView(pool, users.length) };
    },

    async UpdateUserPool(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const settings = readPoolSettings(input);
      const updated = await collection.update(pool.scope, pool.id, (record) => ({
        ...record,
        ...settings,
        ...(input.PoolName !== undefined && { name: input.PoolName }),
        ...(input.UserPoolTags !== undefined && { tags: input.UserPoolTags }),
        modifiedAt: clock(),
      }));
      if (!updated) throw poolNotFound(pool.id);
      return {};
    },

    async DeleteUserPool(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      if (pool.deletionProtection)
        throw invalidParameter(
          'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
        );
      if (pool.domain !== undefined)
        throw invalidParameter(
          'User pool cannot be deleted. It has a domain configured that should be deleted first.',
        );
      await collection.delete(pool.scope, pool.id);
      await deleteContents(store, pool);
      return {};
    },

    async ListUserPools(input, { account, region }) {
      const size = input.MaxResults ?? 60;
      const scope = { account, region };
      const { page, token } = await listPage(collection, scope, { prefix: '', size, token: input.NextToken });
      return {
        UserPools: page.map(({ value }) => ({
          Id: value.id,
          Name: value.name,
          LambdaConfig: lambdaConfigView(value.triggers),
          CreationDate: new Date(value.createdAt),
          LastModifiedDate: new Date(value.modifiedAt),
        })),
        ...(token !== undefined && { NextToken: token }),
      };
    },

    async AddCustomAttributes(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      await collection.update(pool.scope, pool.id, (record) => ({
        ...record,
        schema: addCustom(record.schema, input.CustomAttributes ?? []),
        modifiedAt: clock(),
      }));
      return {};
    },

    async GetUserPoolMfaConfig(input, context) {
      await requirePool(parts, context, input.UserPoolId);
      return { MfaConfiguration: 'OFF' };
    },
  };
}

function randomText(): string {
  return Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
}

/** Removes what belongs to a pool that is not there any more, so many records at a time. */
async function deleteContents(store: Store, { id, scope }: UserPool): Promise<void> {
  const prefix = ofPool(id);
  const clients = await store.collection(clientsOfPools).list(scope, { prefix });
  await store.commit([
    store.collection(signingKeys).deleting(scope, id),
    ...clients.map(({ value }) => store.collection(userPoolClients).deleting(scope, value.clientId)),
  ]);
  for (const definition of [
    clientsOfPools,
    resourceServers,
    userPoolGroups,
    poolUsers,
    userAliases,
    groupMembers,
    refreshTokens,
  ]) {
    const collection = store.collection<unknown>({ name: definition.name, version: definition.version });
    for (;;) {
      const some = await collection.list(scope, { prefix, limit: DELETED_AT_ONCE });
      if (some.length > 0) await store.commit(some.map((record) => collection.deleting(scope, record.id)));
      if (some.length < DELETED_AT_ONCE) break;
    }
  }
}
