import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceRegistry } from '../../protocols/engine.ts';
import { openService } from './apigateway.fixture.ts';
import { MOCK, oas30 } from './import-rest-api.fixture.ts';

const { service, context } = openService();
const registry = new ServiceRegistry({
  services: [service],
  access: { decide: () => Promise.resolve({ allowed: true, explicitDeny: false, source: 'root' }) },
  clock: Date.now,
});

async function send(method: string, path: string, query: string, body: Uint8Array, accept = '*/*') {
  const headers = { 'content-type': 'application/octet-stream', accept };
  const answer = await registry.handle(service, { method, path, query, body, headers }, context('-'));
  return { ...answer, text: Buffer.from(answer.body).toString() };
}

test('the operations are found at their addresses, with parameters in the query', async () => {
  const definition = oas30({ servers: [{ url: '/base' }], paths: { '/a': { get: MOCK } } });
  const query = 'mode=import&basepath=prepend&endpointConfigurationTypes=REGIONAL&failonwarnings=true';
  const made = await send('POST', '/restapis', query, definition);
  assert.equal(made.status, 201, made.text);
  const { id, endpointConfiguration } = JSON.parse(made.text);
  assert.deepEqual(endpointConfiguration.types, ['REGIONAL']);
  const put = await send('PUT', `/restapis/${id}`, 'mode=overwrite', definition);
  assert.equal(put.status, 200, put.text);
  assert.deepEqual(JSON.parse(put.text).tags, {});
  const deployment = Buffer.from('{"stageName": "v1"}');
  assert.equal((await send('POST', `/restapis/${id}/deployments`, '', deployment)).status, 201);
  const path = `/restapis/${id}/stages/v1/exports/oas30`;
  const exported = await send('GET', path, 'extensions=integrations', new Uint8Array(), 'application/yaml');
  assert.equal(exported.status, 200, exported.text);
  assert.equal(exported.headers['content-type'], 'application/octet-stream');
  assert.equal(exported.headers['content-disposition'], 'attachment; filename="oas30_1.0.yaml"');
  assert.match(exported.text, /x-amazon-apigateway-integration:\n/);
  const refused = await send('PUT', `/restapis/${id}`, 'mode=overwrite', Buffer.from('{'));
  assert.equal(refused.status, 400);
  assert.deepEqual(JSON.parse(refused.text), { message: 'Unable to build importer with provided input.' });
});
