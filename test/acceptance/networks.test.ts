import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { GatewayProcess, withDirectory } from '../support/gateway-process.ts';
import { deployRestApi } from '../support/rest-api.ts';

const TEMPLATE =
  '$context.identity.sourceIp $!context.identity.vpceId $input.params("X-Forwarded-For") $input.params("X-Forwarded-Proto")';
const METHOD = {
  path: '/',
  httpMethod: 'GET',
  integration: { type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode":200}' } },
  responses: { 200: { responseTemplates: { 'application/json': TEMPLATE } } },
} as const;
const EVERYBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
});

/** The command as an operator gives it, and requests as proxies send them. */
test('a gateway behind a proxy, with private APIs for one network', async () => {
  await withDirectory(async (directory) => {
    const gateway = await GatewayProcess.start(
      directory,
      ...['--trusted-proxy', '127.0.0.1', '--trusted-proxy', '10.0.0.0/8'],
      ...['--vpc-endpoint', 'vpce-0a1b=192.0.2.0/24'],
    );
    try {
      const open = await deployRestApi(gateway, [METHOD]);
      const closed = await deployRestApi(gateway, [METHOD], {
        policy: EVERYBODY,
        endpointConfiguration: { types: ['PRIVATE'] },
      });
      const forwarded = { 'X-Forwarded-For': '6.6.6.6, 192.0.2.1, 10.0.0.1', 'X-Forwarded-Proto': 'https' };
      assert.deepEqual(await get(open.url, forwarded), [
        200,
        '192.0.2.1  6.6.6.6, 192.0.2.1, 10.0.0.1, 127.0.0.1 https',
      ]);
      assert.deepEqual(await get(open.url, {}), [200, '127.0.0.1  127.0.0.1 http']);
      assert.deepEqual(await get(closed.url, { 'X-Forwarded-For': '192.0.2.1' }), [
        200,
        '192.0.2.1 vpce-0a1b 192.0.2.1, 127.0.0.1 http',
      ]);
      assert.deepEqual(await get(closed.url, { 'X-Forwarded-For': '192.0.2.1, 6.6.6.6' }), [
        403,
        '{"message":"Forbidden"}',
      ]);
      const host = (label: string) => `${label}.execute-api.eu-west-1.vpce.amazonaws.com`;
      const stage = new URL(closed.url).pathname.split('/').at(-1);
      const root = `${gateway.endpoint}/${stage}/`;
      const inside = { 'X-Forwarded-For': '192.0.2.1' };
      assert.deepEqual(
        (await get(root, { ...inside, Host: host('vpce-0a1b-aaaa'), 'x-apigw-api-id': closed.id }))[0],
        200,
      );
      assert.equal((await get(root, { ...inside, Host: host(`${closed.id}-vpce-0a1b`) }))[0], 200);
      assert.equal((await get(root, { ...inside, Host: host(`${closed.id}-vpce-0c1d`) }))[0], 403);
      assert.equal((await get(root, { ...inside, Host: host(`${open.id}-vpce-0a1b`) }))[0], 403);
    } finally {
      await gateway.stop();
    }
  });
});

/** With headers that `fetch` does not send. */
function get(url: string, headers: Record<string, string>): Promise<[status: number, text: string]> {
  const { promise, resolve, reject } = Promise.withResolvers<[number, string]>();
  const sent = request(url, { headers, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
    });
    response.on('end', () => resolve([response.statusCode ?? 0, text]));
  });
  sent.on('error', reject).end();
  return promise;
}
