import { canonicalQuery, parseQuery, type QueryParameter } from './canonical-query.ts';
import { canonicalRequest } from './canonical-request.ts';
import {
  acceptsUnsignedPayload,
  hashPayload,
  requiresContentHash,
  UNSIGNED_PAYLOAD,
} from './payload-hash.ts';
import { recode } from './percent-encoding.ts';
import { ALGORITHM, computeSignature, formatScope, stringToSign } from './signature.ts';
import { deriveSigningKey } from './signing-key.ts';
import { formatTimestamp } from './timestamp.ts';

/** A request to be signed. What is signed is what must be sent: the same path, query, headers and body. */
export interface SignableRequest {
  /** In upper case. */
  readonly method: string;
  /** Percent-encoded as it will be sent, without the query. */
  readonly path: string;
  /** As it will be sent, without the `?`. */
  readonly query: string;
  /** Names and values in turn; must have `Host`. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface SigningOptions {
  /** Signing name, e.g. `execute-api`. */
  readonly service: string;
  readonly region: string;
  /** ms since 1970 */
  readonly now: number;
  /** `header` (default) adds headers; `query` makes a presigned URL. */
  readonly form?: 'header' | 'query';
  /** Seconds that a presigned URL is good for, 1 to 604800 (default 900). */
  readonly expiresIn?: number;
  /** False adds the session token to the request without signing it, as AWS IoT has it. */
  readonly signSessionToken?: boolean;
}

/** A signature with everything it was made of. */
export interface Signed {
  /** Names and values in turn, to be added to the request's own. */
  readonly headers: readonly string[];
  /** The query to send, with the signature when presigned. */
  readonly query: string;
  readonly signature: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/** Headers that proxies and HTTP libraries set or change on the way; AWS's SDKs leave them unsigned as well. */
const UNSIGNABLE: ReadonlySet<string> = new Set([
  'authorization',
  'cache-control',
  'connection',
  'content-length',
  'expect',
  'from',
  'keep-alive',
  'max-forwards',
  'pragma',
  'proxy-authorization',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amzn-trace-id',
]);

/**
 * Signs by Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sign(
  request: SignableRequest,
  credentials: SigningCredentials,
  options: SigningOptions,
): Signed {
  const timestamp = formatTimestamp(options.now);
  const scope = { date: timestamp.slice(0, 8), region: options.region, service: options.service };
  const presign = options.form === 'query';
  const signsToken = options.signSessionToken !== false;
  const payloadHash = payloadHashFor(request, options.service, presign);
  const added = presign ? [] : addedHeaders(request, timestamp, payloadHash, options.service);
  const token: string[] =
    credentials.sessionToken === undefined || presign
      ? []
      : ['X-Amz-Security-Token', credentials.sessionToken];
  const rawHeaders = [...request.headers, ...added, ...(signsToken ? token : [])];
  const signedHeaders = signableNames(rawHeaders);
  const query = requireQuery(request.query);
  if (presign) {
    query.push(
      ...authenticationParameters(credentials, timestamp, formatScope(scope), signedHeaders, options),
    );
  }
  const { method, path } = request;
  const { service } = options;
  const canonical = canonicalRequest({
    method,
    path,
    query,
    rawHeaders,
    signedHeaders,
    payloadHash,
    service,
  });
  const text = stringToSign(timestamp, scope, canonical);
  const key = deriveSigningKey(credentials.secretAccessKey, scope);
  const signature = computeSignature(key, text).toString('hex');
  const made = { signature, canonicalRequest: canonical, stringToSign: text };
  if (presign) {
    return { ...made, headers: [], query: presignedQuery(query, signature, credentials, signsToken) };
  }
  const authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${formatScope(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...made, headers: [...added, ...token, 'Authorization', authorization], query: request.query };
}

/** The body's hash, unless the service takes `UNSIGNED-PAYLOAD` and the request or its form asks for that. */
function payloadHashFor(request: SignableRequest, service: string, presign: boolean): string {
  const unsigned =
    (presign && requiresContentHash(service)) ||
    (acceptsUnsignedPayload(service) &&
      headerOf(request.headers, 'x-amz-content-sha256') === UNSIGNED_PAYLOAD);
  return unsigned ? UNSIGNED_PAYLOAD : hashPayload(request.body);
}

function addedHeaders(
  request: SignableRequest,
  timestamp: string,
  payloadHash: string,
  service: string,
): string[] {
  const added: string[] = [];
  if (headerOf(request.headers, 'x-amz-date') === undefined) added.push('X-Amz-Date', timestamp);
  if (requiresContentHash(service) && headerOf(request.headers, 'x-amz-content-sha256') === undefined) {
    added.push('X-Amz-Content-Sha256', payloadHash);
  }
  return added;
}

function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() === name) return headers[index + 1];
  }
  return undefined;
}

function signableNames(rawHeaders: readonly string[]): string[] {
  const names = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (!UNSIGNABLE.has(name)) names.add(name);
  }
  return [...names].sort();
}

function requireQuery(query: string): QueryParameter[] {
  const parameters = parseQuery(query);
  if (!parameters) throw new RangeError('The query has too many parameters to be signed.');
  return parameters;
}

function authenticationParameters(
  credentials: SigningCredentials,
  timestamp: string,
  scope: string,
  signedHeaders: readonly string[],
  options: SigningOptions,
): QueryParameter[] {
  const parameters = [
    encoded('X-Amz-Algorithm', ALGORITHM),
    encoded('X-Amz-Credential', `${credentials.accessKeyId}/${scope}`),
    encoded('X-Amz-Date', timestamp),
    encoded('X-Amz-Expires', String(options.expiresIn ?? 900)),
    encoded('X-Amz-SignedHeaders', signedHeaders.join(';')),
  ];
  if (credentials.sessionToken !== undefined && options.signSessionToken !== false) {
    parameters.push(encoded('X-Amz-Security-Token', credentials.sessionToken));
  }
  return parameters;
}

/** Plain text as a parameter; only `%` could be taken for an escape. */
function encoded(name: string, value: string): QueryParameter {
  const text = value.replaceAll('%', '%25');
  return { name, value: recode(text, { plusIsSpace: false, keepSlash: false }) };
}

function presignedQuery(
  query: readonly QueryParameter[],
  signature: string,
  credentials: SigningCredentials,
  signsToken: boolean,
): string {
  let text = `${canonicalQuery(query)}&X-Amz-Signature=${signature}`;
  if (credentials.sessionToken !== undefined && !signsToken) {
    const { name, value } = encoded('X-Amz-Security-Token', credentials.sessionToken);
    text += `&${name}=${value}`;
  }
  return text;
}
