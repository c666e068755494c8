import {
  type AliasAttribute,
  groupMembers,
  ofPool,
  type PoolUserRecord,
  poolUsers,
  refreshTokens,
  userAliases,
} from '../definitions/user-pools.ts';
import type { Change, Store, Stored } from '../store/store.ts';
import { RevisionConflictError } from '../store/store.ts';
import type { UserPool } from './user-pool.ts';
import { UserPoolError } from './user-pool-error.ts';

/** How often a change is begun anew because somebody else came first. */
const MAXIMUM_ATTEMPTS = 10;

/** The users of pools, and the other names by which they are found. */
export class PoolUsers {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** By user name, by `sub`, or by an attribute that the pool lets users sign in with. */
  async find(pool: UserPool, name: string): Promise<PoolUserRecord | undefined> {
    return (await this.#find(pool, name))?.value;
  }

  async bySub(pool: UserPool, sub: string): Promise<PoolUserRecord | undefined> {
    const alias = await this.#store.collection(userAliases).get(pool.scope, aliasId(pool, 'sub', sub));
    return alias && (await this.#get(pool, alias.value.username))?.value;
  }

  /**
   * In order of user names.
   * @param after id of the record before the first one wanted, as `idOf` gives it
   */
  async list(
    pool: UserPool,
    options: { limit: number; after?: string | undefined },
  ): Promise<PoolUserRecord[]> {
    const { limit, after } = options;
    const stored = await this.#store
      .collection(poolUsers)
      .list(pool.scope, { prefix: ofPool(pool.id), limit, ...(after !== undefined && { after }) });
    return stored.map(({ value }) => value);
  }

  /**
   * Throws UsernameExistsException, AliasExistsException.
   * @param options.takeAliases gives aliases to this user that others have (ForceAliasCreation)
   */
  async create(
    pool: UserPool,
    user: PoolUserRecord,
    options: { readonly takeAliases?: boolean } = {},
  ): Promise<void> {
    const changes: Change[] = [
      this.#store.collection(poolUsers).putting(pool.scope, userId(pool, user.username), user, 0),
    ];
    for (const id of aliasesOf(pool, user)) {
      if (options.takeAliases) changes.push(...(await this.#takeAlias(pool, id, user.username, options)));
      else changes.push(this.#claimAlias(pool, id, user.username, 0));
    }
    try {
      await this.#store.commit(changes);
    } catch (error) {
      if (!(error instanceof RevisionConflictError)) throw error;
      // The alias is the user name in pools where it replaces it.
      throw error.change.collection === poolUsers.name || pool.usernameAttributes.length > 0
        ? usernameExists(pool, user)
        : aliasExists(error.change.id);
    }
  }

  /**
   * Reads, changes and writes a user; aliases follow its attributes. `change` may run again. Undefined when there is no
   * such user. Throws what `change` throws, and AliasExistsException.
   * @param options.takeAliases gives aliases to this user that others have (ForceAliasCreation)
   */
  async update(
    pool: UserPool,
    username: string,
    change: (user: PoolUserRecord) => PoolUserRecord,
    options: { readonly takeAliases?: boolean } = {},
  ): Promise<PoolUserRecord | undefined> {
    for (let attempt = 1; ; attempt++) {
      const present = await this.#get(pool, username);
      if (!present) return undefined;
      const before = new Set(aliasesOf(pool, present.value));
      const user = change(structuredClone(present.value));
      const after = new Set(aliasesOf(pool, user));
      const changes = [
        this.#store.collection(poolUsers).putting(pool.scope, present.id, user, present.revision),
      ];
      for (const id of before)
        if (!after.has(id)) changes.push(this.#store.collection(userAliases).deleting(pool.scope, id));
      for (const id of after)
        if (!before.has(id)) changes.push(...(await this.#takeAlias(pool, id, username, options)));
      try {
        await this.#store.commit(changes);
        return user;
      } catch (error) {
        if (!(error instanceof RevisionConflictError) || attempt === MAXIMUM_ATTEMPTS) throw error;
      }
    }
  }

  /** With memberships, aliases and refresh tokens. */
  async delete(pool: UserPool, user: PoolUserRecord): Promise<void> {
    const { scope } = pool;
    const tokens = await this.#store.collection(refreshTokens).list(scope, { prefix: tokensOf(pool, user) });
    await this.#store.commit([
      this.#store.collection(poolUsers).deleting(scope, userId(pool, user.username)),
      ...aliasesOf(pool, user).map((id) => this.#store.collection(userAliases).deleting(scope, id)),
      ...user.groups.map((group) =>
        this.#store.collection(groupMembers).deleting(scope, memberId(pool, group, user.username)),
      ),
      ...tokens.map(({ id }) => this.#store.collection(refreshTokens).deleting(scope, id)),
    ]);
  }

  /** Id of a user's record. */
  idOf(pool: UserPool, user: PoolUserRecord): string {
    return userId(pool, user.username);
  }

  async #find(pool: UserPool, name: string): Promise<Stored<PoolUserRecord> | undefined> {
    const own = await this.#get(pool, name);
    if (own) return own;
    const attributes = ['sub', ...pool.usernameAttributes, ...pool.aliasAttributes];
    for (const attribute of attributes) {
      const alias = await this.#store.collection(userAliases).get(pool.scope, aliasId(pool, attribute, name));
      if (alias) return this.#get(pool, alias.value.username);
    }
    return undefined;
  }

  #get(pool: UserPool, username: string): Promise<Stored<PoolUserRecord> | undefined> {
    return this.#store.collection(poolUsers).get(pool.scope, userId(pool, username));
  }

  #claimAlias(pool: UserPool, id: string, username: string, ifRevision?: number): Change {
    return this.#store.collection(userAliases).putting(pool.scope, id, { username }, ifRevision);
  }

  /** Changes that claim an alias; from another user, whose address is then not verified any more, only if asked to. */
  async #takeAlias(
    pool: UserPool,
    id: string,
    username: string,
    { takeAliases }: { readonly takeAliases?: boolean },
  ): Promise<Change[]> {
    const held = await this.#store.collection(userAliases).get(pool.scope, id);
    // An address that stands for the user name is somebody's name.
    const mayTake = takeAliases === true && pool.usernameAttributes.length === 0;
    if (held && held.value.username !== username && !mayTake) throw aliasExists(id);
    const claim = this.#claimAlias(pool, id, username, held?.revision ?? 0);
    const former = held && held.value.username !== username && (await this.#get(pool, held.value.username));
    if (!former) return [claim];
    const verified = `${id.split('/')[1]}_verified`;
    const attributes = former.value.attributes.map((attribute) =>
      attribute.name === verified ? { ...attribute, value: 'false' } : attribute,
    );
    const changed = { ...former.value, attributes };
    return [
      claim,
      this.#store.collection(poolUsers).putting(pool.scope, former.id, changed, former.revision),
    ];
  }
}

/** Prefix of a user's refresh tokens. */
export function tokensOf(pool: UserPool, user: Pick<PoolUserRecord, 'sub'>): string {
  return `${ofPool(pool.id)}${user.sub}/`;
}

/** Id of a membership. */
export function memberId(pool: UserPool, group: string, username: string): string {
  return `${membersOf(pool, group)}${nameKey(pool, username)}`;
}

/** Prefix of a group's memberships. */
export function membersOf(pool: UserPool, group: string): string {
  return `${ofPool(pool.id)}${encodeURIComponent(group)}/`;
}

function userId(pool: UserPool, username: string): string {
  return `${ofPool(pool.id)}${nameKey(pool, username)}`;
}

function nameKey(pool: UserPool, name: string): string {
  return pool.caseSensitive ? name : name.toLowerCase();
}

function aliasId(pool: UserPool, attribute: string, value: string): string {
  return `${ofPool(pool.id)}${attribute}/${nameKey(pool, value)}`;
}

/**
 * Attributes in place of a user name count at once, aliases when they are verified; a preferred user name needs no proof.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases
 */
function aliasesOf(pool: UserPool, user: PoolUserRecord): string[] {
  const value = (name: string) => user.attributes.find((attribute) => attribute.name === name)?.value;
  const ids = [aliasId(pool, 'sub', user.sub)];
  const add = (attribute: AliasAttribute, counts: boolean) => {
    const text = value(attribute);
    if (counts && text) ids.push(aliasId(pool, attribute, text));
  };
  for (const attribute of pool.usernameAttributes) add(attribute, true);
  for (const attribute of pool.aliasAttributes)
    add(
      attribute,
      user.status !== 'UNCONFIRMED' &&
        (attribute === 'preferred_username' || value(`${attribute}_verified`) === 'true'),
    );
  return ids;
}

function usernameExists(pool: UserPool, user: PoolUserRecord): UserPoolError {
  const [attribute] = pool.usernameAttributes.filter((name) =>
    user.attributes.some((given) => given.name === name),
  );
  const messages = {
    email: 'An account with the given email already exists.',
    phone_number: 'An account with the given phone_number already exists.',
  };
  return new UserPoolError(
    'UsernameExistsException',
    attribute ? messages[attribute] : 'User already exists',
  );
}

function aliasExists(id: string): UserPoolError {
  const attribute = id.split('/')[1];
  return new UserPoolError(
    'AliasExistsException',
    attribute === 'preferred_username'
      ? 'Already found an entry for the preferred_username provided.'
      : `An account with the ${attribute === 'email' ? 'email' : 'given phone_number'} already exists.`,
  );
}
