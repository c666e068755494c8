import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { paginate, sortedBy } from './pages.ts';

it('pages follow each other without gaps and repetitions, whatever the keys', () => {
  const keys = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1 }));
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 5 }), (given, MaxItems) => {
      const all = sortedBy(given, (key) => key);
      const seen: string[] = [];
      let Marker: string | undefined;
      do {
        const page = paginate(all, (key) => key, { Marker, MaxItems });
        assert.ok(page.items.length <= MaxItems);
        assert.equal(page.IsTruncated, page.Marker !== undefined);
        seen.push(...page.items);
        Marker = page.Marker;
      } while (Marker !== undefined);
      assert.deepEqual(seen, all);
    }),
  );
});

it('a page has a hundred items unless said otherwise', () => {
  const all = Array.from({ length: 101 }, (_, i) => String(i).padStart(3, '0'));
  assert.equal(paginate(all, (key) => key, {}).items.length, 100);
});
