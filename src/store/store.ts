/** Where a record belongs. Records of global services (IAM) use {@link GLOBAL_REGION}. */
export interface Scope {
  /** Twelve-digit AWS account id. */
  readonly account: string;
  /** AWS region name, or {@link GLOBAL_REGION}. */
  readonly region: string;
}

/** The region under which records of services without regions are kept. */
export const GLOBAL_REGION = 'aws-global';

/** A JSON document as the store gives it back. `value` is a private copy: changing it changes nothing stored. */
export interface Stored<T> {
  readonly scope: Scope;
  readonly id: string;
  readonly value: T;
  /** Store-wide, ever-growing number of the commit that last wrote this record; at least 1. */
  readonly revision: number;
}

/** Declares a typed collection. Declaring the same name twice with different versions is a programming error. */
export interface CollectionDefinition<T> {
  /** Lower-case words joined by hyphens, e.g. `rest-apis`. */
  readonly name: string;
  /** Version of the document's form; 1 at first. Each stored document carries the version it was written in. */
  readonly version: number;
  /** Brings a document written in version `from` (< `version`) into the present form. Required from version 2 on. */
  readonly upgrade?: (value: unknown, from: number) => T;
  /**
   * True where ids mean something only within an account and region, so that {@link Collection.find} is not offered.
   * Writing such a record costs half: for collections of very many. Declare it from the first record on.
   */
  readonly local?: boolean;
}

/** What {@link Collection.list} takes. */
export interface ListOptions {
  /** Only ids that start with this text. */
  readonly prefix?: string;
  /** Only ids after this one, in byte order of their UTF-8. */
  readonly after?: string;
  /** At most this many records (default: no limit). */
  readonly limit?: number;
}

/** One write of an atomic commit; made by the `putting` and `deleting` methods of a collection. */
export interface Change {
  readonly collection: string;
  readonly scope: Scope;
  readonly id: string;
  /** The document's new JSON text, or undefined to delete. */
  readonly json: string | undefined;
  /** Version of the document's form. */
  readonly version: number;
  /** As {@link CollectionDefinition.local}. */
  readonly local?: boolean;
  /** The revision that the record must have now: 0 = must not exist, undefined = whatever it is. */
  readonly ifRevision: number | undefined;
}

/**
 * What happened, as the change feed tells it: after the commit, in commit order, before the writer's promise resolves.
 * An engine made for several processes (PostgreSQL) also tells the writes of the others, the embedded one does not.
 */
export interface ChangeEvent {
  readonly collection: string;
  readonly scope: Scope;
  readonly id: string;
  readonly revision: number;
  readonly deleted: boolean;
}

/** Thrown when a change's `ifRevision` does not hold; nothing of the commit was written. */
export class RevisionConflictError extends Error {
  override readonly name = 'RevisionConflictError';
  readonly change: Pick<Change, 'collection' | 'scope' | 'id'>;

  constructor(change: Pick<Change, 'collection' | 'scope' | 'id'>) {
    super(`${change.collection}/${change.id} was changed by somebody else`);
    this.change = change;
  }
}

/** JSON documents of one type, keyed by scope and id. Ids are compared byte by byte; composite ids join parts by `/`. */
export interface Collection<T> {
  get(scope: Scope, id: string): Promise<Stored<T> | undefined>;
  /**
   * The records with this id in any account and region: for look-ups that know only a globally unique id. Throws TypeError
   * for a collection that is declared `local`.
   */
  find(id: string): Promise<Stored<T>[]>;
  /** Records of one account and region in byte order of their ids. */
  list(scope: Scope, options?: ListOptions): Promise<Stored<T>[]>;
  /** Records of every account and region, in order of account, region and id. */
  listAll(): Promise<Stored<T>[]>;
  /** Writes a whole document; resolves when it is durable. Throws {@link RevisionConflictError}. */
  put(scope: Scope, id: string, value: T, ifRevision?: number): Promise<Stored<T>>;
  /**
   * Reads, changes and writes one record so that no concurrent change is lost: `change` runs again on the newer
   * document when another writer came first. Undefined when there is no such record. What `change` throws is passed on.
   */
  update(scope: Scope, id: string, change: (value: T) => T): Promise<Stored<T> | undefined>;
  /** True if there was a record. Throws {@link RevisionConflictError}. */
  delete(scope: Scope, id: string, ifRevision?: number): Promise<boolean>;
  /** A change for {@link Store.commit}. */
  putting(scope: Scope, id: string, value: T, ifRevision?: number): Change;
  /** A change for {@link Store.commit}. */
  deleting(scope: Scope, id: string, ifRevision?: number): Change;
}

/** Immutable byte strings named by their content (Lambda code, large documents). */
export interface BlobStore {
  /** Keeps the bytes and gives their name: the lower-case hex SHA-256. Putting the same bytes twice keeps them once. */
  put(bytes: Uint8Array): Promise<string>;
  get(name: string): Promise<Uint8Array | undefined>;
  delete(name: string): Promise<void>;
}

/** Durable records with a change feed. One contract, several engines; every engine passes `store/contract.ts`. */
export interface Store {
  collection<T>(definition: CollectionDefinition<T>): Collection<T>;
  readonly blobs: BlobStore;
  /**
   * Writes all changes or none; resolves to the commit's revision when they are durable.
   * Throws {@link RevisionConflictError}.
   */
  commit(changes: readonly Change[]): Promise<number>;
  /** Calls `listener` for every change committed from now on; gives the function that ends it. Listeners must not throw. */
  subscribe(listener: (event: ChangeEvent) => void): () => void;
  /** Finishes what was begun, then releases the files. Later calls fail. */
  close(): Promise<void>;
}
