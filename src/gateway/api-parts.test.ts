import assert from 'node:assert/strict';
import { test } from 'node:test';
import { method, Rig } from './gateway.fixture.ts';

test('an API with models and customized gateway responses is served, and the log says once what is left out', async (t) => {
  const rig = await new Rig().start();
  t.after(() => rig.stop());
  const responseType = 'MISSING_AUTHENTICATION_TOKEN';
  await rig.deploy({
    paths: { '/': [method('GET', { requestModels: { 'application/json': 'Empty' } })] },
    parts: {
      models: [{ id: 'abc123', name: 'Empty', schema: '{}', contentType: 'application/json' }],
      gatewayResponses: [{ responseType, statusCode: '404', responseParameters: {}, responseTemplates: {} }],
    },
  });
  assert.equal((await rig.send('/')).status, 200);
  // Not applied yet: AWS's own answer stays.
  assert.equal((await rig.send('/elsewhere')).status, 403);
  assert.equal(rig.logged.filter((line) => line.includes('gateway responses')).length, 1);
});
