/**
 * How many requests throttles admit beside what they promise, which is the burst and the rate for as long as it lasts.
 * In one process, in two that lease from one bucket, and over HTTP through a gateway. Clients ask for half as much again
 * as is promised; where they can't (one connection that waits for each answer), there is nothing to compare.
 *
 *   node bench/admission.ts [--seconds N] [--rates 10,1000,10000] [--clients 1,64] [--json]
 */
import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { MemoryTokenBuckets } from '../src/store/memory-token-buckets.ts';
import { ADMITTED } from '../src/store/token-buckets.ts';
import { serveTokenLeases } from '../src/store/token-lease-ipc.ts';
import { GatewayProcess, REGION, withDirectory } from '../test/support/gateway-process.ts';
import { deployRestApi } from '../test/support/rest-api.ts';
import { type Demand, demand, type Outcome } from './demand.ts';
import { UNTHROTTLED } from './unthrottled.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rates: { type: 'string', default: '10,1000,10000' },
    clients: { type: 'string', default: '1,64' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Math.min(60, Number(values.seconds));
const numbers = (text: string) => text.split(',').map(Number);
const WORKER = fileURLToPath(new URL('admission-worker.ts', import.meta.url));
const PROCESSES = 2;

interface Limit {
  readonly rate: number;
  readonly burst: number;
}

interface Row extends Limit {
  readonly where: string;
  readonly clients: number;
  readonly asked: number;
  readonly admitted: number;
  readonly promised: number;
  /** Percent by which more or less was admitted; undefined where too little was asked for. */
  readonly error: number | undefined;
}

function row(where: string, limit: Limit, clients: number, outcomes: readonly Outcome[]): Row {
  const sum = (read: (outcome: Outcome) => number) => outcomes.reduce((all, each) => all + read(each), 0);
  const [asked, admitted] = [sum((each) => each.asked), sum((each) => each.admitted)];
  const elapsed = Math.max(...outcomes.map((each) => each.elapsed));
  const promised = limit.burst + limit.rate * elapsed;
  const error = asked < promised ? undefined : ((admitted - promised) / promised) * 100;
  return { where, ...limit, clients, asked, admitted, promised: Math.round(promised), error };
}

const demandOn = (limit: Limit, clients: number, share = 1): Demand => ({
  requestsPerSecond: limit.rate * 1.5 * share,
  clients,
  seconds,
});

async function oneProcess(limit: Limit, clients: number): Promise<Row> {
  const buckets = new MemoryTokenBuckets(() => performance.now());
  const wanted = [{ key: 'a', ...limit }];
  const outcome = await demand(() => buckets.take(wanted) === ADMITTED, demandOn(limit, clients));
  return row('one process', limit, clients, [outcome]);
}

async function leasing(limit: Limit, clients: number): Promise<Row> {
  const buckets = new MemoryTokenBuckets(() => performance.now());
  const { requestsPerSecond } = demandOn(limit, clients, 1 / PROCESSES);
  const settings = [limit.rate, limit.burst, requestsPerSecond, clients, seconds].map(String);
  const workers = Array.from({ length: PROCESSES }, () => fork(WORKER, settings));
  const outcomes = workers.map((worker) => {
    serveTokenLeases(worker, buckets);
    return messageOf(worker, 'outcome');
  });
  await Promise.all(workers.map((worker) => messageOf(worker, 'ready')));
  for (const worker of workers) worker.send({ go: true });
  const told = await Promise.all(outcomes);
  return row(`${PROCESSES} processes`, limit, clients, told as Outcome[]);
}

/** The member of the first message that has it. */
function messageOf(worker: ReturnType<typeof fork>, member: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message) => {
      if (typeof message === 'object' && message !== null && member in message) {
        resolve(Object.entries(message).find(([name]) => name === member)?.[1]);
      }
    });
    worker.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
}

/** A stage of its own for each measurement, so that each begins with a full bucket. */
async function overHttp(gateway: GatewayProcess, limit: Limit, clients: number): Promise<Row> {
  const requestTemplates = { 'application/json': '{"statusCode": 200}' };
  const mock = { path: '/', httpMethod: 'GET', integration: { type: 'MOCK' as const, requestTemplates } };
  const { id: restApiId, url } = await deployRestApi(gateway, [mock]);
  const { endpoint, rootKeys: credentials } = gateway;
  const client = new APIGateway({ endpoint, region: REGION, credentials });
  const set = (name: string, value: number) => ({
    op: 'replace' as const,
    path: `/*/*/throttling/${name}`,
    value: String(value),
  });
  const patchOperations = [set('rateLimit', limit.rate), set('burstLimit', limit.burst)];
  await client.updateStage({ restApiId, stageName: 'test', patchOperations });
  client.destroy();
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const outcome = await demand(() => isServed(url, agent), demandOn(limit, clients));
  agent.destroy();
  return row('HTTP', limit, clients, [outcome]);
}

function isServed(url: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/`, { agent }, (response) => {
      response.on('error', reject).on('end', () => resolve(response.statusCode === 200));
      response.resume();
    });
    outgoing.on('error', reject).end();
  });
}

const rows: Row[] = [];
await withDirectory(async (directory) => {
  const gateway = await GatewayProcess.start(directory, ...UNTHROTTLED);
  for (const rate of numbers(values.rates)) {
    // As AWS's own limits relate. What comes while the bucket is full is lost, when nobody asks for as long as that.
    const limit = { rate, burst: Math.max(5, rate / 2) };
    for (const clients of numbers(values.clients)) {
      rows.push(await oneProcess(limit, clients));
      rows.push(await leasing(limit, clients));
      rows.push(await overHttp(gateway, limit, clients));
    }
  }
  await gateway.stop();
});

if (values.json) process.stdout.write(`${JSON.stringify({ seconds, rows })}\n`);
else {
  const line = (...cells: (string | number)[]) =>
    process.stdout.write(`${cells.map((cell) => String(cell).padStart(12)).join('')}\n`);
  line('', 'rate', 'clients', 'asked', 'promised', 'admitted', 'error');
  for (const { where, rate, clients, asked, promised, admitted, error } of rows) {
    const shown = error === undefined ? '(too few)' : `${error.toFixed(2)} %`;
    line(where, rate, clients, asked, promised, admitted, shown);
  }
}
