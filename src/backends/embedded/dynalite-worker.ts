import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { InstanceName, LibraryAnswer, LibraryRequest } from './messages.ts';
import { type LibraryInstance, serveLibrary } from './serve-library.ts';

/** As much of dynalite and of the LevelDB below it as is used here. */
type Dynalite = (options: {
  path: string;
  createTableMs: number;
  deleteTableMs: number;
  updateTableMs: number;
}) => EventEmitter;
interface LevelDatabase {
  readonly location: string;
  open(): Promise<void>;
  close(): Promise<void>;
  iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>;
  put(key: string, value: unknown): Promise<void>;
}
interface LevelInternals extends LevelDatabase {
  _open(options: object): Promise<void>;
  _put(key: unknown, value: unknown, options: object): Promise<void>;
  _del(key: unknown, options: object): Promise<void>;
  _batch(operations: unknown, options: object): Promise<void>;
}
type Level = (new (
  path: string,
  options: { valueEncoding: 'json' },
) => LevelDatabase) & { prototype: LevelInternals };

const require = createRequire(import.meta.url);
const dynalite: Dynalite = require('dynalite');
const { Level }: { Level: Level } = createRequire(require.resolve('dynalite'))('level');

/** The databases that dynalite has opened, by directory: it closes its own only after having listened. */
const databases = new Map<string, LevelDatabase>();

function noteDatabases({ prototype }: Level): void {
  const { _open } = prototype;
  prototype._open = function (options) {
    databases.set(this.location, this);
    return _open.call(this, options);
  };
}

/** dynalite leaves its writes to the operating system; what is acknowledged here has to survive a power failure. */
function synchronizeWrites({ prototype }: Level): void {
  const { _put, _del, _batch } = prototype;
  prototype._put = function (key, value, options) {
    return _put.call(this, key, value, { ...options, sync: true });
  };
  prototype._del = function (key, options) {
    return _del.call(this, key, { ...options, sync: true });
  };
  prototype._batch = function (operations, options) {
    return _batch.call(this, operations, { ...options, sync: true });
  };
}

/** Ends of table operations are kept in memory alone: those that a crash took away are done now. */
async function finishTableOperations(path: string): Promise<string[]> {
  const database = new Level(path, { valueEncoding: 'json' });
  const deleting: string[] = [];
  await database.open();
  try {
    for await (const [key, table] of database.iterator({ gte: 'table~', lt: 'table\u007f' })) {
      if (typeof table !== 'object' || table === null || !('TableStatus' in table)) continue;
      if (table.TableStatus === 'ACTIVE') continue;
      if (table.TableStatus === 'DELETING') deleting.push(key.slice('table~'.length));
      await database.put(key, activated(table));
    }
  } finally {
    await database.close();
  }
  return deleting;
}

function activated(table: object): object {
  const indexes = 'GlobalSecondaryIndexes' in table ? table.GlobalSecondaryIndexes : undefined;
  return {
    ...table,
    TableStatus: 'ACTIVE',
    ...(Array.isArray(indexes) && {
      GlobalSecondaryIndexes: indexes.map((index: object) => ({ ...index, IndexStatus: 'ACTIVE' })),
    }),
  };
}

async function open({ account, region, directory }: InstanceName): Promise<LibraryInstance> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const deleting = await finishTableOperations(directory);
  // Where dynalite takes them from, while it is made; this thread's environment is its own.
  process.env.AWS_ACCOUNT_ID = account;
  process.env.AWS_REGION = region;
  const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const answer = (request: LibraryRequest) => inject(server, request);
  for (const TableName of deleting) await answer(deleteTable(TableName));
  return {
    answer,
    async close() {
      await databases.get(directory)?.close();
      databases.delete(directory);
    },
  };
}

function deleteTable(TableName: string): LibraryRequest {
  return {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.DeleteTable',
      'x-amz-date': '20120810T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=-, SignedHeaders=-, Signature=-',
    },
    body: Buffer.from(JSON.stringify({ TableName })),
  };
}

/** Gives dynalite's HTTP handler a request without a connection. */
function inject(server: EventEmitter, request: LibraryRequest): Promise<LibraryAnswer> {
  const { promise, resolve } = Promise.withResolvers<LibraryAnswer>();
  const incoming = Object.assign(new EventEmitter(), {
    method: request.method,
    url: request.path,
    headers: request.headers,
  });
  const rawHeaders: string[] = [];
  const response = {
    statusCode: 200,
    setHeader: (name: string, value: unknown) => rawHeaders.push(name, String(value)),
    end: (text = '') => resolve({ status: response.statusCode, rawHeaders, body: Buffer.from(text) }),
  };
  server.emit('request', incoming, response);
  incoming.emit('data', Buffer.from(request.body));
  incoming.emit('end');
  return promise;
}

noteDatabases(Level);
synchronizeWrites(Level);
serveLibrary(open);
