/**
 * What an answer from the response cache costs, beside the MOCK method that is the cheapest there is without one: the
 * gateway's own processor time per request, in turns of one run (Linux).
 *
 *   node bench/cached-response.ts [--requests N] [--rounds N]
 */
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { APIGateway, type PatchOperation } from '@aws-sdk/client-api-gateway';
import { GatewayProcess, REGION, withDirectory } from '../test/support/gateway-process.ts';
import { measureLatency, quantile } from './latency.ts';
import { UNTHROTTLED } from './unthrottled.ts';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' } },
});
const calls = Number(values.requests);
/** Of the unit in which Linux counts a process's time. */
const MICROSECONDS_PER_TICK = 10_000;
const BODY = JSON.stringify({ id: 1, type: 'dog', price: 249.99 });

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

function send(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent }, (response) => {
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url}: ${response.statusCode}`));
      });
      response.resume();
    });
    outgoing.on('error', reject).end();
  });
}

/** User and system time of a process, in ticks. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** An API with the methods that are compared: `/mock`, and `/proxy`, `/cached` and `/sealed` of one backend. */
async function deploy(client: APIGateway, backend: string): Promise<string> {
  const { id: restApiId = '', rootResourceId: parentId } = await client.createRestApi({ name: 'bench' });
  for (const pathPart of ['mock', 'proxy', 'cached', 'sealed']) {
    const { id: resourceId } = await client.createResource({ restApiId, parentId, pathPart });
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    await client.putMethod({ ...method, authorizationType: 'NONE' });
    if (pathPart !== 'mock') {
      const cacheKeyParameters = ['method.request.querystring.type'];
      await client.putIntegration({
        ...{ ...method, type: 'HTTP_PROXY', integrationHttpMethod: 'GET', uri: backend, cacheKeyParameters },
      });
      continue;
    }
    const requestTemplates = { 'application/json': '{"statusCode": 200}' };
    await client.putIntegration({ ...method, type: 'MOCK', requestTemplates });
    await client.putMethodResponse({ ...method, statusCode: '200' });
    const responseTemplates = { 'application/json': BODY };
    await client.putIntegrationResponse({ ...method, statusCode: '200', responseTemplates });
  }
  await client.createDeployment({ restApiId, stageName: 'v1', cacheClusterEnabled: true });
  const replace = (path: string): PatchOperation => ({ op: 'replace', path, value: 'true' });
  const patchOperations = [
    ...['/~1cached/GET/caching/enabled', '/~1sealed/GET/caching/enabled'].map(replace),
    replace('/~1sealed/GET/caching/dataEncrypted'),
  ];
  await client.updateStage({ restApiId, stageName: 'v1', patchOperations });
  return restApiId;
}

await withDirectory(async (path) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': BODY.length });
    response.end(BODY);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway = await GatewayProcess.start(path, ...UNTHROTTLED);
  const { endpoint, rootKeys: credentials } = gateway;
  const client = new APIGateway({ endpoint, region: REGION, credentials });
  const restApiId = await deploy(client, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const { pid } = gateway.child;
  if (pid === undefined) throw new Error('the gateway is not running');
  const costs = new Map<string, number[]>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of ['mock', 'proxy', 'cached', 'sealed']) {
      const url = `${endpoint}/_aws/execute-api/${restApiId}/v1/${name}?type=dog`;
      const before = ticksOf(pid);
      await measureLatency(() => send(url), { calls, concurrency: 32 });
      // A tenth more requests warm up.
      const each = ((ticksOf(pid) - before) * MICROSECONDS_PER_TICK) / (calls * 1.1);
      costs.set(name, [...(costs.get(name) ?? []), each]);
    }
  }
  const base = quantile(costs.get('mock') ?? [], 0.5);
  for (const [name, each] of costs) {
    const median = quantile(each, 0.5);
    console.log(
      `${name.padEnd(8)}${median.toFixed(1)} us per request, ${(median / base).toFixed(2)} of MOCK`,
    );
  }
  agent.destroy();
  client.destroy();
  server.closeAllConnections();
  server.close();
  await gateway.stop();
});
