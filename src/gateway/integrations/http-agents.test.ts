import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { lambdaProxy, method } from '../api-records.fixture.ts';
import { Rig } from '../gateway.fixture.ts';
import { CERTIFICATES, TEST_KEY } from './certificates.fixture.ts';

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration-tls-config.html
 */
describe('certificates of HTTPS endpoints', async () => {
  const rig = await new Rig().start();
  after(() => rig.stop());

  const statusOf = async (certificate: string, insecureSkipVerification: boolean) => {
    const server = createServer({ key: TEST_KEY, cert: certificate }, (_request, response) =>
      response.end('{}'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const uri = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const methodIntegration = lambdaProxy({
      type: 'HTTP_PROXY',
      httpMethod: 'GET',
      uri,
      tlsConfig: { insecureSkipVerification },
    });
    await rig.deploy({
      deploymentId: crypto.randomUUID(),
      paths: { '/': [method('GET', { methodIntegration })] },
    });
    try {
      return (await rig.send('/')).status;
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };

  test('one of no known authority is a network error', async () => {
    assert.equal(await statusOf(CERTIFICATES.good, false), 504);
    assert.ok(rig.logged.some((line) => line.includes('DEPTH_ZERO_SELF_SIGNED_CERT')));
  });

  test('insecureSkipVerification takes it', async () => {
    assert.equal(await statusOf(CERTIFICATES.good, true), 200);
  });

  test('insecureSkipVerification still looks at host name and dates', async () => {
    assert.equal(await statusOf(CERTIFICATES.otherHost, true), 504);
    assert.equal(await statusOf(CERTIFICATES.expired, true), 504);
  });
});
