import type { Clock } from '../../clock.ts';
import {
  type AccessKeyRecord,
  accessKeys,
  type GroupRecord,
  groups,
  type InstanceProfileRecord,
  instanceProfiles,
  type ManagedPolicyRecord,
  managedPolicies,
  type RoleRecord,
  roles,
  type UserRecord,
  users,
} from '../../identity/records.ts';
import {
  type Change,
  type Collection,
  type CollectionDefinition,
  GLOBAL_REGION,
  RevisionConflictError,
  type Scope,
  type Store,
  type Stored,
} from '../../store/store.ts';
import {
  concurrentModification,
  type EntityNoun,
  entityNotFound,
  instanceProfileNotFound,
  policyNotFound,
} from './errors.ts';

/** Attempts at a change that others keep overtaking, before ConcurrentModification. At least one of them succeeds each time. */
const MAXIMUM_ATTEMPTS = 64;

/**
 * Names of the account's own managed policies, which are unique whatever the path while the policies themselves are
 * found by their ARNs. Id: the name in lower case.
 */
const policyNames: CollectionDefinition<{ arn: string }> = { name: 'iam-policy-names', version: 1 };

/** IAM's records, and how they are changed together. */
export class IamRecords {
  readonly store: Store;
  readonly clock: Clock;
  readonly users: NamedRecords<UserRecord>;
  readonly groups: NamedRecords<GroupRecord>;
  readonly roles: NamedRecords<RoleRecord>;
  readonly instanceProfiles: NamedRecords<InstanceProfileRecord>;
  readonly accessKeys: Collection<AccessKeyRecord>;
  readonly policies: Collection<ManagedPolicyRecord>;
  readonly policyNames: Collection<{ arn: string }>;

  constructor(store: Store, clock: Clock) {
    this.store = store;
    this.clock = clock;
    const missing = (noun: EntityNoun) => (name: string) => entityNotFound(noun, name);
    this.users = new NamedRecords(store.collection(users), missing('user'));
    this.groups = new NamedRecords(store.collection(groups), missing('group'));
    this.roles = new NamedRecords(store.collection(roles), missing('role'));
    this.instanceProfiles = new NamedRecords(store.collection(instanceProfiles), instanceProfileNotFound);
    this.accessKeys = store.collection(accessKeys);
    this.policies = store.collection(managedPolicies);
    this.policyNames = store.collection(policyNames);
  }

  /** A customer managed policy. Throws NoSuchEntity. */
  async requirePolicy(account: string, arn: string): Promise<Stored<ManagedPolicyRecord>> {
    const policy = await this.policies.get(globalScope(account), arn);
    if (policy === undefined) throw policyNotFound(arn);
    return policy;
  }

  /**
   * Makes a change of several records that holds together: `plan` reads and says what to write, each record with the
   * revision it was read at, and runs again when somebody else was faster.
   */
  async change<R>(
    plan: () => Promise<{ readonly changes: readonly Change[]; readonly result: R }>,
  ): Promise<R> {
    for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt++) {
      const { changes, result } = await plan();
      try {
        if (changes.length > 0) await this.store.commit(changes);
        return result;
      } catch (error) {
        if (!(error instanceof RevisionConflictError)) throw error;
      }
    }
    throw concurrentModification();
  }
}

/** Where an account's IAM records are. */
export function globalScope(account: string): Scope {
  return { account, region: GLOBAL_REGION };
}

/** Records found by a name that is unique in the account without regard to case. */
export class NamedRecords<R extends { name: string; path: string }> {
  readonly #collection: Collection<R>;
  readonly #missing: (name: string) => Error;

  constructor(collection: Collection<R>, missing: (name: string) => Error) {
    this.#collection = collection;
    this.#missing = missing;
  }

  find(account: string, name: string): Promise<Stored<R> | undefined> {
    return this.#collection.get(globalScope(account), idOf(name));
  }

  /** Throws NoSuchEntity. */
  async require(account: string, name: string): Promise<Stored<R>> {
    const record = await this.find(account, name);
    if (record === undefined) throw this.#missing(name);
    return record;
  }

  /** All of the account, sorted by name without regard to case. */
  list(account: string): Promise<Stored<R>[]> {
    return this.#collection.list(globalScope(account));
  }

  /** Changes one record. Throws NoSuchEntity, and what `change` throws. */
  async update(account: string, name: string, change: (record: R) => R): Promise<R> {
    const updated = await this.#collection.update(globalScope(account), idOf(name), change);
    if (updated === undefined) throw this.#missing(name);
    return updated.value;
  }

  /** The change that makes a record; it conflicts when the name is taken. */
  creating(account: string, record: R): Change {
    return this.#collection.putting(globalScope(account), idOf(record.name), record, 0);
  }

  /**
   * The change that writes a record over the version that was read. Writing it unchanged makes sure that it still
   * exists, as it was read, when the other changes of the commit are made.
   */
  writing(read: Stored<R>, record: R = read.value): Change {
    return this.#collection.putting(read.scope, read.id, record, read.revision);
  }

  /** The change that deletes the version that was read. */
  deleting(read: Stored<R>): Change {
    return this.#collection.deleting(read.scope, read.id, read.revision);
  }
}

/** The id of a record with this name. */
export function idOf(name: string): string {
  return name.toLowerCase();
}
