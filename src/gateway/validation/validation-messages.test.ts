import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileModelValidator } from './model-validator.ts';

async function messagesOf(schema: Record<string, unknown>, value: unknown): Promise<string[]> {
  const validator = await compileModelValidator(
    'm',
    new Map([['m', { schema, pointers: new Set<string>(), references: [] }]]),
  );
  return validator.check(value)?.() ?? [];
}

test('members that may not be there are named together, as those that have to be', async () => {
  const schema = { properties: { a: {}, o: { additionalProperties: false } }, additionalProperties: false };
  assert.deepEqual(await messagesOf({ ...schema, required: ['r', 'a'] }, { z: 1, b: 2, o: { x: 3 } }), [
    'object instance has properties which are not allowed by the schema: ["b","z"]',
    'object instance has properties which are not allowed by the schema: ["x"]',
    'object has missing required properties (["a","r"])',
  ]);
});

test('what is not printed is not written: a large body costs no more than reading it', async () => {
  const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
  const start = performance.now();
  const [message = ''] = await messagesOf({ additionalProperties: false }, wide);
  assert.match(message, /\["k0","k1","k10",/);
  const parts = Array.from({ length: 60 }, () => ({ type: 'string' }));
  assert.equal((await messagesOf({ allOf: parts }, wide)).length, 50);
  assert.ok(performance.now() - start < 3_000, `${performance.now() - start} ms`);
});
