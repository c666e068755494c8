import { createHmac, hash } from 'node:crypto';
import { type CredentialScope, formatScope, signatureEquals } from './signature.ts';

/** What `x-amz-content-sha256` says of a body in chunks: each signed, or none. */
const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_WITH_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const UNSIGNED_WITH_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

const EMPTY_HASH = hash('sha256', '', 'hex');
/** `10000;chunk-signature=` and 64 digits are less. */
const LONGEST_LINE = 1024;
/** Clients send chunks of 8 KB and more; a body of single bytes is an attack on whoever counts them. */
const MAXIMUM_CHUNKS = 16_384;
const MAXIMUM_TRAILERS = 16;
const CRLF = Buffer.from('\r\n');

interface Chunk {
  readonly data: Buffer;
  readonly signature: string | undefined;
}

/** A body as `aws-chunked` frames it. */
export interface ChunkedBody {
  /** The last one is empty. */
  readonly chunks: readonly Chunk[];
  /** Names in lower case and values in turn, without the signature. */
  readonly trailers: readonly string[];
  readonly trailerSignature: string | undefined;
}

/** Whether a payload hash announces a body in chunks of a kind that S3 takes and that is verified here. */
export function isChunkedPayload(announced: string | undefined): boolean {
  return announced === SIGNED || announced === SIGNED_WITH_TRAILER || announced === UNSIGNED_WITH_TRAILER;
}

/**
 * Takes the frames apart; undefined when they are not well formed.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function readChunkedBody(body: Uint8Array): ChunkedBody | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Chunk[] = [];
  let position = 0;
  for (;;) {
    const line = lineAt(bytes, position);
    const header = line === undefined ? undefined : readChunkHeader(line);
    if (line === undefined || header === undefined || chunks.length === MAXIMUM_CHUNKS) return undefined;
    const start = position + line.length + CRLF.length;
    const data = bytes.subarray(start, start + header.size);
    chunks.push({ data, signature: header.signature });
    position = start + header.size;
    if (header.size === 0) break;
    if (lineAt(bytes, position) !== '') return undefined;
    position += CRLF.length;
  }
  const ending = readTrailers(bytes, position);
  return ending && { chunks, ...ending };
}

/**
 * Whether every chunk, and the trailer, is signed with the signature before it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 * @param seed the signature of the headers
 */
export function verifyChunks(
  announced: string,
  body: Uint8Array,
  {
    seed,
    timestamp,
    scope,
    key,
  }: {
    readonly seed: string;
    readonly timestamp: string;
    readonly scope: CredentialScope;
    readonly key: Uint8Array;
  },
): boolean {
  const read = readChunkedBody(body);
  if (read === undefined) return false;
  if (announced === UNSIGNED_WITH_TRAILER) return true;
  const context = `${timestamp}\n${formatScope(scope)}\n`;
  let previous = seed;
  const follows = (signature: string | undefined, kind: string, digest: string) => {
    const expected = createHmac('sha256', key).update(`${kind}\n${context}${previous}\n${digest}`).digest();
    if (signature === undefined || !signatureEquals(signature, expected)) return false;
    previous = signature;
    return true;
  };
  for (const { data, signature } of read.chunks) {
    const digest = `${EMPTY_HASH}\n${hash('sha256', data, 'hex')}`;
    if (!follows(signature, 'AWS4-HMAC-SHA256-PAYLOAD', digest)) return false;
  }
  if (announced === SIGNED) return read.trailers.length === 0;
  const digest = hash('sha256', canonicalTrailers(read.trailers), 'hex');
  return follows(read.trailerSignature, 'AWS4-HMAC-SHA256-TRAILER', digest);
}

function readChunkHeader(line: string): { size: number; signature: string | undefined } | undefined {
  const match = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  return match ? { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] } : undefined;
}

/** Up to the next line end; undefined when there is none near. */
function lineAt(bytes: Buffer, start: number): string | undefined {
  const end = bytes.subarray(start, start + LONGEST_LINE).indexOf(CRLF);
  return end < 0 ? undefined : bytes.toString('latin1', start, start + end);
}

/** Lines of `name:value`; the line end that closes them is left out by some clients. */
function readTrailers(bytes: Buffer, start: number): Omit<ChunkedBody, 'chunks'> | undefined {
  const trailers: string[] = [];
  let trailerSignature: string | undefined;
  let position = start;
  while (position < bytes.length) {
    const line = lineAt(bytes, position);
    if (line === undefined || trailers.length > MAXIMUM_TRAILERS * 2) return undefined;
    position += line.length + CRLF.length;
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') trailerSignature = value;
    else trailers.push(name, value);
  }
  return { trailers, trailerSignature };
}

function canonicalTrailers(trailers: readonly string[]): string {
  const lines: string[] = [];
  for (let index = 0; index < trailers.length; index += 2) {
    lines.push(`${trailers[index]}:${trailers[index + 1]}\n`);
  }
  return lines.sort().join('');
}
