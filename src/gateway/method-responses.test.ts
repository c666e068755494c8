import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Integration } from '../definitions/rest-api.ts';
import { method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

const rig = new Rig();
before(() => rig.start());
after(() => rig.stop());

test('an integration response without a method response of its status is a 500', async () => {
  const methodIntegration: Integration = {
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": $input.params("status")}' },
    integrationResponses: {
      '200': { statusCode: '200' },
      '201': { statusCode: '201', selectionPattern: '201' },
    },
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    cacheNamespace: 'none',
    cacheKeyParameters: [],
  };
  const methodResponses = { '200': { statusCode: '200' } };
  await rig.deploy({ paths: { '/': [method('GET', { methodIntegration, methodResponses })] } });
  const { status, text, headers } = await rig.send('/?status=201');
  assert.deepEqual([status, text], [500, '{"message": "Internal server error"}']);
  assert.equal(headers['x-amzn-errortype'], 'InternalServerErrorException');
  assert.equal((await rig.send('/?status=200')).status, 200);
});
