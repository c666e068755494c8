import { join } from 'node:path';
import type { SigningCredentials } from '../identity/sigv4/sign.ts';
import { readGatewayFile } from '../server/gateway-file.ts';
import { readRootKey } from '../server/root-key.ts';
import { findCredentials } from './call-credentials.ts';
import { UsageError } from './command.ts';

/** Where API Gateway's API is called, and as whom. */
export interface ApiGatewayAccess {
  readonly endpoint: URL;
  readonly region: string;
  readonly credentials: SigningCredentials;
}

/** For `parseArgs`. */
export const accessOptions = {
  endpoint: { type: 'string' },
  region: { type: 'string' },
  profile: { type: 'string' },
  credentials: { type: 'string' },
  'data-dir': { type: 'string', default: '.alicorn' },
} as const;

/** What a command's help says about {@link accessOptions}. */
export const accessHelp = `  --endpoint URL        default AWS_ENDPOINT_URL_API_GATEWAY, AWS_ENDPOINT_URL, or the gateway of --data-dir
  --data-dir DIR        where a gateway of yours keeps its data (default .alicorn)
  --region NAME         default AWS_REGION, AWS_DEFAULT_REGION, or the gateway's
  --profile NAME        a profile of ~/.aws/credentials (AWS_SHARED_CREDENTIALS_FILE)
  --credentials FILE    a shared credentials file, or JSON with accessKeyId, secretAccessKey and sessionToken
  otherwise             AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; the root key of --data-dir for its
                        gateway; the profile AWS_PROFILE for any other`;

export interface AccessOptions {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly credentials?: string | undefined;
  readonly 'data-dir': string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws {@link UsageError}. */
export function findAccess(options: AccessOptions, env: Environment): ApiGatewayAccess {
  const given = options.endpoint ?? (env.AWS_ENDPOINT_URL_API_GATEWAY || env.AWS_ENDPOINT_URL);
  const region = options.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  const sources = { profile: options.profile, credentialsFile: options.credentials };
  if (given) {
    return {
      endpoint: readEndpoint(given),
      region: readRegion(region ?? 'us-east-1'),
      credentials: findCredentials(sources, env),
    };
  }
  const directory = options['data-dir'];
  const gateway = readGatewayFile(directory);
  if (gateway === undefined) {
    throw new UsageError(
      `no gateway has been started with the data directory ${directory}: run alicorn start first, or give --endpoint URL`,
    );
  }
  const chosen = options.profile ?? options.credentials ?? env.AWS_ACCESS_KEY_ID;
  const rootKey = chosen ? undefined : readRootKey(join(directory, 'credentials'));
  return {
    endpoint: readEndpoint(gateway.endpoint),
    region: readRegion(region || gateway.region),
    credentials: rootKey ?? findCredentials(sources, env),
  };
}

function readEndpoint(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new UsageError(`${JSON.stringify(text)} is not an http:// or https:// URL`);
  if (url.username || url.password || url.search || url.hash)
    throw new UsageError(`an endpoint has neither user name nor query: ${JSON.stringify(url.origin)}`);
  return url;
}

function readRegion(text: string): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(text))
    throw new UsageError(`--region wants letters, digits and hyphens, not ${JSON.stringify(text)}`);
  return text;
}
