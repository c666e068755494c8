import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LambdaResult, parseLambdaResult } from './lambda-result.ts';
import { LambdaResultCache } from './lambda-result-cache.ts';

function result(principalId: string): LambdaResult {
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  return parseLambdaResult(Buffer.from(JSON.stringify({ principalId, policyDocument: { Statement } })));
}

test('thousands of distinct callers take no more memory than there is for them', () => {
  const one = result('a');
  const capacity = 100 * one.weight;
  const cache = new LambdaResultCache(() => 0, capacity);
  cache.set('regular', one, 1_000);
  for (let index = 0; index < 20_000; index++) {
    cache.set(`caller ${index}`, one, 1_000);
    assert.ok(cache.size <= 102);
    assert.ok(cache.get('regular'), 'who comes often is not forgotten for those who come once');
  }
  assert.equal(cache.get('caller 0'), undefined);
  assert.ok(cache.get('caller 19999'));
});

test('a result that is larger than all the memory is not kept long', () => {
  const cache = new LambdaResultCache(() => 0, 10);
  cache.set('a', result('a'), 1_000);
  cache.set('b', result('b'), 1_000);
  assert.equal(cache.get('a'), undefined);
});

test('a property: what is found was kept, and not too long ago', () => {
  const key = fc.constantFrom('a', 'b', 'c', '__proto__');
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), key, ttl: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ kind: fc.constant('get' as const), key }),
    fc.record({ kind: fc.constant('wait' as const), by: fc.integer({ min: -20, max: 40 }) }),
  );
  const one = result('a');
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      let now = 1_000;
      const cache = new LambdaResultCache(() => now, 1_000 * one.weight);
      const kept = new Map<string, { at: number; ttl: number }>();
      for (const each of operations) {
        if (each.kind === 'wait') now += each.by;
        else if (each.kind === 'set') {
          cache.set(each.key, one, each.ttl);
          kept.set(each.key, { at: now, ttl: each.ttl });
        } else {
          const known = kept.get(each.key);
          const fresh = known !== undefined && now >= known.at && now < known.at + known.ttl;
          assert.equal(cache.get(each.key) !== undefined, fresh);
        }
      }
    }),
    { numRuns: 300 },
  );
});
