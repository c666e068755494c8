import assert from 'node:assert/strict';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { CERTIFICATES, TEST_KEY } from '../../src/gateway/integrations/certificates.fixture.ts';
import { GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';
import { deployRestApi } from '../support/rest-api.ts';

/** Says whose certificate it was shown, and in whose name it was asked. */
function answer({ headers, socket, url }: IncomingMessage, response: ServerResponse): void {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.toString() : undefined;
  response.end(JSON.stringify({ url, host: headers.host, certificate }));
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}

test('a VPC link leads where the user says, and a backend knows the stage by its certificate', async () => {
  const options = { key: TEST_KEY, cert: CERTIFICATES.good, requestCert: true, rejectUnauthorized: false };
  const servers = [createHttpServer(answer), createHttpsServer(options, answer)];
  const [port = 0, tlsPort = 0] = await Promise.all(servers.map(listening));
  try {
    await withDirectory(async (directory) => {
      const gateway = await GatewayProcess.start(directory, '--vpc-link', `orders=127.0.0.1:${port}`);
      const client = new APIGateway({
        endpoint: gateway.endpoint,
        region: REGION,
        credentials: gateway.rootKeys,
        maxAttempts: 1,
      });
      const targetArns = [`arn:aws:elasticloadbalancing:${REGION}:123456789012:loadbalancer/net/orders/1`];
      const { id: vpcLinkId = '' } = await client.createVpcLink({ name: 'orders', targetArns });
      const proxy = { type: 'HTTP_PROXY', integrationHttpMethod: 'GET' } as const;
      const { id: restApiId, url } = await deployRestApi(
        gateway,
        [
          {
            path: '/orders',
            httpMethod: 'GET',
            integration: {
              ...proxy,
              uri: 'http://orders.internal:8080/v1',
              connectionType: 'VPC_LINK',
              connectionId: `\${stageVariables.link}`,
            },
          },
          {
            path: '/certified',
            httpMethod: 'GET',
            integration: {
              ...proxy,
              uri: `https://127.0.0.1:${tlsPort}/`,
              tlsConfig: { insecureSkipVerification: true },
            },
          },
        ],
        {},
        { link: vpcLinkId },
      );
      const get = async (path: string) => {
        const response = await fetch(url + path);
        assert.equal(response.status, 200, gateway.log);
        return response.json();
      };
      assert.deepEqual(await get('/orders'), { url: '/v1', host: 'orders.internal:8080' });

      const host = `127.0.0.1:${tlsPort}`;
      assert.deepEqual(await get('/certified'), { url: '/', host });
      const { clientCertificateId, pemEncodedCertificate = '' } = await client.generateClientCertificate({});
      await client.updateStage({
        restApiId,
        stageName: 'test',
        patchOperations: [{ op: 'replace', path: '/clientCertificateId', value: clientCertificateId }],
      });
      const certificate = `${pemEncodedCertificate.replaceAll('\r\n', '\n').trim()}\n`;
      assert.deepEqual(await get('/certified'), { url: '/', host, certificate });
      client.destroy();
      assert.deepEqual(await gateway.stop(), [0, null]);
    });
  } finally {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  }
});
