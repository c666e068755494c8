import { registerHooks } from 'node:module';
import type { InstanceName, LibraryRequest } from './messages.ts';
import { type Listing, type ListingOptions, listObjects } from './s3-listing.ts';
import { type LibraryInstance, serveLibrary } from './serve-library.ts';

/** As much of fauxqs as is used here. What it doesn't export is imported by its place; its version is exact. */
interface Queue {
  persistence: Persistence;
}
interface QueueStore {
  persistence: Persistence;
  allQueues(): Iterable<Queue>;
}
interface OtherStore {
  persistence: Persistence;
}
interface S3Object {
  readonly key: string;
}
interface ObjectStore extends OtherStore {
  readonly buckets: ReadonlyMap<string, ReadonlyMap<string, S3Object>>;
  listObjects(bucket: string, options?: ListingOptions): Listing<S3Object>;
}
interface Persistence {
  readonly db: { exec(sql: string): void };
  load(queues: QueueStore, topics: OtherStore, buckets: ObjectStore): void;
  close(): void;
}
interface Fauxqs {
  readonly SqsStore: new () => QueueStore;
  readonly SnsStore: new () => OtherStore;
  readonly S3Store: new () => ObjectStore;
  readonly PersistenceManager: new (directory: string) => Persistence;
  readonly buildApp: (options: {
    logger: boolean;
    defaultRegion: string;
    stores: { sqsStore: QueueStore; snsStore: OtherStore; s3Store: ObjectStore };
  }) => App;
}
interface App {
  inject(request: {
    method: string;
    url: string;
    headers: Readonly<Record<string, string>>;
    payload?: Buffer;
  }): Promise<{
    readonly statusCode: number;
    readonly rawPayload: Buffer;
    readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  }>;
  close(): Promise<void>;
}

const LIBRARY = new URL('./', import.meta.resolve('fauxqs')).href;
/** Which account a module is loaded for, in its address. */
const ACCOUNT = '?account=';
const ACCOUNT_CONSTANT = 'DEFAULT_ACCOUNT_ID = "000000000000"';

/**
 * The library knows one account, a constant. Each account gets modules of its own with its own number there, so that
 * ARNs are right wherever they are made, in messages too. These hooks are of this thread alone.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const account = context.parentURL?.split(ACCOUNT)[1];
    if (account === undefined || !resolved.url.startsWith(LIBRARY) || resolved.url.includes(ACCOUNT)) {
      return resolved;
    }
    return { ...resolved, url: resolved.url + ACCOUNT + account };
  },
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.startsWith(`${LIBRARY}common/types.js${ACCOUNT}`)) return loaded;
    const source = Buffer.from((loaded.source ?? '') as Uint8Array).toString();
    if (!source.includes(ACCOUNT_CONSTANT)) throw new Error('this version of fauxqs is not known here');
    const account = url.slice(-12);
    return { ...loaded, source: source.replace(ACCOUNT_CONSTANT, `DEFAULT_ACCOUNT_ID = "${account}"`) };
  },
});

async function load(account: string): Promise<Fauxqs> {
  const [app, sqs, sns, s3, persistence] = await Promise.all(
    ['app.js', 'sqs/sqsStore.js', 'sns/snsStore.js', 's3/s3Store.js', 'persistence.js'].map(
      (path) => import(`${LIBRARY}${path}${ACCOUNT}${account}`),
    ),
  );
  return { ...app, ...sqs, ...sns, ...s3, ...persistence };
}

/** Puts the keys of lists in order. A bucket that is not there stays the library's to refuse. */
function listInOrder(store: ObjectStore): void {
  const refuse = store.listObjects.bind(store);
  store.listObjects = (name, options) => {
    const bucket = store.buckets.get(name);
    return bucket ? listObjects(bucket.values(), options) : refuse(name, options);
  };
}

async function open({ account, region, directory }: InstanceName): Promise<LibraryInstance> {
  const { SqsStore, SnsStore, S3Store, PersistenceManager, buildApp } = await load(account);
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  listInOrder(stores.s3Store);
  const persistence = new PersistenceManager(directory);
  // What is acknowledged survives a power failure.
  persistence.db.exec('PRAGMA synchronous = FULL');
  // Before the stores write through, as loading would otherwise replace each queue, and with it its messages.
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  for (const store of Object.values(stores)) store.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  return {
    answer: (request) => inject(app, request),
    async close() {
      await app.close();
      persistence.close();
    },
  };
}

async function inject(app: App, { method, path, headers, body }: LibraryRequest) {
  const {
    statusCode,
    rawPayload,
    headers: answered,
  } = await app.inject({
    method,
    url: path,
    headers,
    ...(body.byteLength > 0 && { payload: Buffer.from(body) }),
  });
  const rawHeaders: string[] = [];
  for (const [name, value] of Object.entries(answered)) {
    if (value === undefined || name === 'connection') continue;
    for (const one of Array.isArray(value) ? value : [value]) rawHeaders.push(name, String(one));
  }
  return { status: statusCode, rawHeaders, body: rawPayload };
}

serveLibrary(open);
