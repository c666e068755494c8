import {
  ofPool,
  type ResourceServerRecord,
  resourceServers,
  type UserPoolClientRecord,
  type UserPoolRecord,
  userPoolClients,
  userPoolDomains,
  userPools,
} from '../definitions/user-pools.ts';
import type { Scope, Store } from '../store/store.ts';

/** A pool and where it is. */
export interface UserPool extends UserPoolRecord {
  readonly scope: Scope;
}

/** An app client with its pool. */
export interface ClientOfPool {
  readonly pool: UserPool;
  readonly client: UserPoolClientRecord;
}

/** Finds pools and what belongs to them by the names that anybody may send: they are unique in the whole store. */
export class UserPools {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async pool(poolId: string): Promise<UserPool | undefined> {
    const [found] = await this.#store.collection(userPools).find(poolId);
    return found && { ...found.value, scope: found.scope };
  }

  async client(clientId: string): Promise<ClientOfPool | undefined> {
    const [found] = await this.#store.collection(userPoolClients).find(clientId);
    const pool = found && (await this.pool(found.value.poolId));
    return pool && { pool, client: found.value };
  }

  /** @param domain the prefix: `my-app` of `my-app.auth.us-east-1.amazoncognito.com` */
  async poolOfDomain(domain: string): Promise<UserPool | undefined> {
    const [found] = await this.#store.collection(userPoolDomains).find(domain);
    return found && this.pool(found.value.poolId);
  }

  /** In order of their identifiers. */
  async resourceServers(pool: UserPool): Promise<ResourceServerRecord[]> {
    const stored = await this.#store
      .collection(resourceServers)
      .list(pool.scope, { prefix: ofPool(pool.id) });
    return stored.map(({ value }) => value);
  }
}
