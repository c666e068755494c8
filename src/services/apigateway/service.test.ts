import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openService } from './apigateway.fixture.ts';

test('every operation of the model has a handler or says why not, and no others do', async () => {
  const { service } = openService();
  const schema = await service.loadSchema();
  assert.deepEqual(Object.keys(service.handlers).sort(), [...schema.operations.keys()].sort());
  assert.equal(schema.operations.size, 124);
});
