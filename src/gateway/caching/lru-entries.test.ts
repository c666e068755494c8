import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LruEntries } from './lru-entries.ts';

const KEPT = { response: { status: 200, headers: [], sealed: false }, body: '' };

test('keeps the order of use, and forgets in time what is over its time, as a plain list does', () => {
  const operation = fc.record({
    kind: fc.constantFrom('put', 'touch', 'delete', 'deleteOldest', 'sweep'),
    key: fc.integer({ min: 0, max: 9 }).map(String),
    expiresAt: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const entries = new LruEntries();
      let model: { key: string; expiresAt: number }[] = [];
      const without = (key: string) => model.filter((each) => each.key !== key);
      for (const { kind, key, expiresAt } of operations) {
        if (kind === 'put') {
          entries.put(key, KEPT, 10, expiresAt);
          model = [...without(key), { key, expiresAt }];
        } else if (kind === 'touch') {
          const entry = entries.get(key);
          const known = model.find((each) => each.key === key);
          assert.equal(entry?.expiresAt, known?.expiresAt);
          if (!entry || !known) continue;
          entries.touch(entry);
          model = [...without(key), known];
        } else if (kind === 'delete') {
          entries.delete(key);
          model = without(key);
        } else if (kind === 'deleteOldest') {
          entries.deleteOldest();
          model = model.slice(1);
        } else {
          // Twice around: the first sweeps may begin in the middle.
          for (let sweep = 0; sweep < 8; sweep++) entries.dropExpired(expiresAt);
          model = model.filter((each) => each.expiresAt > expiresAt);
        }
        assert.equal(entries.size, model.length);
        assert.equal(entries.bytes, model.length * 10);
      }
      for (const { key } of model) {
        assert.ok(entries.get(key));
        entries.deleteOldest();
        assert.equal(entries.get(key), undefined);
      }
      assert.equal(entries.bytes, 0);
    }),
    { numRuns: 300 },
  );
});
