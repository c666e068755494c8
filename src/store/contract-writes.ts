import assert from 'node:assert/strict';
import { it } from 'node:test';
import { away, type Given, home, type Note, notes } from './contract-parts.ts';
import { type ChangeEvent, RevisionConflictError } from './store.ts';

/** Updates lose nothing and change nothing when refused. */
export function updatesContract(given: Given): void {
  it('loses no concurrent update', async () => {
    const collection = given().collection(notes);
    await collection.put(home, 'a', { text: '', count: 0 });
    const increment = (note: Note): Note => ({ ...note, count: (note.count ?? 0) + 1 });
    await Promise.all(Array.from({ length: 50 }, () => collection.update(home, 'a', increment)));
    assert.equal((await collection.get(home, 'a'))?.value.count, 50);
  });
  it('passes on what the change throws and then writes nothing', async () => {
    const collection = given().collection(notes);
    await collection.put(home, 'a', { text: 'kept' });
    const refusal = new Error('no');
    const refused = collection.update(home, 'a', (note) => {
      note.text = 'changed before refusing';
      throw refusal;
    });
    await assert.rejects(refused, (error) => error === refusal);
    assert.equal((await collection.get(home, 'a'))?.value.text, 'kept');
  });
  it('gives undefined when there is no such record', async () => {
    assert.equal(
      await given()
        .collection(notes)
        .update(home, 'a', (note) => note),
      undefined,
    );
  });
}

/** Commits are whole or not at all. */
export function commitsContract(given: Given): void {
  it('writes all changes of a commit with one revision', async () => {
    const collection = given().collection(notes);
    await collection.put(home, 'old', { text: 'old' });
    const revision = await given().commit([
      collection.putting(home, 'a', { text: 'a' }, 0),
      collection.putting(away, 'b', { text: 'b' }),
      collection.deleting(home, 'old'),
    ]);
    const all = await collection.listAll();
    assert.deepEqual(
      all.map((stored) => stored.id),
      ['a', 'b'],
    );
    assert.ok(all.every((stored) => stored.revision === revision));
  });
  it('writes nothing of a commit whose revision check fails, whatever runs beside it', async () => {
    const collection = given().collection(notes);
    const present = await collection.put(home, 'present', { text: 'present' });
    const outcomes = await Promise.allSettled([
      collection.put(home, 'before', { text: 'before' }),
      given().commit([
        collection.putting(home, 'new', { text: 'new' }),
        collection.deleting(home, 'present'),
        collection.putting(home, 'before', { text: 'conflict' }, 0),
      ]),
      collection.put(home, 'behind', { text: 'behind' }),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    const failed = outcomes[1];
    assert.ok(failed?.status === 'rejected' && failed.reason instanceof RevisionConflictError);
    assert.equal(failed.reason.change.id, 'before');
    const all = await collection.list(home);
    assert.deepEqual(
      all.map((stored) => stored.value.text),
      ['before', 'behind', 'present'],
    );
    assert.equal((await collection.get(home, 'present'))?.revision, present.revision);
  });
  it('gives revisions that only grow, also over failures and deletions', async () => {
    const collection = given().collection(notes);
    const seen = [];
    for (let i = 0; i < 3; i++) {
      seen.push((await collection.put(home, 'a', { text: String(i) }, 0)).revision);
      await assert.rejects(collection.put(home, 'a', { text: 'conflict' }, 0));
      await collection.delete(home, 'a');
    }
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(seen).size, 3);
  });
  it('refuses two changes of one record in a commit', async () => {
    const collection = given().collection(notes);
    const twice = [collection.putting(home, 'a', { text: '1' }), collection.deleting(home, 'a')];
    await assert.rejects(given().commit(twice), TypeError);
  });
  it('keeps the order of writes made without waiting', async () => {
    const collection = given().collection(notes);
    const writes = Array.from({ length: 1_200 }, (_, i) => collection.put(home, 'a', { text: String(i) }));
    await Promise.all(writes);
    assert.equal((await collection.get(home, 'a'))?.value.text, '1199');
  });
}

/** The change feed tells what was committed, in order. */
export function feedContract(given: Given): void {
  it('tells every change in commit order before the writer knows, and nothing that failed', async () => {
    const collection = given().collection(notes);
    const told: ChangeEvent[] = [];
    const end = given().subscribe((event) => told.push(event));
    const a = await collection.put(home, 'a', { text: 'a' });
    assert.equal(told.length, 1);
    const [b] = await Promise.all([
      collection.put(away, 'b', { text: 'b' }),
      assert.rejects(collection.put(home, 'a', { text: 'x' }, 0)),
      collection.delete(home, 'a'),
      collection.delete(home, 'never there'),
      collection.update(away, 'b', (note) => note),
    ]);
    assert.deepEqual(told[0], {
      collection: notes.name,
      scope: home,
      id: 'a',
      revision: a.revision,
      deleted: false,
    });
    assert.deepEqual(told[1], {
      collection: notes.name,
      scope: away,
      id: 'b',
      revision: b.revision,
      deleted: false,
    });
    assert.deepEqual(
      told.map(({ id, deleted }) => [id, deleted]),
      [
        ['a', false],
        ['b', false],
        ['a', true],
        ['b', false],
      ],
    );
    end();
    await collection.put(home, 'c', { text: 'c' });
    assert.equal(told.length, 4);
  });
  it('lets a listener read what it was told of', async () => {
    const collection = given().collection(notes);
    const read: Promise<unknown>[] = [];
    given().subscribe(({ scope, id }) => read.push(collection.get(scope, id)));
    const put = await collection.put(home, 'a', { text: 'a' });
    assert.deepEqual(await Promise.all(read), [put]);
  });
}
