import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inDependencyOrder, reversed, type Step } from './dependency-order.ts';

/** Steps of which each comes after some that are before it in the list. */
const steps = fc
  .array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 20 })
  .map((lists): Step[] =>
    lists.map((list, index) => ({
      name: `S${index}`,
      after: index === 0 ? ['elsewhere'] : list.map((one) => `S${one % index}`),
    })),
  );

async function run(list: readonly Step[], limit: number, fails = '') {
  const begun: string[] = [];
  const done = new Set<string>();
  let running = 0;
  let most = 0;
  await inDependencyOrder(list, limit, async (name) => {
    begun.push(name);
    const step = list.find((one) => one.name === name);
    for (const one of step?.after ?? [])
      if (one.startsWith('S')) assert.ok(done.has(one), `${name} before ${one}`);
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.add(name);
    return name !== fails;
  });
  return { begun, done, most };
}

test('every step is done once, after what it comes after, within the limit', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (list, limit) => {
      for (const order of [list, reversed(list)]) {
        const { begun, most } = await run(order, limit);
        assert.deepEqual([...begun].sort(), list.map((one) => one.name).sort());
        assert.ok(most <= limit);
      }
    }),
  );
});

test('after a failure nothing is begun, and what runs is awaited', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat({ max: 20 }), async (list, index) => {
      const { begun, done } = await run(list, 1, `S${index}`);
      assert.equal(begun.length, done.size);
      if (begun.includes(`S${index}`)) assert.equal(begun.at(-1), `S${index}`);
    }),
  );
});
