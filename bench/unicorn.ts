/**
 * The figures of the unicorn service on this machine: start to first request, idle memory, and the latency of a signed
 * call at 1 and at 32 clients beside the same function invoked directly, in the same run.
 *
 *   npm run bench:unicorn -- [--json] [--calls N] [--starts N]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Lambda } from '@aws-sdk/client-lambda';
import { GatewayProcess, REGION, withDirectory } from '../test/support/gateway-process.ts';
import { deployUnicorn, type UnicornStack } from '../test/support/unicorn.ts';
import { type Latency, measureLatency, quantile } from './latency.ts';
import { SignedClient, type SignedPost } from './signed-client.ts';
import { UNTHROTTLED } from './unthrottled.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    calls: { type: 'string', default: '3000' },
    starts: { type: 'string', default: '10' },
  },
});
const calls = Number(values.calls);
const starts = Number(values.starts);

const progress = (text: string) => process.stderr.write(`${text}\n`);

interface Starts {
  /** ms from the start of the process to the first answer of any kind. */
  readonly answering: number;
  /** ms to the first unicorn, a cold start of the function included. */
  readonly serving: number;
  /** MB of resident memory, idle, before the first request. */
  readonly idleMemory: number;
}

function unicornCall(gateway: GatewayProcess, stack: UnicornStack): SignedPost {
  const url = new URL(`${gateway.endpoint}/_aws/execute-api/${stack.apiId}/Prod/GetUnicorn`);
  return {
    url,
    service: 'execute-api',
    region: REGION,
    keys: gateway.rootKeys,
    body: '{"UnicornId":"u-00001"}',
  };
}

/** The function's own event, as API Gateway would make it as far as the function looks. */
function directCall(gateway: GatewayProcess, functionName: string): SignedPost {
  const url = new URL(`${gateway.endpoint}/2015-03-31/functions/${functionName}/invocations`);
  const body = JSON.stringify({ resource: '/GetUnicorn', body: '{"UnicornId":"u-00001"}' });
  return { url, service: 'lambda', region: REGION, keys: gateway.rootKeys, body };
}

async function measureStart(directory: string, stack: UnicornStack): Promise<Starts> {
  const started = performance.now();
  const gateway = await GatewayProcess.start(directory, '--log-level', 'error', ...UNTHROTTLED);
  await fetch(`${gateway.endpoint}/_alicorn/health`);
  const answering = performance.now() - started;
  const client = new SignedClient(1);
  await client.post(unicornCall(gateway, stack));
  const serving = performance.now() - started;
  client.close();
  await gateway.stop();
  const idle = await GatewayProcess.start(directory, '--log-level', 'error', ...UNTHROTTLED);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const idleMemory = residentMegabytes(idle.child.pid ?? 0);
  await idle.stop();
  return { answering, serving, idleMemory };
}

/** Linux only; NaN elsewhere. */
function residentMegabytes(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) / 1024;
  } catch {
    return Number.NaN;
  }
}

async function nameOfFunction(gateway: GatewayProcess): Promise<string> {
  const lambda = new Lambda({ endpoint: gateway.endpoint, region: REGION, credentials: gateway.rootKeys });
  const { Functions: [found] = [] } = await lambda.listFunctions({});
  lambda.destroy();
  return found?.FunctionName ?? '';
}

const report = await withDirectory(async (directory) => {
  progress('deploying the example');
  const gateway = await GatewayProcess.start(directory, '--log-level', 'error', ...UNTHROTTLED);
  const stack = await deployUnicorn(gateway);
  const functionName = await nameOfFunction(gateway);
  const latencies: Record<string, Latency> = {};
  for (const concurrency of [1, 32]) {
    const client = new SignedClient(concurrency);
    for (const [name, post] of [
      ['invoked directly', directCall(gateway, functionName)],
      ['through the gateway', unicornCall(gateway, stack)],
    ] as const) {
      progress(`${calls} calls ${name}, ${concurrency} at a time`);
      latencies[`${name}, ${concurrency} at a time`] = await measureLatency(() => client.post(post), {
        calls,
        concurrency,
      });
    }
    client.close();
  }
  const busyMemory = residentMegabytes(gateway.child.pid ?? 0);
  await gateway.stop();
  progress(`${starts} starts`);
  const all: Starts[] = [];
  for (let index = 0; index < starts; index++) all.push(await measureStart(directory, stack));
  const median = (pick: (one: Starts) => number) => quantile(all.map(pick), 0.5);
  return {
    latencies,
    busyMemory,
    answering: median((one) => one.answering),
    serving: median((one) => one.serving),
    idleMemory: median((one) => one.idleMemory),
  };
});

if (values.json) {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} else {
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  process.stdout.write(`start to first answer       ${ms(report.answering)} (median of ${starts})
start to first unicorn      ${ms(report.serving)}, the function's cold start included
idle memory                 ${report.idleMemory.toFixed(1)} MB
memory after the load       ${report.busyMemory.toFixed(1)} MB
`);
  for (const [name, { median, p99, requestsPerSecond }] of Object.entries(report.latencies)) {
    process.stdout.write(
      `${name.padEnd(36)}median ${ms(median)}, p99 ${ms(p99)}, ${requestsPerSecond.toFixed(0)} requests/s\n`,
    );
  }
}
