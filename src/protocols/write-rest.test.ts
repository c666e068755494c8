import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadAwsService } from './aws-services.ts';
import { writeRestMessage } from './write-rest.ts';

test('a member bound to the query of requests is in the body of responses', async () => {
  // API Gateway binds `position` of ApiKeys, an output, to the query; its API reference shows it in the response's body.
  const output = (await loadAwsService('apigateway')).operations.get('GetApiKeys')?.output;
  assert.ok(output);
  assert.deepEqual(output.members.get('position')?.traits.http, { at: 'query', name: 'position' });
  const { body } = writeRestMessage(output, { items: [], position: 'next' });
  assert.deepEqual(JSON.parse(String(body)), { item: [], position: 'next' });
});
