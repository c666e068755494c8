import assert from 'node:assert/strict';
import { test } from 'node:test';
import { method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

test('an API with models that no validator looks at is served', async (t) => {
  const rig = await new Rig().start();
  t.after(() => rig.stop());
  await rig.deploy({
    paths: { '/': [method('POST', { requestModels: { 'application/json': 'abc' } })] },
    parts: {
      models: [{ id: 'abc123', name: 'abc', schema: '{"required":["a"]}', contentType: 'application/json' }],
    },
  });
  assert.equal((await rig.send('/', { method: 'POST', body: '{}' })).status, 200);
});
