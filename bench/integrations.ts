/**
 * What each kind of integration adds to a request's time at a fixed rate: requests through the gateway beside the same
 * backend asked directly, in turns of one run.
 *
 *   npm run bench:integrations -- [--json] [--rate N] [--seconds N] [--rounds N]
 */
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { GatewayProcess, withDirectory } from '../test/support/gateway-process.ts';
import { deployIntegrations, type Targets } from './integrations-stack.ts';
import { type Latency, quantile } from './latency.ts';
import { measurePaced } from './paced-load.ts';
import { SignedClient } from './signed-client.ts';
import { UNTHROTTLED } from './unthrottled.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
  },
});
const load = { requestsPerSecond: Number(values.rate), seconds: Number(values.seconds) };
const progress = (text: string) => process.stderr.write(`${text}\n`);

/** A kind of integration and, where there is one, its backend without the gateway. */
interface Case {
  readonly name: string;
  readonly through: () => Promise<unknown>;
  readonly direct: () => Promise<unknown>;
}

interface Figures {
  readonly name: string;
  /** ms, medians over the rounds. */
  readonly through: Latency;
  readonly direct: Latency;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function send(url: URL, method: string, body?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const outgoing = request(url, { agent, method, headers }, (response) => {
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${method} ${url.pathname}: ${response.statusCode}`));
      });
      response.resume();
    });
    outgoing.on('error', reject).end(body);
  });
}

function startBackend(): Promise<{ worker: Worker; url: URL }> {
  const worker = new Worker(new URL('./backend-worker.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (port) => resolve({ worker, url: new URL(`http://127.0.0.1:${port}/`) }));
  });
}

function casesOf(targets: Targets, backend: URL, signed: SignedClient): Case[] {
  const bare = () => send(backend, 'GET');
  const invoked = () => signed.post(targets.invoke);
  const get = (path: string) => {
    const url = new URL(targets.endpoint + path);
    return () => send(url, 'GET');
  };
  const post = (path: string) => {
    const url = new URL(targets.endpoint + path);
    return () => send(url, 'POST', '{"name":"unicorn"}');
  };
  return [
    { name: 'MOCK', through: get('/mock'), direct: bare },
    { name: 'HTTP_PROXY', through: get('/http-proxy'), direct: bare },
    { name: 'HTTP with templates', through: post('/http'), direct: bare },
    { name: 'AWS_PROXY (Lambda)', through: get('/lambda-proxy'), direct: invoked },
    { name: 'AWS (Lambda) with templates', through: post('/lambda'), direct: invoked },
    {
      name: 'AWS (DynamoDB GetItem)',
      through: get('/items/one'),
      direct: () => signed.post(targets.getItem),
    },
  ];
}

/** Rounds of one case in turns, so that what else the machine does meets both alike. */
async function measure({ name, through, direct }: Case): Promise<Figures> {
  const rounds: { through: Latency; direct: Latency }[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    progress(`${name}, round ${round + 1}`);
    rounds.push({ direct: await measurePaced(direct, load), through: await measurePaced(through, load) });
  }
  const median = (which: 'through' | 'direct'): Latency => {
    const of = (figure: keyof Latency) =>
      quantile(
        rounds.map((round) => round[which][figure]),
        0.5,
      );
    return { median: of('median'), p99: of('p99'), requestsPerSecond: of('requestsPerSecond') };
  };
  return { name, through: median('through'), direct: median('direct') };
}

const report = await withDirectory(async (directory) => {
  const { worker, url } = await startBackend();
  const gateway = await GatewayProcess.start(directory, '--log-level', 'error', ...UNTHROTTLED);
  const signed = new SignedClient(64);
  const figures: Figures[] = [];
  try {
    progress('deploying');
    const targets = await deployIntegrations(gateway, url);
    for (const each of casesOf(targets, url, signed)) figures.push(await measure(each));
  } finally {
    signed.close();
    agent.destroy();
    await worker.terminate();
    await gateway.stop();
  }
  return figures;
});

if (values.json) {
  process.stdout.write(`${JSON.stringify({ load, report }, null, 2)}\n`);
} else {
  const ms = (value: number) => `${value.toFixed(2)} ms`.padStart(9);
  process.stdout.write(
    `at ${load.requestsPerSecond} requests/s     through the gateway     backend alone         added\n`,
  );
  process.stdout.write(`${' '.repeat(30)}median       p99    median       p99    median       p99\n`);
  for (const { name, through, direct } of report) {
    const added = [through.median - direct.median, through.p99 - direct.p99].map(ms).join(' ');
    const row = [through.median, through.p99, direct.median, direct.p99].map(ms).join(' ');
    process.stdout.write(`${name.padEnd(28)}${row} ${added}\n`);
  }
}
