/**
 * What each check costs a request: CPU time of the gateway's process and time to the answer, of a mock method that has the
 * check beside one that has none, in turns of one run.
 *
 *   node bench/checks.ts [--requests N] [--clients N] [--rounds N] [--only NAME,...] [--json]
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { sign } from '../src/identity/sigv4/sign.ts';
import { GatewayProcess, type Keys, REGION, withDirectory } from '../test/support/gateway-process.ts';
import { type Checks, deployChecks } from './checks-stack.ts';
import { measureLatency, quantile } from './latency.ts';
import { UNTHROTTLED } from './unthrottled.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    clients: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const load = { calls: Number(values.requests), concurrency: Number(values.clients) };
const progress = (text: string) => process.stderr.write(`${text}\n`);
/** Linux counts the CPU time of processes in hundredths of a second. */
const MICROSECONDS_PER_TICK = 10_000;

/** A kind of check; `headers` are made anew for each round, for signatures grow old. */
interface Case {
  readonly name: string;
  readonly url: URL;
  readonly headers: () => Record<string, string>;
}

interface Figures {
  readonly name: string;
  /** Microseconds of CPU time of one request. */
  readonly cpu: number;
  /** More than the open method's. */
  readonly added: number;
  /** ms. */
  readonly median: number;
  readonly p99: number;
  readonly requestsPerSecond: number;
}

type Round = Omit<Figures, 'name' | 'added'>;

const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });

function send(url: URL, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, headers }, (response) => {
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url.pathname}: ${response.statusCode}`));
      });
      response.resume();
    });
    outgoing.on('error', reject).end();
  });
}

function signedHeaders(url: URL, keys: Keys): Record<string, string> {
  const headers = ['Host', url.host];
  const toSign = { method: 'GET', path: url.pathname, query: '', headers, body: Buffer.alloc(0) };
  const signed = sign(toSign, keys, { service: 'execute-api', region: REGION, now: Date.now() });
  const all = [...headers, ...signed.headers];
  return Object.fromEntries(all.flatMap((name, at) => (at % 2 === 0 ? [[name, all[at + 1] ?? '']] : [])));
}

function casesOf(checks: Checks, root: Keys): Case[] {
  const at = (path: string) => new URL(checks.endpoint + path);
  const plain = (name: string, url: URL, headers: Record<string, string> = {}): Case => ({
    ...{ name, url },
    headers: () => headers,
  });
  const iam = (name: string, keys: Keys): Case => ({
    ...{ name, url: at('/iam') },
    headers: () => signedHeaders(at('/iam'), keys),
  });
  return [
    plain('open', at('/open')),
    plain('resource policy', new URL(`${checks.guarded}/open`)),
    plain('validation of parameters', at('/checked?limit=10&after=x')),
    plain('API key and usage plan', at('/key'), { 'x-api-key': checks.apiKey }),
    plain('Lambda authorizer, cached', at('/lambda'), { authorization: 'token' }),
    plain('Cognito user pool', at('/jwt'), { authorization: checks.idToken }),
    iam('AWS_IAM, root', root),
    iam('AWS_IAM, user', checks.user),
    iam('AWS_IAM, session', checks.session),
  ];
}

/** Microseconds that all threads of the process have run. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuOf({ child }: GatewayProcess): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(user) + Number(system)) * MICROSECONDS_PER_TICK;
}

async function measure(gateway: GatewayProcess, { url, headers }: Case): Promise<Round> {
  let sent = 0;
  const own = headers();
  const before = cpuOf(gateway);
  const figures = await measureLatency(() => {
    sent++;
    return send(url, own);
  }, load);
  return { ...figures, cpu: (cpuOf(gateway) - before) / sent };
}

const report = await withDirectory(async (directory) => {
  const gateway = await GatewayProcess.start(directory, '--log-level', 'error', ...UNTHROTTLED);
  progress('deploying');
  const checks = await deployChecks(gateway);
  const only = values.only?.split(',');
  const cases = casesOf(checks, gateway.rootKeys).filter(
    ({ name }) => only === undefined || name === 'open' || only.some((one) => name.includes(one)),
  );
  const rounds = new Map<string, Round[]>();
  // The first round warms up.
  for (let round = 0; round <= Number(values.rounds); round++) {
    progress(round === 0 ? 'warming up' : `round ${round}`);
    for (const each of cases) {
      const figures = await measure(gateway, each);
      if (round > 0) rounds.set(each.name, [...(rounds.get(each.name) ?? []), figures]);
    }
  }
  agent.destroy();
  await gateway.stop();
  const median = (name: string, figure: keyof Round) =>
    quantile(
      (rounds.get(name) ?? []).map((round) => round[figure]),
      0.5,
    );
  return cases.map(
    ({ name }): Figures => ({
      name,
      cpu: median(name, 'cpu'),
      added: median(name, 'cpu') - median('open', 'cpu'),
      median: median(name, 'median'),
      p99: median(name, 'p99'),
      requestsPerSecond: median(name, 'requestsPerSecond'),
    }),
  );
});

if (values.json) {
  process.stdout.write(`${JSON.stringify({ load, rounds: Number(values.rounds), report }, null, 2)}\n`);
} else {
  const us = (value: number) => `${value.toFixed(1)} us`.padStart(11);
  const ms = (value: number) => `${value.toFixed(2)} ms`.padStart(10);
  process.stdout.write(`${' '.repeat(28)}   CPU time      added    median       p99  requests/s\n`);
  for (const { name, cpu, added, median, p99, requestsPerSecond } of report) {
    const row =
      us(cpu) + us(added) + ms(median) + ms(p99) + String(Math.round(requestsPerSecond)).padStart(12);
    process.stdout.write(`${name.padEnd(28)}${row}\n`);
  }
}
