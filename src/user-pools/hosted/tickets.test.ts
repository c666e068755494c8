import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { CollectionDefinition } from '../../store/store.ts';
import { type TicketRecord, Tickets } from './tickets.ts';

const collection: CollectionDefinition<TicketRecord<string>> = { name: 'tickets', version: 1 };
const scope = { account: '123456789012', region: 'eu-west-1' };
const store = openSqliteStore(':memory:');
let now = Date.UTC(2026, 10, 21);
const tickets = new Tickets({ store, clock: () => now, collection, lifetime: 1000 });
const kept = async () => (await store.collection(collection).listAll()).length;
after(() => store.close());

test('a ticket is read as often as one likes, and taken once', async () => {
  const ticket = await tickets.issue(scope, 'a');
  assert.match(ticket, /^[0-9a-z]{10}-[\w-]{43}$/);
  assert.equal(await tickets.read(scope, ticket), 'a');
  assert.equal(await tickets.read(scope, ticket), 'a');
  const taken = await Promise.all([1, 2, 3].map(() => tickets.take(scope, ticket)));
  assert.deepEqual(
    taken.filter((content) => content !== undefined),
    ['a'],
  );
  assert.equal(await tickets.read(scope, ticket), undefined);
});

test('a ticket is of its account and region, and cannot be made to last', async () => {
  const ticket = await tickets.issue(scope, 'a');
  assert.equal(await tickets.read({ ...scope, region: 'us-east-1' }, ticket), undefined);
  now += 1000;
  assert.equal(await tickets.read(scope, ticket), 'a');
  now += 1;
  for (const attempt of [ticket, `zzzzzzzzzz${ticket.slice(10)}`, '', '-', ticket.slice(0, 10)]) {
    assert.equal(await tickets.read(scope, attempt), undefined);
    assert.equal(await tickets.take(scope, attempt), undefined);
  }
});

test('what has expired goes when others come', async () => {
  for (let count = 0; count < 20; count++) await tickets.issue(scope, 'b');
  assert.equal(await kept(), 20);
  now += 2000;
  for (let count = 0; count < 5; count++) await tickets.issue(scope, 'c');
  assert.equal(await kept(), 5);
});
