import type { Readable } from 'node:stream';
import {
  MalformedProxyResponse,
  type ProxyResponseHead,
  type ProxyResult,
  parseObject,
  readHead,
} from './lambda-proxy-response.ts';

/** All that a function's metadata may have. */
const MEMBERS: ReadonlySet<string> = new Set(['statusCode', 'headers', 'multiValueHeaders', 'cookies']);
/** Eight null bytes end the metadata. */
const DELIMITER = Buffer.alloc(8);
/** Metadata and delimiter must be within so many bytes of the stream's beginning. */
const MAXIMUM_METADATA = 16 * 1024;

/** The beginning of a function's streamed response. */
export interface StreamHead {
  readonly metadata: Buffer;
  /** What has been read of the payload. */
  readonly payload: Buffer;
}

/**
 * Reads as much of a stream as its metadata takes; undefined when it ends before, or without, its delimiter. Throws what
 * the stream fails with.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html#response-transfer-mode-lambda-format
 */
export async function readStreamHead(body: Readable): Promise<StreamHead | undefined> {
  let read = Buffer.alloc(0);
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    // A delimiter may be in two chunks.
    const from = Math.max(0, read.length - DELIMITER.length + 1);
    read = read.length === 0 ? Buffer.from(chunk) : Buffer.concat([read, chunk]);
    const at = read.indexOf(DELIMITER, from);
    if (at > MAXIMUM_METADATA - DELIMITER.length) return undefined;
    if (at >= 0) return { metadata: read.subarray(0, at), payload: read.subarray(at + DELIMITER.length) };
    if (read.length >= MAXIMUM_METADATA) return undefined;
  }
  return undefined;
}

/**
 * The status and headers that metadata makes, by the rules of other Lambda proxy integrations. Throws
 * MalformedProxyResponse.
 * @param trace value of the answer's X-Amzn-Trace-Id
 */
export function readStreamMetadata(metadata: Buffer, trace: string): ProxyResponseHead {
  const result = parseObject(metadata, MEMBERS);
  return readHead(withCookies(result), trace);
}

/** Each cookie is a Set-Cookie header of its own, after those that are given as headers. */
function withCookies(result: ProxyResult): ProxyResult {
  const { cookies, ...rest } = result;
  if (cookies === undefined || cookies === null) return rest;
  if (!Array.isArray(cookies)) throw new MalformedProxyResponse('cookies is not a list');
  const given = rest.multiValueHeaders ?? {};
  if (typeof given !== 'object') throw new MalformedProxyResponse('multiValueHeaders is not an object');
  const name = Object.keys(given).find((each) => each.toLowerCase() === 'set-cookie') ?? 'Set-Cookie';
  const present: unknown = Object.getOwnPropertyDescriptor(given, name)?.value;
  const values = Array.isArray(present) ? [...present, ...cookies] : cookies;
  return { ...rest, multiValueHeaders: { ...given, [name]: values } };
}
