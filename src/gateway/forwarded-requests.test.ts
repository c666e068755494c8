import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

/** A client's `X-Forwarded-For: 6.6.6.6` on its way through two trusted proxies, the second of which is connected. */
const FORWARDED = { 'x-forwarded-for': '6.6.6.6, 198.51.100.7, 10.0.0.1', 'x-forwarded-proto': 'https' };
const CHAIN = '6.6.6.6, 198.51.100.7, 10.0.0.1, 10.0.0.2';

describe('requests that trusted proxies pass on', () => {
  const rig = new Rig({ organization: { id: 'o-a1b2c3d4e5', path: undefined } });
  const backend = createServer(({ headers }, response) => response.end(JSON.stringify(headers)));
  before(async () => {
    backend.listen(0, '127.0.0.1');
    await once(backend, 'listening');
    const { port } = backend.address() as AddressInfo;
    const uri = `http://127.0.0.1:${port}/`;
    await rig.start();
    await rig.deploy({
      paths: {
        '/': [method('GET')],
        '/iam': [method('GET', { authorizationType: 'AWS_IAM' })],
        '/http': [
          method('GET', { methodIntegration: lambdaProxy({ type: 'HTTP_PROXY', httpMethod: 'GET', uri }) }),
        ],
      },
    });
  });
  after(async () => {
    backend.close();
    await rig.stop();
  });
  beforeEach(() => {
    rig.target = {
      sourceIp: '198.51.100.7',
      proxied: { peer: '10.0.0.2', secure: true, port: 443 },
    };
  });

  test('functions are told of the client and of the whole way', async () => {
    const event = JSON.parse((await rig.send('/', { headers: FORWARDED })).text);
    assert.equal(event.requestContext.identity.sourceIp, '198.51.100.7');
    assert.equal(event.headers['X-Forwarded-For'], CHAIN);
    assert.equal(event.headers['X-Forwarded-Proto'], 'https');
    assert.equal(event.headers['X-Forwarded-Port'], '443');
  });

  test('so are HTTP backends', async () => {
    const headers = JSON.parse((await rig.send('/http', { headers: FORWARDED })).text);
    assert.equal(headers['x-forwarded-for'], CHAIN);
    assert.equal(headers['x-forwarded-proto'], 'https');
    assert.equal(headers['x-forwarded-port'], '443');
  });

  test('policies see the client and its connection', async () => {
    rig.decisions.length = 0;
    const event = JSON.parse((await rig.send('/iam', { headers: FORWARDED })).text);
    const conditions = rig.decisions[0]?.request.conditions;
    assert.equal(conditions?.['aws:sourceip'], '198.51.100.7');
    assert.equal(conditions?.['aws:securetransport'], 'true');
    assert.equal(event.requestContext.identity.principalOrgId, 'o-a1b2c3d4e5');
  });

  test('without a trusted proxy the headers say nothing of the client', async () => {
    rig.target = {};
    const event = JSON.parse((await rig.send('/', { headers: FORWARDED })).text);
    assert.equal(event.requestContext.identity.sourceIp, '203.0.113.7');
    assert.equal(event.requestContext.identity.principalOrgId, null, 'nobody signed it');
    assert.equal(event.headers['X-Forwarded-For'], '6.6.6.6, 198.51.100.7, 10.0.0.1, 203.0.113.7');
    assert.equal(event.headers['X-Forwarded-Proto'], 'http');
    rig.decisions.length = 0;
    await rig.send('/iam', { headers: FORWARDED });
    assert.equal(rig.decisions[0]?.request.conditions?.['aws:securetransport'], 'false');
  });
});
