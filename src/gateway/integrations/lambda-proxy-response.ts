import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type BinaryMediaTypes, firstAccepted } from '../request/binary-media-types.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { headerText, isAscii } from '../responses/header-text.ts';
import { responseHeaderName } from '../responses/remapped-headers.ts';
import { JSON_CONTENT_TYPE, type Reply } from '../responses/reply.ts';

/** A function's result that is no HTTP answer. The message is for the log. */
export class MalformedProxyResponse extends Error {
  override readonly name = 'MalformedProxyResponse';
  readonly #status: 500 | 502;

  /** @param status 500 when binary data can't be decoded, which is a configuration error, else 502 */
  constructor(message: string, status: 500 | 502 = 502) {
    super(message);
    this.#status = status;
  }

  toGatewayError(): GatewayError {
    return this.#status === 500
      ? GatewayError.of('API_CONFIGURATION_ERROR', this)
      : GatewayError.edge('BAD_GATEWAY');
  }
}

export interface ProxyResponseContext {
  /** The client's Accept header. */
  readonly accept: string | undefined;
  readonly binaryMediaTypes: BinaryMediaTypes;
  /** Value of the answer's X-Amzn-Trace-Id. */
  readonly trace: string;
}

/** All that a function may return; anything else beside it makes the whole response malformed. */
const MEMBERS: ReadonlySet<string> = new Set([
  'statusCode',
  'headers',
  'multiValueHeaders',
  'body',
  'isBase64Encoded',
]);

/**
 * Reads what a Lambda function returned, output format version 1.0, by the rules recorded in
 * `test_aws_proxy_response_payload_format_validation`: every member is optional, unknown ones are not allowed, numbers
 * and booleans stand for their text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function readProxyResponse(payload: Uint8Array, context: ProxyResponseContext): Reply {
  const result = parseObject(payload, MEMBERS);
  const { status, headers, contentType, ascii } = readHead(result, context.trace);
  const text = readScalar(result.body, 'body') ?? '';
  const encoded = readBoolean(result.isBase64Encoded);
  const decode = encoded && isBinaryWanted(context, contentType);
  if (decode) return { status, headers, body: decodeBase64(text) };
  return { status, headers, body: ascii ? text : Buffer.from(text) };
}

export type ProxyResult = Readonly<Record<string, unknown>>;

/** What comes before the body. */
export interface ProxyResponseHead {
  readonly status: number;
  /** Names and values in turn, complete. */
  readonly headers: string[];
  readonly contentType: string;
  /** False when a value has other characters than ASCII's. */
  readonly ascii: boolean;
}

/**
 * Reads `statusCode`, `headers` and `multiValueHeaders`. Throws MalformedProxyResponse.
 * @param trace value of the answer's X-Amzn-Trace-Id
 */
export function readHead(result: ProxyResult, trace: string): ProxyResponseHead {
  const { headers, contentType, ascii } = readHeaders(result);
  const status = readStatus(result.statusCode);
  if (contentType === undefined) headers.push('Content-Type', JSON_CONTENT_TYPE);
  headers.push('X-Amzn-Trace-Id', trace);
  return { status, headers, contentType: contentType ?? JSON_CONTENT_TYPE, ascii };
}

function isObject(value: unknown): value is ProxyResult {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON object with no other members than these. Throws MalformedProxyResponse. */
export function parseObject(payload: Uint8Array, members: ReadonlySet<string>): ProxyResult {
  let result: unknown;
  try {
    result = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString());
  } catch {
    throw new MalformedProxyResponse('not JSON');
  }
  if (!isObject(result)) throw new MalformedProxyResponse('not a JSON object');
  for (const member in result) {
    if (!members.has(member)) throw new MalformedProxyResponse('a member that the format does not have');
  }
  return result;
}

function readStatus(value: unknown): number {
  if (value === undefined || value === null || value === '') return 200;
  const status = typeof value === 'number' ? Math.trunc(value) : wholeNumber(value);
  if (status >= 200 && status <= 599) return status;
  throw new MalformedProxyResponse('statusCode is not an HTTP status');
}

function wholeNumber(value: unknown): number {
  return typeof value === 'string' && /^[0-9]{3}$/.test(value) ? Number(value) : Number.NaN;
}

/** Undefined for null. */
function readScalar(value: unknown, member: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new MalformedProxyResponse(`${member} is not a string`);
}

function readBoolean(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw new MalformedProxyResponse('isBase64Encoded is not a boolean');
}

/** Headers for the client, names and values in turn, and the content type that the function gave. */
interface ReadHeaders {
  readonly headers: string[];
  contentType: string | undefined;
  /** False when a value has other characters than ASCII's. */
  ascii: boolean;
}

/**
 * Merges `multiValueHeaders` and `headers`: values of the first come first, under its spelling of the name, and a value
 * in both counts once.
 */
function readHeaders({ headers, multiValueHeaders }: ProxyResult): ReadHeaders {
  const read: ReadHeaders = { headers: [], contentType: undefined, ascii: true };
  const multi = readObject(multiValueHeaders, 'multiValueHeaders');
  const single = readObject(headers, 'headers');
  const merged = new Map<string, { name: string; values: string[] }>();
  for (const name in multi) {
    const values = multi[name];
    if (values === null) continue;
    if (!Array.isArray(values))
      throw new MalformedProxyResponse('multiValueHeaders has a value that is no list');
    for (const value of values) collect(merged, name, readScalar(value, 'a header'), true);
  }
  for (const name in single) collect(merged, name, readScalar(single[name], 'a header'), false);
  for (const [lower, { name, values }] of merged) append(read, lower, name, values);
  return read;
}

function readObject(value: unknown, member: string): ProxyResult {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new MalformedProxyResponse(`${member} is not an object`);
  return value;
}

function collect(
  merged: Map<string, { name: string; values: string[] }>,
  name: string,
  value: string | undefined,
  repeatable: boolean,
): void {
  if (value === undefined) return;
  const lower = name.toLowerCase();
  const known = merged.get(lower);
  if (!known) merged.set(lower, { name, values: [value] });
  else if (repeatable || !known.values.includes(value)) known.values.push(value);
}

function append(read: ReadHeaders, lower: string, name: string, values: readonly string[]): void {
  const sent = responseHeaderName(name, lower);
  if (sent === undefined) return;
  for (const value of values) {
    const bytes = headerText(value);
    try {
      validateHeaderName(sent);
      validateHeaderValue(sent, bytes);
    } catch {
      throw new MalformedProxyResponse('a header that HTTP does not allow');
    }
    read.headers.push(sent, bytes);
    if (!isAscii(bytes)) read.ascii = false;
  }
  if (lower === 'content-type') read.contentType = values[0];
}

/**
 * The first media type of Accept decides; without an Accept header the answer's own type does.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
function isBinaryWanted({ accept, binaryMediaTypes }: ProxyResponseContext, contentType: string): boolean {
  return binaryMediaTypes.includes(firstAccepted(accept) ?? contentType);
}

function decodeBase64(text: string): Buffer {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 4 === 1 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) {
    throw new MalformedProxyResponse('the body is not base64', 500);
  }
  return Buffer.from(compact, 'base64');
}
