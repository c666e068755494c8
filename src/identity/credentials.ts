import type { Clock } from '../clock.ts';
import { type ChangeEvent, GLOBAL_REGION, type Store } from '../store/store.ts';
import { formatArn } from './arn.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Caller, Principal, RootPrincipal } from './principal.ts';
import { type AccessKeyRecord, accessKeys, roles, type UserRecord, users } from './records.ts';
import type { SessionTokens } from './session-token.ts';

/** Credentials that exist and may be used, or why not. */
export type ResolvedCredentials =
  | { readonly secretAccessKey: string; readonly caller: Caller }
  | { readonly refused: 'unknown-key' | 'unknown-token' | 'expired-token' };

/** Knows whose an access key is. */
export interface Credentials {
  /**
   * @param accessKeyId as the client gave it
   * @param sessionToken with temporary credentials
   */
  resolve(accessKeyId: string, sessionToken: string | undefined): Promise<ResolvedCredentials>;
  /** Stops following the store's changes. */
  close(): void;
}

interface LongTermKey {
  readonly account: string;
  /** Lower-case user name; undefined for a root key. */
  readonly userId: string | undefined;
  readonly accessKeyId: string;
  readonly resolved: ResolvedCredentials;
}

const MAXIMUM_ID_LENGTH = 128;
const CACHED_KEYS = 10_000;
const CACHED_OWNERS = 10_000;

const UNKNOWN_KEY: ResolvedCredentials = { refused: 'unknown-key' };
const UNKNOWN_TOKEN: ResolvedCredentials = { refused: 'unknown-token' };
const EXPIRED_TOKEN: ResolvedCredentials = { refused: 'expired-token' };

/** The owner of everything in an account. */
export function rootPrincipal(account: string): RootPrincipal {
  return { type: 'Root', account, arn: formatArn('iam', '', account, 'root'), userId: account };
}

/**
 * Resolves access keys from the store, remembering what it found until a change of the key, of its user or of the
 * session's role is told by the store.
 */
export function createCredentials(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly sessionTokens: SessionTokens;
}): Credentials {
  return new StoreCredentials(parts.store, parts.clock, parts.sessionTokens);
}

class StoreCredentials implements Credentials {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #sessionTokens: SessionTokens;
  readonly #keys = new BoundedCache<LongTermKey>(CACHED_KEYS);
  /** Unique ids of users and roles by `collection/account/id`; empty when there is none. */
  readonly #owners = new BoundedCache<string>(CACHED_OWNERS);
  readonly #unsubscribe: () => void;
  /** Grows with every relevant change, so that what was read before one is not remembered after it. */
  #generation = 0;

  constructor(store: Store, clock: Clock, sessionTokens: SessionTokens) {
    this.#store = store;
    this.#clock = clock;
    this.#sessionTokens = sessionTokens;
    this.#unsubscribe = store.subscribe((event) => this.#forget(event));
  }

  close(): void {
    this.#unsubscribe();
  }

  async resolve(accessKeyId: string, sessionToken: string | undefined): Promise<ResolvedCredentials> {
    if (accessKeyId.length > MAXIMUM_ID_LENGTH) return UNKNOWN_KEY;
    if (sessionToken !== undefined) return this.#resolveSession(accessKeyId, sessionToken);
    const known = this.#keys.get(accessKeyId);
    return known ? known.resolved : this.#readKey(accessKeyId);
  }

  async #readKey(accessKeyId: string): Promise<ResolvedCredentials> {
    const generation = this.#generation;
    const [found] = await this.#store.collection(accessKeys).find(accessKeyId);
    if (found?.value.status !== 'Active') return UNKNOWN_KEY;
    const { account } = found.scope;
    const userId = found.value.userName?.toLowerCase();
    const principal = await this.#ownerOf(account, found.value);
    if (!principal) return UNKNOWN_KEY;
    const caller = { principal, session: { accessKeyId } };
    const resolved = { secretAccessKey: found.value.secretAccessKey, caller };
    if (generation === this.#generation) {
      this.#keys.set(accessKeyId, { account, userId, accessKeyId, resolved });
    }
    return resolved;
  }

  async #ownerOf(account: string, key: AccessKeyRecord): Promise<Principal | undefined> {
    if (key.userName === undefined) return rootPrincipal(account);
    const scope = { account, region: GLOBAL_REGION };
    const user = await this.#store.collection(users).get(scope, key.userName.toLowerCase());
    return user && userPrincipal(account, user.value);
  }

  async #resolveSession(accessKeyId: string, sessionToken: string): Promise<ResolvedCredentials> {
    const token = await this.#sessionTokens.open(accessKeyId, sessionToken);
    if (!token) return UNKNOWN_TOKEN;
    if (token.session.expiresAt <= this.#clock()) return EXPIRED_TOKEN;
    if (!(await this.#exists(token.principal))) return UNKNOWN_TOKEN;
    const caller = { principal: token.principal, session: token.session };
    return { secretAccessKey: token.secretAccessKey, caller };
  }

  /** Whether the user or role of a session is still the one that it was given to. */
  async #exists(principal: Principal): Promise<boolean> {
    const { account } = principal;
    if (principal.type === 'User' && principal.userId.startsWith('AIDA')) {
      return (await this.#ownerId('user', account, principal.userName)) === principal.userId;
    }
    if (principal.type === 'AssumedRole') {
      const roleId = principal.userId.split(':', 1)[0];
      return (await this.#ownerId('role', account, principal.roleName)) === roleId;
    }
    return true;
  }

  async #ownerId(kind: 'user' | 'role', account: string, name: string): Promise<string> {
    const id = name.toLowerCase();
    const key = ownerKey(kind === 'user' ? users.name : roles.name, account, id);
    const known = this.#owners.get(key);
    if (known !== undefined) return known;
    const generation = this.#generation;
    const scope = { account, region: GLOBAL_REGION };
    const found =
      kind === 'user'
        ? await this.#store.collection(users).get(scope, id)
        : await this.#store.collection(roles).get(scope, id);
    const ownerId = found?.value.id ?? '';
    if (generation === this.#generation) this.#owners.set(key, ownerId);
    return ownerId;
  }

  #forget({ collection, scope, id }: ChangeEvent): void {
    if (collection !== accessKeys.name && collection !== users.name && collection !== roles.name) return;
    this.#generation++;
    if (collection === accessKeys.name) this.#keys.delete(id);
    else this.#owners.delete(ownerKey(collection, scope.account, id));
    if (collection === users.name) {
      this.#keys.deleteWhere((key) => key.account === scope.account && key.userId === id);
    }
  }
}

function ownerKey(collection: string, account: string, id: string): string {
  return `${collection}/${account}/${id}`;
}

function userPrincipal(account: string, user: UserRecord): Principal {
  return { type: 'User', account, arn: user.arn, userId: user.id, userName: user.name };
}
