import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './source-files.ts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '123456789012';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Gateways that run, by their data directories: a failed test must not leave one behind. */
const running = new Map<ChildProcess, string>();

/** A gateway run as its users run it: the command, on a free port, in a process of its own. */
export class GatewayProcess {
  readonly endpoint: string;
  readonly rootKeys: Keys;
  readonly credentialsFile: string;
  readonly child: ChildProcess;
  readonly #log: string[];
  readonly #exited: Promise<readonly [number | null, NodeJS.Signals | null]>;

  private constructor(
    child: ChildProcess,
    ready: { endpoint: string; credentialsFile: string },
    log: string[],
    exited: Promise<readonly [number | null, NodeJS.Signals | null]>,
  ) {
    this.child = child;
    this.endpoint = ready.endpoint;
    this.credentialsFile = ready.credentialsFile;
    this.rootKeys = keysOf(readFileSync(ready.credentialsFile, 'utf8'));
    this.#log = log;
    this.#exited = exited;
  }

  static async start(dataDirectory: string, ...options: string[]): Promise<GatewayProcess> {
    const child = spawn(
      process.execPath,
      [
        join(root, 'src/cli/main.ts'),
        'start',
        ...['--listen', '127.0.0.1:0', '--json', '--region', REGION, '--account', ACCOUNT],
        ...['--data-dir', dataDirectory, ...options],
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/alicorn') },
      },
    );
    running.set(child, dataDirectory);
    child.on('exit', () => running.delete(child));
    const log: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log.push(text);
      if (log.length > 1000) log.shift();
    });
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const line = await Promise.race([
      once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
      exited.then(() => undefined),
    ]);
    if (line === undefined) throw new Error(`the gateway did not start:\n${log.join('')}`);
    return new GatewayProcess(child, JSON.parse(line), log, exited);
  }

  get log(): string {
    return this.#log.join('');
  }

  /** Ends it as Ctrl-C does; gives exit code and signal. */
  stop(signal: NodeJS.Signals = 'SIGINT'): Promise<readonly [number | null, NodeJS.Signals | null]> {
    this.child.kill(signal);
    return this.#exited;
  }
}

function keysOf(text: string): Keys {
  const setting = (name: string) => new RegExp(`^${name} = (.+)$`, 'm').exec(text)?.[1] ?? '';
  return { accessKeyId: setting('aws_access_key_id'), secretAccessKey: setting('aws_secret_access_key') };
}

/** A folder that is gone when `use` is done, with every gateway that still runs on it. */
export async function withDirectory<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'alicorn-'));
  try {
    return await use(path);
  } finally {
    const left = [...running].filter(([, directory]) => directory.startsWith(path));
    await Promise.all(
      left.map(([child]) => {
        child.kill('SIGKILL');
        return once(child, 'exit');
      }),
    );
    rmSync(path, { recursive: true, force: true });
  }
}
