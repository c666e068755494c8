import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CachedKey } from './cached-key.ts';
import { KnownKeys } from './known-keys.ts';

function key(id: number): CachedKey {
  const members = {
    tenant: undefined,
    enabled: true,
    stageKeys: [],
    usagePlanIds: [],
    accesses: new Map(),
    accessesAsOf: 0,
  };
  return { valueId: `v${id}`, name: `n${id}`, id: String(id), value: 'x', ...members };
}

test('what is used stays, what is not is forgotten', () => {
  const keys = new KnownKeys(100);
  const used = key(-1);
  keys.add(used);
  for (let id = 0; id < 1000; id++) {
    keys.add(key(id));
    assert.equal(keys.get('v-1'), used);
    assert.ok(keys.size <= 101, String(keys.size));
  }
  assert.equal(keys.get('v0'), undefined);
  assert.ok(keys.get('v999'));
});

test('a key is forgotten by value and by id, in whichever generation it is', () => {
  for (const later of [0, 60]) {
    const keys = new KnownKeys(100);
    keys.add(key(1));
    keys.add(key(2));
    for (let id = 10; id < 10 + later; id++) keys.add(key(id));
    keys.forgetValue('v1');
    keys.forgetId('n2');
    assert.equal(keys.get('v1'), undefined);
    assert.equal(keys.get('v2'), undefined);
    assert.equal(keys.size, later);
  }
});
