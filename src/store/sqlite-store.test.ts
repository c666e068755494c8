import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import { storeContract } from './contract.ts';
import { openDatabase } from './sqlite-database.ts';
import { migrate, migrations } from './sqlite-migrations.ts';
import { LIST } from './sqlite-records.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { type CollectionDefinition, RevisionConflictError } from './store.ts';

const directory = mkdtempSync(join(tmpdir(), 'alicorn-store-'));
let files = 0;
const newFile = (): string => join(directory, `data-${++files}`, 'alicorn.db');
after(() => rmSync(directory, { recursive: true }));

const scope = { account: '111111111111', region: 'eu-west-1' };
const counters: CollectionDefinition<{ count: number }> = { name: 'counters', version: 1 };

storeContract('SQLite in memory', () => openSqliteStore(':memory:'));
storeContract('SQLite file', () => openSqliteStore(newFile()));

describe('SQLite file', () => {
  it('is readable by its owner alone, with its log beside it', async () => {
    const path = newFile();
    const store = openSqliteStore(path);
    await store.collection(counters).put(scope, 'a', { count: 1 });
    for (const name of [path, `${path}-wal`, `${path}-shm`])
      assert.equal(statSync(name).mode & 0o777, 0o600, name);
    assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
    await store.close();
  });

  it('syncs every commit to disk, which only a power loss could show', () => {
    const database = openDatabase(newFile());
    // 2 is FULL. https://www.sqlite.org/pragma.html#pragma_synchronous
    assert.deepEqual({ ...database.prepare('PRAGMA synchronous').get() }, { synchronous: 2 });
    assert.deepEqual({ ...database.prepare('PRAGMA journal_mode').get() }, { journal_mode: 'wal' });
    database.close();
  });

  it('keeps records, revisions and blobs over a restart', async () => {
    const path = newFile();
    const first = openSqliteStore(path);
    const written = await first.collection(counters).put(scope, 'a', { count: 1 });
    const name = await first.blobs.put(Buffer.from('code'));
    await first.close();
    const second = openSqliteStore(path);
    assert.deepEqual(await second.collection(counters).get(scope, 'a'), written);
    assert.equal(Buffer.from((await second.blobs.get(name)) ?? []).toString(), 'code');
    assert.ok((await second.collection(counters).put(scope, 'b', { count: 1 })).revision > written.revision);
    await second.close();
  });

  it('upgrades documents of older forms and refuses newer ones', async () => {
    const path = newFile();
    const old = openSqliteStore(path);
    await old.collection<{ n: number }>({ name: 'counters', version: 1 }).put(scope, 'a', { n: 7 });
    await old.close();
    const upgrade = (value: unknown, from: number) => ({ count: Object(value).n + from });
    const store = openSqliteStore(path);
    const collection = store.collection({ name: 'counters', version: 2, upgrade });
    assert.deepEqual((await collection.get(scope, 'a'))?.value, { count: 8 });
    await collection.update(scope, 'a', ({ count }) => ({ count: count + 1 }));
    assert.deepEqual((await collection.list(scope))[0]?.value, { count: 9 });
    await store.close();
    const older = openSqliteStore(path);
    await assert.rejects(older.collection(counters).get(scope, 'a'), /has form 2, .* knows form 1/);
    await older.close();
  });

  it('holds revision checks against another opener of the same file', async () => {
    const path = newFile();
    const [one, two] = [openSqliteStore(path), openSqliteStore(path)];
    const first = await one.collection(counters).put(scope, 'a', { count: 1 }, 0);
    assert.deepEqual(await two.collection(counters).get(scope, 'a'), first);
    await assert.rejects(two.collection(counters).put(scope, 'a', { count: 2 }, 0), RevisionConflictError);
    const increment = (value: { count: number }) => ({ count: value.count + 1 });
    const updates = Array.from({ length: 20 }, (_, i) =>
      [one, two][i % 2]?.collection(counters).update(scope, 'a', increment),
    );
    await Promise.all(updates);
    assert.equal((await two.collection(counters).get(scope, 'a'))?.value.count, 21);
    await Promise.all([one.close(), two.close()]);
  });

  it('looks for a page of a list between its bounds alone', () => {
    const database = openDatabase(':memory:');
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${LIST}`).all('c', 'a', 'r', 'p', '', 'q', 1);
    database.close();
    assert.deepEqual(
      plan.map(({ detail }) => detail),
      ['SEARCH records USING PRIMARY KEY (collection=? AND account=? AND region=? AND id>? AND id<?)'],
    );
  });

  it('acknowledges a commit although a listener throws, and reports the fault', async () => {
    const store = openSqliteStore(':memory:');
    const fault = new Error('a bug in a listener');
    store.subscribe(() => {
      throw fault;
    });
    const reported = new Promise((resolve) => process.once('warning', resolve));
    await store.collection(counters).put(scope, 'a', { count: 1 });
    assert.equal(await reported, fault);
    await store.close();
  });
});

describe('database migrations', () => {
  it('goes on finding records of every form by their ids', async () => {
    const path = newFile();
    const old = openDatabase(path, migrations.slice(0, 1));
    old.exec(
      `INSERT INTO records VALUES ('counters', '111111111111', 'eu-west-1', 'a', 1, 1, '{"count":1}')`,
    );
    old.close();
    const store = openSqliteStore(path);
    const collection = store.collection(counters);
    assert.deepEqual((await collection.find('a'))[0]?.value, { count: 1 });
    await collection.update(scope, 'a', ({ count }) => ({ count: count + 1 }));
    assert.deepEqual((await collection.find('a'))[0]?.value, { count: 2 });
    await store.close();
  });

  it('refuses a database of a newer version, unchanged', () => {
    const path = newFile();
    void openSqliteStore(path).close();
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    database.close();
    assert.throws(() => openSqliteStore(path), {
      name: 'IncompatibleDatabaseError',
      message: /newer Alicorn/,
    });
  });

  it('refuses files of other programs', () => {
    const path = join(directory, 'other.db');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE theirs (x)');
    database.close();
    assert.throws(() => openSqliteStore(path), /another program/);
    const text = join(directory, 'text.db');
    writeFileSync(text, 'not a database, but longer than a header would be '.repeat(40));
    assert.throws(() => openSqliteStore(text), /not a database/);
  });

  it('runs only the missing steps, and undoes all of them when one fails', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, ['CREATE TABLE one (x)']);
    const failing = ['CREATE TABLE one (x)', 'CREATE TABLE two (x)', 'INSERT INTO missing VALUES (1)'];
    assert.throws(() => migrate(database, failing), /missing/);
    migrate(database, ['CREATE TABLE one (x)', 'CREATE TABLE two (x)', 'INSERT INTO two VALUES (2)']);
    assert.deepEqual({ ...database.prepare('SELECT x FROM two').get() }, { x: 2 });
    assert.deepEqual({ ...database.prepare('PRAGMA user_version').get() }, { user_version: 3 });
    database.close();
  });
});
