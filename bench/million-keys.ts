/**
 * A region with many API keys: how long they take to import, whether the gateway stays awake meanwhile, how long it takes
 * to start with them, and what memory they cost when it has started and when keys have been used.
 *
 *   node bench/million-keys.ts [--keys N] [--uses N] [--json]
 */
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { GatewayProcess, REGION, withDirectory } from '../test/support/gateway-process.ts';
import { root } from '../test/support/source-files.ts';
import { measureLatency, quantile } from './latency.ts';
import { UNTHROTTLED } from './unthrottled.ts';

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '1000000' },
    uses: { type: 'string', default: '10000' },
    json: { type: 'boolean', default: false },
  },
});
const count = Math.min(1_000_000, Number(values.keys));
const uses = Math.min(count, Number(values.uses));
const progress = (text: string) => process.stderr.write(`${text}\n`);

/** As long as those that API Gateway makes. */
const keyValue = (index: number) => `key-${String(index).padStart(9, '0')}-abcdefghijklmnopqrstuvwxyz`;
/** Any of the keys, the same in every run. */
const someIndex = (turn: number) => (turn * 7_919 + 104_729) % count;

const clientOf = ({ endpoint, rootKeys }: GatewayProcess) =>
  new APIGateway({ endpoint, region: REGION, credentials: rootKeys });

/** MB of memory that a process has. */
function memoryOf(gateway: GatewayProcess): number {
  const status = readFileSync(`/proc/${gateway.child.pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
}

async function writeKeys(file: string): Promise<void> {
  function* lines() {
    yield 'Key,Name,Enabled,Tenant\n';
    for (let index = 0; index < count; index++)
      yield `${keyValue(index)},customer-${index},true,tenant-${index % Math.ceil(count / 10)}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

/** Runs the command as its users do; gives seconds. */
async function importKeys(file: string, directory: string, usagePlanId: string): Promise<number> {
  const began = performance.now();
  const args = ['keys', 'import', file, '--data-dir', directory, '--usage-plan', usagePlanId, '--json'];
  const { AWS_ENDPOINT_URL: _endpoint, AWS_ACCESS_KEY_ID: _key, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  for await (const line of createInterface(child.stdout)) {
    const { imported } = JSON.parse(line);
    if (imported % 50_000 === 0 || imported === count) progress(`${imported} keys, ${secondsSince(began)} s`);
  }
  return secondsSince(began);
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 100) / 10;
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

function get(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, headers }, (response) => {
      response.on('error', reject).on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    outgoing.on('error', reject).end();
  });
}

/** Asks for the gateway's health, every 5 ms at most, while something else goes on; gives ms of each answer. */
async function whileAwake<T>(
  gateway: GatewayProcess,
  work: Promise<T>,
): Promise<{ result: T; waits: number[] }> {
  const waits: number[] = [];
  let done = false;
  const asking = (async () => {
    while (!done) {
      const began = performance.now();
      await get(`${gateway.endpoint}/_alicorn/health`);
      waits.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const result = await work.finally(() => {
    done = true;
  });
  await asking;
  return { result, waits };
}

/** An API with a method that wants a key, its stage in a usage plan. */
async function deploy(client: APIGateway): Promise<{ path: string; usagePlanId: string }> {
  const body = Buffer.from(
    JSON.stringify({
      openapi: '3.0.1',
      info: { title: 'bench', version: '1' },
      paths: {
        '/p': {
          get: {
            security: [{ api_key: [] }],
            responses: { 200: { description: 'ok' } },
            'x-amazon-apigateway-integration': {
              type: 'mock',
              requestTemplates: { 'application/json': '{"statusCode": 200}' },
              responses: { default: { statusCode: '200' } },
            },
          },
        },
      },
      components: { securitySchemes: { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } } },
    }),
  );
  const { id = '' } = await client.importRestApi({ body });
  await client.createDeployment({ restApiId: id, stageName: 'bench' });
  const { id: usagePlanId = '' } = await client.createUsagePlan({
    name: 'bench',
    apiStages: [{ apiId: id, stage: 'bench' }],
    throttle: { rateLimit: 100_000, burstLimit: 100_000 },
    quota: { limit: 1_000_000, period: 'DAY' },
  });
  return { path: `/_aws/execute-api/${id}/bench/p`, usagePlanId };
}

/** ms that it takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What operations take beside so many keys; ms. */
async function measureOperations(client: APIGateway, usagePlanId: string) {
  const { items: [some] = [] } = await client.getApiKeys({ nameQuery: `customer-${someIndex(1)}`, limit: 1 });
  const position = Buffer.from('zz').toString('base64url');
  const planPosition = Buffer.from(`${usagePlanId}/zz`).toString('base64url');
  await client.getApiKeys({ limit: 1 });
  return {
    'GetApiKeys, first page of 500': await timed(() => client.getApiKeys({ limit: 500 })),
    'GetApiKeys, page at the end': await timed(() => client.getApiKeys({ limit: 500, position })),
    'GetApiKeys by nameQuery': await timed(() => client.getApiKeys({ nameQuery: `customer-${count - 1}` })),
    'GetUsagePlanKeys, page at the end': await timed(() =>
      client.getUsagePlanKeys({ usagePlanId, limit: 500, position: planPosition }),
    ),
    'GetUsagePlanKeys by nameQuery': await timed(() =>
      client.getUsagePlanKeys({ usagePlanId, nameQuery: `customer-${count - 1}` }),
    ),
    // In this order: there may be no room for another key.
    DeleteApiKey: await timed(() => client.deleteApiKey({ apiKey: some?.id })),
    CreateApiKey: await timed(() => client.createApiKey({ name: 'one more', enabled: true })),
  };
}

/** Requests that each use another key, or all the same. */
async function useKeys(gateway: GatewayProcess, path: string, isSame: boolean) {
  let turn = 0;
  let refused = 0;
  const call = async () => {
    const index = someIndex(isSame ? 0 : ++turn);
    const status = await get(gateway.endpoint + path, { 'x-api-key': keyValue(index) });
    if (status !== 200) refused++;
  };
  const figures = await measureLatency(call, { calls: uses, concurrency: 16 });
  return { ...figures, refused };
}

const report = await withDirectory(async (directory) => {
  const data = join(directory, 'data');
  const file = join(directory, 'keys.csv');
  const idle = performance.now();
  let gateway = await GatewayProcess.start(data, '--log-level', 'error', ...UNTHROTTLED);
  const emptyStart = performance.now() - idle;
  const emptyMemory = memoryOf(gateway);
  const client = clientOf(gateway);
  const { path, usagePlanId } = await deploy(client);
  client.destroy();
  await writeKeys(file);
  progress(`importing ${count} keys`);
  const { result: seconds, waits } = await whileAwake(gateway, importKeys(file, data, usagePlanId));
  const importedMemory = memoryOf(gateway);
  await gateway.stop();

  const began = performance.now();
  gateway = await GatewayProcess.start(data, '--log-level', 'error', ...UNTHROTTLED);
  const start = performance.now() - began;
  const memory = memoryOf(gateway);
  const oneKey = await useKeys(gateway, path, true);
  const oneKeyMemory = memoryOf(gateway);
  const manyKeys = await useKeys(gateway, path, false);
  const usedMemory = memoryOf(gateway);
  const second = clientOf(gateway);
  const operations = await measureOperations(second, usagePlanId);
  second.destroy();
  agent.destroy();
  await gateway.stop();
  return {
    keys: count,
    import: {
      seconds,
      keysPerSecond: Math.round(count / seconds),
      databaseMegabytes: Math.round(statSync(join(data, 'alicorn.db')).size / 1024 / 1024),
    },
    healthWhileImporting: {
      median: quantile(waits, 0.5),
      p99: quantile(waits, 0.99),
      longest: Math.max(0, ...waits),
    },
    startMilliseconds: { empty: emptyStart, withKeys: start },
    memoryMegabytes: {
      emptyStart: emptyMemory,
      afterImport: importedMemory,
      start: memory,
      afterUsesOfOneKey: oneKeyMemory,
      afterUsesOfManyKeys: usedMemory,
    },
    uses: { count: uses, oneKey, manyKeys },
    operations,
  };
});

if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
else {
  const print = (value: unknown, indent: string): void => {
    for (const [name, member] of Object.entries(Object(value))) {
      if (typeof member === 'number') {
        const text = Number.isInteger(member) ? String(member) : member.toFixed(1);
        process.stdout.write(`${(indent + name).padEnd(44)}${text.padStart(10)}\n`);
        continue;
      }
      process.stdout.write(`${indent}${name}\n`);
      print(member, `${indent}  `);
    }
  };
  print(report, '');
}
