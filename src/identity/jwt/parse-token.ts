import { TokenRefused } from './token-refused.ts';

/** Characters of a token; API Gateway's headers are 10,240 bytes altogether, and Cognito's tokens far smaller. */
export const MAXIMUM_TOKEN_LENGTH = 8192;
const MAXIMUM_DEPTH = 16;
/** Header, payload, signature: none of them empty. */
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** By name. Values are what JSON can hold, and BigInts; of a name that comes twice the last one counts (RFC 7519, section 4). */
export type Claims = ReadonlyMap<string, unknown>;

/** A token taken apart. Nothing of it is proved. */
export interface ParsedToken {
  readonly alg: string;
  /** Undefined when the header names no key. */
  readonly kid: string | undefined;
  readonly claims: Claims;
  /** What the signature covers. */
  readonly signed: string;
  readonly signature: Buffer;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a JWS in compact serialization (RFC 7515) whose payload is a JSON object. Of the header only `alg` and `kid`
 * count: keys that a token brings along or points to are no keys, and one with `crit` demands what is not understood.
 * Throws {@link TokenRefused} and nothing else.
 */
export function parseToken(token: string): ParsedToken {
  if (token.length > MAXIMUM_TOKEN_LENGTH) throw new TokenRefused('malformed');
  const [, head, payload, tail] = COMPACT.exec(token) ?? [];
  if (head === undefined || payload === undefined || tail === undefined) throw new TokenRefused('malformed');
  const signature = Buffer.from(tail, 'base64url');
  // One signature, one spelling: the last character may not have bits that nobody reads.
  if (signature.toString('base64url') !== tail) throw new TokenRefused('malformed');
  const header = readObject(head);
  const alg = header.get('alg');
  const kid = header.get('kid');
  if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string')) {
    throw new TokenRefused('malformed');
  }
  if (header.has('crit') || header.has('b64')) throw new TokenRefused('malformed');
  return { alg, kid, claims: readObject(payload), signed: `${head}.${payload}`, signature };
}

function readObject(encoded: string): Claims {
  let value: unknown;
  try {
    value = parseJson(utf8.decode(Buffer.from(encoded, 'base64url')));
  } catch {
    throw new TokenRefused('malformed');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isDeeper(value, MAXIMUM_DEPTH)) {
    throw new TokenRefused('malformed');
  }
  return new Map(Object.entries(value));
}

/** Whole numbers that JavaScript would round are BigInts: somebody's number must not become that of another. */
function parseJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
      ? BigInt(source)
      : value,
  );
}

function isDeeper(value: object, depth: number): boolean {
  if (depth === 0) return true;
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && isDeeper(member, depth - 1)) return true;
  }
  return false;
}
