import assert from 'node:assert/strict';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { clientCertificates, vpcLinks } from '../../definitions/connections.ts';
import type { Integration, Stage } from '../../definitions/rest-api.ts';
import { lambdaProxy, method, NOW, SCOPE } from '../api-records.fixture.ts';
import { Rig } from '../gateway.fixture.ts';
import { CERTIFICATES, TEST_KEY } from './certificates.fixture.ts';
import { HttpAgents } from './http-agents.ts';

const portOf = (server: Server) => (server.address() as AddressInfo).port;

describe('connections of HTTP integrations', () => {
  const targets = new Map<string, { host: string; port: number }>();
  const rig = new Rig({ vpcLinkTargets: targets });
  const servers: (Server & { closeAllConnections(): void })[] = [];
  let seen: IncomingMessage | undefined;

  before(() => rig.start());
  after(() => rig.stop());
  beforeEach(() => {
    seen = undefined;
    rig.logged.length = 0;
  });
  afterEach(async () => {
    targets.clear();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    seen = request;
    response.end('{}');
  };
  const listening = async (server: (typeof servers)[number]) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return portOf(server);
  };
  const http = () => listening(createHttpServer(answer));
  const https = (options: object = {}) =>
    listening(createHttpsServer({ key: TEST_KEY, cert: CERTIFICATES.good, ...options }, answer));
  const deploy = (changes: Partial<Integration>, stage: Partial<Stage> = {}) => {
    const methodIntegration = lambdaProxy({
      type: 'HTTP_PROXY',
      httpMethod: 'GET',
      integrationResponses: { '200': { statusCode: '200' } },
      ...changes,
    });
    return rig.deploy({
      deploymentId: crypto.randomUUID(),
      paths: { '/': [method('GET', { methodIntegration })] },
      stage,
    });
  };
  const putLink = (id: string, name: string) =>
    rig.store.collection(vpcLinks).put(SCOPE, id, { id, name, targetArns: ['arn:aws:x:::y'] }, 0);

  describe('through VPC links', () => {
    before(() => putLink('link01', 'orders'));

    for (const type of ['HTTP', 'HTTP_PROXY'] as const) {
      test(`${type}: a link's connection goes to the host of the URI`, async () => {
        const port = await http();
        await deploy({
          type,
          uri: `http://127.0.0.1:${port}/a`,
          connectionType: 'VPC_LINK',
          connectionId: 'link01',
        });
        assert.equal((await rig.send('/')).status, 200);
        assert.deepEqual([seen?.url, seen?.headers.host], ['/a', `127.0.0.1:${port}`]);
      });
    }

    for (const key of ['link01', 'orders']) {
      test(`where the user says that ${key} leads, in the name of the URI's host`, async () => {
        targets.set(key, { host: '127.0.0.1', port: await http() });
        await deploy(
          {
            uri: 'http://orders.internal:8080/a?b=c',
            connectionType: 'VPC_LINK',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a stage variable
            connectionId: '${stageVariables.vpcLinkId}',
          },
          { variables: { vpcLinkId: 'link01' } },
        );
        assert.equal((await rig.send('/')).status, 200);
        assert.deepEqual([seen?.url, seen?.headers.host], ['/a?b=c', 'orders.internal:8080']);
      });
    }

    test('over TLS the URI’s host is the name that the certificate must have', async () => {
      const names: (string | false | null)[] = [];
      const port = await https({
        cert: CERTIFICATES.otherHost,
        SNICallback: (name: string, callback: (error: null) => void) => {
          names.push(name);
          callback(null);
        },
      });
      targets.set('link01', { host: '127.0.0.1', port });
      const integration = {
        connectionType: 'VPC_LINK',
        connectionId: 'link01',
        tlsConfig: { insecureSkipVerification: true },
      } as const;
      await deploy({ uri: 'https://other.example/', ...integration });
      assert.equal((await rig.send('/')).status, 200);
      await deploy({ uri: 'https://another.example/', ...integration });
      assert.equal((await rig.send('/')).status, 504);
      await deploy({ uri: 'https://other.example/', ...integration, tlsConfig: {} });
      assert.equal((await rig.send('/')).status, 504);
      assert.deepEqual(new Set(names), new Set(['other.example', 'another.example']));
    });

    test('one that does not exist, until it does: 500', async () => {
      const uri = `http://127.0.0.1:${await http()}/`;
      await deploy({ uri, connectionType: 'VPC_LINK', connectionId: 'link02' });
      const refused = await rig.send('/');
      assert.deepEqual([refused.status, refused.text], [500, '{"message": "Internal server error"}']);
      assert.match(rig.logged.join(), /VPC link link02 does not exist/);
      await putLink('link02', 'second');
      assert.equal((await rig.send('/')).status, 200);
      await rig.store
        .collection(vpcLinks)
        .delete(SCOPE, 'link02', (await rig.store.collection(vpcLinks).get(SCOPE, 'link02'))?.revision ?? 0);
      assert.equal((await rig.send('/')).status, 500);
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a stage variable
      await deploy({ uri, connectionType: 'VPC_LINK', connectionId: '${stageVariables.none}' });
      assert.equal((await rig.send('/')).status, 500);
    });
  });

  describe('with a client certificate', () => {
    const certificates = rig.store.collection(clientCertificates);
    const integration = { tlsConfig: { insecureSkipVerification: true } };
    const put = (clientCertificateId: string, pemEncodedCertificate: string) =>
      certificates.put(
        SCOPE,
        clientCertificateId,
        {
          clientCertificateId,
          pemEncodedCertificate,
          privateKey: TEST_KEY,
          createdDate: NOW,
          expirationDate: NOW,
        },
        0,
      );
    const asking = { requestCert: true, rejectUnauthorized: false };
    const shown = () => {
      assert.ok(seen?.socket instanceof TLSSocket);
      return seen.socket.getPeerCertificate().subject?.CN;
    };

    before(async () => {
      await put('cert01', CERTIFICATES.good.replaceAll('\n', '\r\n'));
      await put('cert02', CERTIFICATES.otherHost);
    });

    for (const type of ['HTTP', 'HTTP_PROXY'] as const) {
      test(`${type}: each stage shows its own, and only where it has one`, async () => {
        const uri = `https://127.0.0.1:${await https(asking)}/`;
        for (const [clientCertificateId, name] of [
          ['cert01', 'good'],
          ['cert02', 'other'],
          ['cert01', 'good'],
          [undefined, undefined],
        ] as const) {
          await deploy({ type, uri, ...integration }, clientCertificateId ? { clientCertificateId } : {});
          assert.equal((await rig.send('/')).status, 200);
          assert.equal(shown(), name);
        }
      });
    }

    test('over plain HTTP nothing is shown, and nothing fails', async () => {
      await deploy({ uri: `http://127.0.0.1:${await http()}/` }, { clientCertificateId: 'cert01' });
      assert.equal((await rig.send('/')).status, 200);
    });

    test('one that is gone is shown no longer', async () => {
      const uri = `https://127.0.0.1:${await https(asking)}/`;
      await put('cert03', CERTIFICATES.good);
      await deploy({ uri, ...integration }, { clientCertificateId: 'cert03' });
      assert.equal((await rig.send('/')).status, 200);
      const closed = new Promise((resolve) => seen?.socket.once('close', resolve));
      await certificates.delete(SCOPE, 'cert03', (await certificates.get(SCOPE, 'cert03'))?.revision ?? 0);
      await closed;
      assert.equal((await rig.send('/')).status, 500);
      assert.match(rig.logged.join(), /client certificate cert03 does not exist/);
    });
  });
});

test('ways to connect are kept apart, and not more of them than there may be', async () => {
  const agents = new HttpAgents();
  try {
    const target = (port: number) => ({ policy: 'verified', target: { host: 'h', port } }) as const;
    const plain = await agents.get({ policy: 'verified' });
    const first = await agents.get(target(1));
    assert.notEqual(first, plain);
    assert.equal(await agents.get(target(1)), first);
    for (let port = 2; port < 400; port++) await agents.get(target(port));
    assert.notEqual(await agents.get(target(1)), first);
    assert.ok(first.closed);
    assert.equal(await agents.get({ policy: 'verified' }), plain);
  } finally {
    await agents.close();
  }
});
