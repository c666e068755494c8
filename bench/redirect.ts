/**
 * How fast the URL shortener of examples/ redirects, beside the GetItem call that each redirect makes, sent to the same
 * gateway and signed by its user: in turns of one run.
 *
 *   node bench/redirect.ts [--seconds N] [--concurrency N]
 */
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { GatewayProcess, REGION, withDirectory } from '../test/support/gateway-process.ts';
import { createUser, deployLinks, Links, signIn } from '../test/support/url-shortener.ts';
import { type Latency, measureLatency } from './latency.ts';
import { SignedClient } from './signed-client.ts';
import { UNTHROTTLED } from './unthrottled.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, concurrency: { type: 'string', default: '8' } },
});
const concurrency = Number(values.concurrency);
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });

function follow(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent }, (response) => {
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 301) resolve();
        else reject(new Error(`${url}: ${response.statusCode}`));
      });
      response.resume();
    });
    outgoing.on('error', reject).end();
  });
}

/** As many calls as take about the time that was asked for. */
async function measure(call: () => Promise<unknown>): Promise<Latency> {
  const { requestsPerSecond } = await measureLatency(call, { calls: 1000, concurrency });
  return measureLatency(call, { calls: Math.ceil(requestsPerSecond * Number(values.seconds)), concurrency });
}

function show(name: string, { requestsPerSecond, median, p99 }: Latency): void {
  process.stdout.write(
    `${name.padEnd(32)} ${requestsPerSecond.toFixed(0).padStart(6)}/s  median ${median.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms\n`,
  );
}

await withDirectory(async (directory) => {
  const gateway = await GatewayProcess.start(directory, '--log-level', 'error', ...UNTHROTTLED);
  const stack = await deployLinks(gateway);
  await createUser(gateway, stack, 'bench');
  const links = new Links(stack.base, await signIn(stack, 'bench'));
  await links.create('bench', 'https://example.com/');
  const client = new SignedClient(concurrency);
  const getItem = () =>
    client.post({
      url: new URL(gateway.endpoint),
      service: 'dynamodb',
      region: REGION,
      keys: gateway.rootKeys,
      body: JSON.stringify({ TableName: stack.table, Key: { id: { S: 'bench' } } }),
      headers: [
        ...['Content-Type', 'application/x-amz-json-1.0'],
        ...['X-Amz-Target', 'DynamoDB_20120810.GetItem'],
      ],
    });
  process.stdout.write(`${concurrency} connections, client and gateway on one machine\n`);
  show('GetItem, signed', await measure(getItem));
  show('redirect by GetItem', await measure(() => follow(links.address('bench'))));
  client.close();
  agent.destroy();
  await gateway.stop();
});
