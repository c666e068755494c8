import { validateHeaderName, validateHeaderValue } from 'node:http';
import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** What `alicorn call` was asked to do, checked. */
export interface CallOptions {
  readonly url: URL;
  readonly service: string;
  readonly region: string;
  readonly method: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** As given: text, `@FILE` or `@-`. */
  readonly data: string | undefined;
  /** The data is meant to be JSON. */
  readonly json: boolean;
  readonly presign: boolean;
  /** Seconds */
  readonly expires: number;
  readonly printUrl: boolean;
  readonly profile: string | undefined;
  readonly credentialsFile: string | undefined;
  readonly include: boolean;
  readonly timeoutSeconds: number;
  /** Where to connect instead of the URL's own address. */
  readonly connect: URL | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const MAXIMUM_EXPIRES_SECONDS = 604_800;
const MAXIMUM_TIMEOUT_SECONDS = 86_400;

/** Headers that belong to the signature. */
const SIGNATURE_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-security-token',
]);

/** Reads the command line. Throws UsageError, or what parseArgs throws. */
export function parseCallOptions(args: readonly string[], env: Environment): CallOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      service: { type: 'string', default: 'execute-api' },
      region: { type: 'string' },
      method: { type: 'string', short: 'X' },
      header: { type: 'string', short: 'H', multiple: true, default: [] },
      data: { type: 'string', short: 'd' },
      json: { type: 'string' },
      target: { type: 'string' },
      'query-auth': { type: 'boolean', default: false },
      expires: { type: 'string' },
      'print-url': { type: 'boolean', default: false },
      profile: { type: 'string' },
      credentials: { type: 'string' },
      include: { type: 'boolean', short: 'i', default: false },
      timeout: { type: 'string' },
      connect: { type: 'string' },
    },
  });
  const data = values.data ?? values.json;
  const presign = values['query-auth'] || values['print-url'];
  if (values.data !== undefined && values.json !== undefined) {
    throw new UsageError('--data and --json both give the body: use one of them');
  }
  if (values.expires !== undefined && !presign) {
    throw new UsageError('--expires is for presigned URLs: add --query-auth or --print-url');
  }
  return {
    url: readUrl(positionals),
    service: required('--service', values.service),
    region: required('--region', values.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1')),
    method: readMethod(values.method ?? (data === undefined ? 'GET' : 'POST')),
    headers: [...values.header.flatMap(readHeader), ...impliedHeaders(values)],
    data,
    json: values.json !== undefined,
    presign,
    expires: readWhole('--expires', values.expires ?? '900', MAXIMUM_EXPIRES_SECONDS),
    printUrl: values['print-url'],
    profile: values.profile,
    credentialsFile: values.credentials,
    include: values.include,
    timeoutSeconds: readWhole('--timeout', values.timeout ?? '60', MAXIMUM_TIMEOUT_SECONDS),
    connect: values.connect === undefined ? undefined : readConnect(values.connect),
  };
}

function readUrl(positionals: readonly string[]): URL {
  const [text, ...more] = positionals;
  if (text === undefined) throw new UsageError('a URL is missing');
  if (more.length > 0) {
    throw new UsageError(
      `one URL is called at a time; put quotes around what ${JSON.stringify(more[0])} belongs to`,
    );
  }
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(`${JSON.stringify(text)} is not an http:// or https:// URL`);
  }
  if (url.username || url.password) {
    throw new UsageError('a user name in the URL does not sign anything: see --profile and --credentials');
  }
  return url;
}

/** `HOST:PORT`, with a scheme before it if need be. Loopback addresses are spoken to in plain HTTP by default. */
function readConnect(text: string): URL {
  const explicit = text.startsWith('http://') || text.startsWith('https://');
  const plain = URL.parse(explicit ? text : `http://${text}`);
  const url = explicit || !plain || isLoopback(plain.hostname) ? plain : URL.parse(`https://${text}`);
  if (url?.pathname !== '/' || url.search || url.username || url.password) {
    throw new UsageError(`--connect wants HOST:PORT, such as localhost:4566, not ${JSON.stringify(text)}`);
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]') return true;
  return /^127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/.test(hostname);
}

function readMethod(text: string): string {
  if (!/^[A-Za-z]{1,32}$/.test(text)) throw new UsageError(`${JSON.stringify(text)} is not an HTTP method`);
  return text.toUpperCase();
}

function readHeader(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 0) {
    throw new UsageError(`a header is written 'Name: value'; ${JSON.stringify(text)} has no colon`);
  }
  const name = text.slice(0, colon).trim();
  const value = text.slice(colon + 1).trim();
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new UsageError(`${JSON.stringify(text)} has characters that a header cannot hold`);
  }
  if (SIGNATURE_HEADERS.has(name.toLowerCase())) {
    throw new UsageError(`the header ${name} is set by signing and cannot be given`);
  }
  return [name, value];
}

/** Headers that other options stand for, where they are not given themselves. */
function impliedHeaders(values: {
  readonly header: readonly string[];
  readonly data?: string | undefined;
  readonly json?: string | undefined;
  readonly target?: string | undefined;
}): string[] {
  const headers: string[] = [];
  if (values.target !== undefined) headers.push(...readHeader(`X-Amz-Target: ${values.target}`));
  const typed = values.header.some((header) => header.toLowerCase().startsWith('content-type:'));
  if (!typed && (values.data !== undefined || values.json !== undefined)) {
    headers.push('Content-Type', contentType(values.json !== undefined, values.target !== undefined));
  }
  return headers;
}

function contentType(json: boolean, target: boolean): string {
  if (target) return 'application/x-amz-json-1.1';
  return json ? 'application/json' : 'application/x-www-form-urlencoded';
}

function readWhole(option: string, text: string, maximum: number): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > maximum) {
    throw new UsageError(
      `${option} wants a whole number of seconds from 1 to ${maximum}, not ${JSON.stringify(text)}`,
    );
  }
  return value;
}

function required(option: string, text: string): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(text)) {
    throw new UsageError(`${option} wants letters, digits and hyphens, not ${JSON.stringify(text)}`);
  }
  return text;
}
