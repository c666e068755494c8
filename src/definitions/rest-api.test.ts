import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { deployments } from './rest-api.ts';

const SCOPE = { account: '111111111111', region: 'us-east-1' };

test('a deployment of the first version is read as one without models, validators, responses and authorizers', async (t) => {
  const store = openSqliteStore(':memory:');
  t.after(() => store.close());
  const json = JSON.stringify({
    id: 'dep1',
    createdDate: 0,
    snapshot: { api: { id: 'api1' }, resources: [] },
  });
  const id = 'api1/dep1';
  await store.commit([{ collection: deployments.name, scope: SCOPE, id, json, version: 1, ifRevision: 0 }]);
  const found = await store.collection(deployments).get(SCOPE, id);
  assert.deepEqual(found?.value.snapshot, {
    api: { id: 'api1' },
    resources: [],
    models: [],
    requestValidators: [],
    gatewayResponses: [],
    authorizers: [],
  });
});
