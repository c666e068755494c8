import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { BackendSettings } from '../backends/settings.ts';
import { type Alicorn, type AlicornOptions, startAlicorn } from '../server/alicorn.ts';
import { DataDirectoryError } from '../server/data-directory.ts';
import { createLog, LOG_LEVELS, type LogLevel } from '../telemetry/log.ts';
import { parseBackends } from './backend-options.ts';
import { type Command, type CommandIo, UsageError } from './command.ts';
import { type ListenAddress, parseListenAddress } from './listen-address.ts';
import { parseNetworkOptions } from './network-options.ts';
import { untilStopped } from './signals.ts';
import { parseAccountThrottle } from './throttle-options.ts';
import { parseUserPoolIssuer, parseUserPools } from './user-pool-options.ts';
import { parseVpcLinks } from './vpc-link-options.ts';

export const startHelp = `alicorn start: run the gateway until Ctrl-C

usage: alicorn start [OPTIONS]

  --listen ADDRESS     PORT, HOST:PORT or :PORT for every address (default 127.0.0.1:4566; port 0 = any free one)
  --data-dir DIR       where everything is kept (default .alicorn)
  --region REGION      region of requests that name none (default us-east-1)
  --account ID         the root key's account, twelve digits (default 000000000000)
  --auth MODE          enforce: verify every signature and policy (default)
                       trust: take any access key for the root of its account, verify nothing; for throwaway tests
  --backend SERVICE=WHERE
                       where calls of a service go: a URL, or aws for AWS itself with your credentials for it. May
                       be given for many services; * is every service that the gateway does not offer itself.
                       Unless it is given, dynamodb, sqs, sns and s3 are embedded, and nothing leaves this machine.
  --backend-credentials WHICH
                       what calls to those URLs are signed with. local: a made-up key (default)
                       env: AWS_ACCESS_KEY_ID and its companions of this environment
  --cache-memory MB    memory for cached responses of all stages together (default 256); a stage's own cache is bounded
                       by its cluster's size besides
  --vpc-link ID_OR_NAME=HOST:PORT
                       where a VPC link leads, for integrations with connectionType VPC_LINK; may be given for many.
                       Unless it is given, to the host of the integration's URI: this machine stands in your network
  --user-pool ARN=ISSUER
                       who signs for a Cognito user pool that COGNITO_USER_POOLS authorizers name, if not a pool of this
                       gateway: the https:// address of an OpenID provider, or aws for the pool that AWS has under that
                       ARN, whose public keys are then fetched from there. May be given for many
  --user-pool-issuer URL
                       what tokens of this gateway's own user pools are from, before a slash and the pool's id, when
                       others reach it by another address than it listens on; {region} stands for the pool's region
  --trusted-proxy CIDR a proxy before the gateway, or a network of them, whose X-Forwarded-For, -Proto and -Port are
                       believed; may be given for many. Unless it is given, nobody is
  --vpc-endpoint VPCE=CIDR[,VPC]
                       a network that stands for a VPC endpoint, such as vpce-0a1b=10.0.0.0/8,vpc-0c1d: private APIs
                       can be invoked from there, and from nowhere else; may be given for many
  --organization ID    the organization of all accounts, for aws:PrincipalOrgID: o-a1b2c3d4e5, or with the path of a unit
                       in it, for aws:PrincipalOrgPaths: o-a1b2c3d4e5/r-ab12/
  --account-rate N     requests a second that all APIs of an account in a region admit together (default 10000, AWS's own)
  --account-burst N    how many at once (default 5000)
  --log-level LEVEL    ${LOG_LEVELS.join(', ')} (default info)
  --json               log and report as JSON, one object a line

The first start makes a root access key and keeps it in DIR/credentials, readable by you alone.
To use it in a shell: eval "$(alicorn credentials)"
`;

/** `alicorn start` */
export const startCommand: Command = {
  name: 'start',
  summary: 'run the gateway until Ctrl-C',
  help: startHelp,
  async run(args, io) {
    const alicorn = await launch(parseStartOptions(args), io);
    return typeof alicorn === 'number' ? alicorn : untilStopped(alicorn, io.stderr);
  },
};

/** Starts the gateway and reports where it is and how to use it; gives the exit code when it can't be started. */
export async function launch(
  options: StartOptions,
  io: Pick<CommandIo, 'stdout' | 'stderr'>,
): Promise<Alicorn | number> {
  try {
    const alicorn = await startAlicorn({
      ...options,
      log: createLog(options.logLevel, options.json ? 'json' : 'text', (line) => io.stderr.write(line)),
    });
    report(alicorn, options.json, io);
    return alicorn;
  } catch (error) {
    const why = startFailure(error, options.listen);
    if (why === undefined) throw error;
    io.stderr.write(`alicorn: ${why}\n`);
    return 1;
  }
}

/** What a person can do something about; undefined for anything else. */
function startFailure(error: unknown, listen: { host: string; port: number }): string | undefined {
  if (error instanceof DataDirectoryError) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const where = `${listen.host}:${listen.port}`;
  if (error.code === 'EADDRINUSE') {
    return `${where} is in use by another program. Choose another with --listen (0 takes any free port).`;
  }
  if (error.code === 'EACCES')
    return `this user may not listen on ${where}. Choose a port above 1023 with --listen.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `${listen.host} is no address of this machine. Choose another with --listen.`;
  }
  return undefined;
}

/** The options of `alicorn start`, checked. */
export interface StartOptions {
  readonly listen: ListenAddress;
  readonly dataDirectory: string;
  readonly region: string;
  readonly account: string;
  readonly auth: 'enforce' | 'trust';
  readonly backends: BackendSettings;
  /** Bytes. */
  readonly cacheMemory: number;
  readonly vpcLinkTargets: NonNullable<AlicornOptions['vpcLinkTargets']>;
  readonly userPools: NonNullable<AlicornOptions['userPools']>;
  readonly userPoolIssuer: AlicornOptions['userPoolIssuer'];
  readonly trustedProxies: readonly string[];
  readonly vpcEndpoints: NonNullable<AlicornOptions['vpcEndpoints']>;
  readonly organization: AlicornOptions['organization'];
  readonly accountThrottle: NonNullable<AlicornOptions['accountThrottle']>;
  readonly logLevel: LogLevel;
  readonly json: boolean;
}

/** Throws {@link UsageError}. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      listen: { type: 'string', default: '127.0.0.1:4566' },
      'data-dir': { type: 'string', default: '.alicorn' },
      region: { type: 'string', default: 'us-east-1' },
      account: { type: 'string', default: '000000000000' },
      auth: { type: 'string', default: 'enforce' },
      backend: { type: 'string', multiple: true, default: [] },
      'backend-credentials': { type: 'string', default: 'local' },
      'cache-memory': { type: 'string', default: '256' },
      'vpc-link': { type: 'string', multiple: true, default: [] },
      'user-pool': { type: 'string', multiple: true, default: [] },
      'user-pool-issuer': { type: 'string' },
      'trusted-proxy': { type: 'string', multiple: true, default: [] },
      'vpc-endpoint': { type: 'string', multiple: true, default: [] },
      organization: { type: 'string' },
      'account-rate': { type: 'string', default: '10000' },
      'account-burst': { type: 'string', default: '5000' },
      'log-level': { type: 'string', default: 'info' },
      json: { type: 'boolean', default: false },
    },
  });
  if (!/^[0-9]{12}$/.test(values.account)) throw new UsageError('--account takes twelve digits');
  if (!/^[a-z]{2,4}(-[a-z]{1,16}){1,3}-[0-9]$/.test(values.region)) {
    throw new UsageError('--region takes the name of a region, such as eu-west-1');
  }
  const auth = oneOf('--auth', values.auth, ['enforce', 'trust'] as const);
  const logLevel: LogLevel = oneOf('--log-level', values['log-level'], LOG_LEVELS);
  return {
    listen: parseListenAddress(values.listen),
    dataDirectory: resolve(values['data-dir']),
    region: values.region,
    account: values.account,
    auth,
    backends: parseBackends(values.backend, values['backend-credentials']),
    cacheMemory: parseMegabytes('--cache-memory', values['cache-memory']),
    vpcLinkTargets: parseVpcLinks(values['vpc-link']),
    userPools: parseUserPools(values['user-pool']),
    userPoolIssuer: parseUserPoolIssuer(values['user-pool-issuer']),
    ...parseNetworkOptions(values['trusted-proxy'], values['vpc-endpoint'], values.organization),
    accountThrottle: parseAccountThrottle(values['account-rate'], values['account-burst']),
    logLevel,
    json: values.json,
  };
}

/** As bytes. */
function parseMegabytes(option: string, text: string): number {
  if (!/^[0-9]{1,6}$/.test(text)) throw new UsageError(`${option} takes a number of megabytes`);
  return Number(text) * 1024 * 1024;
}

function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new UsageError(`${option} takes one of ${choices.join(', ')}`);
  return choice;
}

function report(alicorn: Alicorn, json: boolean, io: Pick<CommandIo, 'stdout'>): void {
  const { endpoint, region, account, rootCredentials, rootKeyIsNew, credentialsFile } = alicorn;
  if (json) {
    io.stdout.write(`${JSON.stringify({ event: 'ready', endpoint, region, account, credentialsFile })}\n`);
    return;
  }
  io.stdout.write(`Alicorn listens on ${endpoint} (region ${region}, account ${account}).\n`);
  if (rootKeyIsNew) {
    io.stdout.write(
      `A root access key was made. It is shown this once and kept in ${credentialsFile}, readable by you alone:\n` +
        `  export AWS_ACCESS_KEY_ID=${rootCredentials.accessKeyId}\n` +
        `  export AWS_SECRET_ACCESS_KEY=${rootCredentials.secretAccessKey}\n` +
        `  export AWS_DEFAULT_REGION=${region}\n` +
        `  export AWS_ENDPOINT_URL=${endpoint}\n`,
    );
  } else {
    io.stdout.write(
      `The root access key is in ${credentialsFile}; AWS_SHARED_CREDENTIALS_FILE may point there.\n`,
    );
  }
  io.stdout.write('Stop it with Ctrl-C.\n');
}
