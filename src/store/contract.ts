import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { away, elsewhere, type Given, home, type Note, notes } from './contract-parts.ts';
import { commitsContract, feedContract, updatesContract } from './contract-writes.ts';
import { RevisionConflictError, type Store } from './store.ts';

/**
 * The suite that every engine of {@link Store} passes.
 * @param open gives a fresh, empty store; the suite closes it
 */
export function storeContract(name: string, open: () => Promise<Store> | Store): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());
    const given: Given = () => store;
    describe('records', () => recordsContract(given));
    describe('lists', () => listsContract(given));
    describe('updates', () => updatesContract(given));
    describe('commits', () => commitsContract(given));
    describe('change feed', () => feedContract(given));
    describe('local collections', () => localContract(given));
    describe('document versions', () => versionsContract(given));
    describe('blobs', () => blobsContract(given));
    it('refuses writes after close', async () => {
      const collection = store.collection(notes);
      await store.close();
      await assert.rejects(collection.put(home, 'a', { text: 'late' }));
      await assert.rejects(store.commit([collection.putting(home, 'a', { text: 'late' })]));
    });
    it('writes what was begun before close', async () => {
      const written = store.collection(notes).put(home, 'a', { text: 'begun' });
      await store.close();
      assert.equal((await written).value.text, 'begun');
    });
  });
}

function recordsContract(given: Given): void {
  it('gives back what was put, as a private copy', async () => {
    const collection = given().collection(notes);
    const value = { text: 'horn 🦄 \u0000 "x"' };
    const put = await collection.put(home, 'a', value);
    value.text = 'changed by the writer';
    const got = await collection.get(home, 'a');
    assert.deepEqual(got, put);
    assert.deepEqual(got?.value, { text: 'horn 🦄 \u0000 "x"' });
    if (got) got.value.text = 'changed by a reader';
    assert.equal((await collection.get(home, 'a'))?.value.text, 'horn 🦄 \u0000 "x"');
  });
  it('keeps a member named __proto__ as data', async () => {
    const collection = given().collection<Record<string, unknown>>({ name: 'contract-raw', version: 1 });
    await collection.put(home, 'a', JSON.parse('{"__proto__":{"polluted":true}}'));
    const value = (await collection.get(home, 'a'))?.value ?? {};
    assert.ok(Object.hasOwn(value, '__proto__'));
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });
  it('keeps accounts, regions, collections and ids apart, ids byte by byte', async () => {
    const collection = given().collection(notes);
    const other = given().collection<Note>({ name: 'contract-others', version: 1 });
    await collection.put(home, 'a', { text: 'home' });
    await collection.put(away, 'a', { text: 'away' });
    await collection.put(elsewhere, 'a', { text: 'elsewhere' });
    await collection.put(home, 'A', { text: 'capital' });
    await other.put(home, 'a', { text: 'other' });
    assert.equal((await collection.get(home, 'a'))?.value.text, 'home');
    assert.equal((await collection.get(home, 'A'))?.value.text, 'capital');
    assert.equal((await other.get(home, 'a'))?.value.text, 'other');
    assert.deepEqual(
      (await collection.find('a')).map((stored) => stored.value.text),
      ['home', 'elsewhere', 'away'],
    );
    assert.equal(await collection.get(home, 'b'), undefined);
  });
  it('refuses what JSON cannot hold and ids that have no UTF-8', async () => {
    const collection = given().collection<unknown>({ name: 'contract-raw', version: 1 });
    await assert.rejects(collection.put(home, 'a', undefined), TypeError);
    await assert.rejects(collection.put(home, 'a\ud800', {}), TypeError);
    await assert.rejects(collection.put(home, '', {}), TypeError);
    assert.deepEqual(await collection.listAll(), []);
  });
  it('checks revisions of put and delete', async () => {
    const collection = given().collection(notes);
    const first = await collection.put(home, 'a', { text: 'first' }, 0);
    assert.ok(first.revision >= 1);
    await assert.rejects(collection.put(home, 'a', { text: 'again' }, 0), RevisionConflictError);
    const second = await collection.put(home, 'a', { text: 'second' }, first.revision);
    assert.ok(second.revision > first.revision);
    await assert.rejects(collection.put(home, 'a', { text: 'stale' }, first.revision), RevisionConflictError);
    await assert.rejects(collection.delete(home, 'a', first.revision), RevisionConflictError);
    assert.equal((await collection.get(home, 'a'))?.value.text, 'second');
    assert.equal(await collection.delete(home, 'a', second.revision), true);
    assert.equal(await collection.delete(home, 'a'), false);
    await assert.rejects(collection.put(home, 'a', { text: 'x' }, second.revision), RevisionConflictError);
  });
}

function listsContract(given: Given): void {
  const ids = async (options?: Parameters<ReturnType<typeof collectionOf>['list']>[1]) =>
    (await collectionOf().list(home, options)).map((stored) => stored.id);
  const collectionOf = () => given().collection(notes);

  it('lists in byte order of UTF-8', async () => {
    // In UTF-16 order the astral 🦄 would come before the private-use U+E000.
    const ordered = ['B', 'a', 'a/b', 'aa', 'é', '\u{e000}', '🦄'];
    for (const id of ordered.toReversed()) await collectionOf().put(home, id, { text: id });
    assert.deepEqual(await ids(), ordered);
    assert.deepEqual(await ids({ after: 'a' }), ordered.slice(2));
    assert.deepEqual(await ids({ after: 'é', limit: 1 }), ['\u{e000}']);
    assert.deepEqual(await ids({ limit: 0 }), []);
  });
  it('lists by prefix', async () => {
    const all = ['a', 'a/', 'a/b', 'a/\u{d7ff}', 'a/\u{10ffff}', 'a0', '\u{10ffff}', '\u{10ffff}x', '100%_'];
    for (const id of all) await collectionOf().put(home, id, { text: id });
    assert.deepEqual(await ids({ prefix: 'a/' }), ['a/', 'a/b', 'a/\u{d7ff}', 'a/\u{10ffff}']);
    assert.deepEqual(await ids({ prefix: 'a/\u{d7ff}' }), ['a/\u{d7ff}']);
    assert.deepEqual(await ids({ prefix: '\u{10ffff}' }), ['\u{10ffff}', '\u{10ffff}x']);
    assert.deepEqual(await ids({ prefix: 'a/', after: 'a/', limit: 2 }), ['a/b', 'a/\u{d7ff}']);
    assert.deepEqual(await ids({ prefix: '1__' }), []);
    assert.deepEqual(await ids({ prefix: '' }), await ids());
  });
  it('lists every account and region in order', async () => {
    await collectionOf().put(away, 'a', { text: '4' });
    await collectionOf().put(elsewhere, 'a', { text: '3' });
    await collectionOf().put(home, 'b', { text: '2' });
    await collectionOf().put(home, 'a', { text: '1' });
    const texts = (await collectionOf().listAll()).map((stored) => stored.value.text);
    assert.deepEqual(texts, ['1', '2', '3', '4']);
    assert.deepEqual(await ids(), ['a', 'b']);
  });
}

function localContract(given: Given): void {
  it('keeps records of local collections, and does not find them by id alone', async () => {
    const collection = given().collection<Note>({ name: 'contract-local', version: 1, local: true });
    await collection.put(home, 'a', { text: 'home' });
    await collection.put(away, 'a', { text: 'away' });
    await given().commit([collection.putting(home, 'b', { text: 'b' }), collection.deleting(away, 'a')]);
    const texts = (await collection.listAll()).map((stored) => stored.value.text);
    assert.deepEqual(texts, ['home', 'b']);
    assert.equal((await collection.get(home, 'a'))?.value.text, 'home');
    await assert.rejects(collection.find('a'), TypeError);
  });
}

function versionsContract(given: Given): void {
  it('refuses definitions that contradict each other', () => {
    given().collection(notes);
    given().collection({ ...notes });
    assert.throws(() => given().collection({ ...notes, version: 2, upgrade: (value) => value }), TypeError);
    assert.throws(() => given().collection({ name: 'contract-bad', version: 2 }), TypeError);
    assert.throws(() => given().collection({ name: 'Contract Bad', version: 1 }), TypeError);
  });
}

function blobsContract(given: Given): void {
  it('names bytes by their SHA-256 and keeps them once', async () => {
    const { blobs } = given();
    const bytes = new TextEncoder().encode('abc');
    const name = await blobs.put(bytes);
    // FIPS 180-2, appendix B.1.
    assert.equal(name, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(await blobs.put(bytes), name);
    bytes.fill(0);
    assert.deepEqual(Buffer.from((await blobs.get(name)) ?? []), Buffer.from('abc'));
    await blobs.delete(name);
    await blobs.delete(name);
    assert.equal(await blobs.get(name), undefined);
  });
  it('keeps empty and large byte strings', async () => {
    const { blobs } = given();
    const large = Buffer.alloc(5_000_000, 'unicorn');
    const [empty, name] = await Promise.all([blobs.put(new Uint8Array()), blobs.put(large)]);
    assert.equal((await blobs.get(empty))?.length, 0);
    assert.ok(large.equals((await blobs.get(name)) ?? new Uint8Array()));
  });
}
