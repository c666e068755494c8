import { createHash, createHmac, getDiffieHellman, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/**
 * Secure Remote Password 6a (RFC 5054) as user pools do it: SHA-256, the 3072-bit group of RFC 3526 with generator 2,
 * numbers hashed as big-endian two's complement, and a key of 16 bytes derived by HKDF.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
const PRIME = number(getDiffieHellman('modp15').getPrime());
const GENERATOR = 2n;
const MULTIPLIER = number(hash(bytes(PRIME), bytes(GENERATOR)));

const SALT_BYTES = 16;
const EXPONENT_BYTES = 32;
const KEY_BYTES = 16;
const KEY_INFO = 'Caldera Derived Key';
/** Hexadecimal digits of a number of the group, with a byte for its sign. */
const MAXIMUM_DIGITS = 770;

/** What is kept of a password; hexadecimal. */
export interface SrpVerifier {
  readonly salt: string;
  readonly verifier: string;
}

/** A server's half of the exchange; hexadecimal. */
export interface SrpServer {
  /** Secret. */
  readonly b: string;
  /** Sent to the client. */
  readonly B: string;
}

/** What a client's proof of the password is about. */
export interface SrpProof {
  /** The pool's id without its region. */
  readonly poolName: string;
  readonly userId: string;
  readonly secretBlock: Uint8Array;
  readonly timestamp: string;
}

/** @param userId what the client is told as USER_ID_FOR_SRP */
export function srpVerifier(poolName: string, userId: string, password: string): SrpVerifier {
  const salt = number(randomBytes(SALT_BYTES));
  const identity = hash(Buffer.from(`${poolName}${userId}:${password}`, 'utf8'));
  const x = number(hash(bytes(salt), identity));
  return { salt: salt.toString(16), verifier: power(GENERATOR, x).toString(16) };
}

export function srpServer(verifier: string): SrpServer {
  const b = number(randomBytes(EXPONENT_BYTES));
  const B = (MULTIPLIER * fromHex(verifier) + power(GENERATOR, b)) % PRIME;
  return { b: b.toString(16), B: B.toString(16) };
}

/** The client's public number, or undefined when it is none that is safe. @param hex of untrusted length and digits */
export function readPublicNumber(hex: string): string | undefined {
  if (hex.length === 0 || hex.length > MAXIMUM_DIGITS || !/^[0-9a-f]+$/i.test(hex)) return undefined;
  const A = fromHex(hex);
  return A % PRIME === 0n ? undefined : A.toString(16);
}

/**
 * The signature that a client who knows the password makes. Takes some milliseconds twice, between which others have a turn.
 * @param A as `readPublicNumber` gives it
 */
export async function srpSignature(
  A: string,
  { b, B }: SrpServer,
  verifier: string,
  { poolName, userId, secretBlock, timestamp }: SrpProof,
): Promise<Buffer> {
  const u = number(hash(bytes(fromHex(A)), bytes(fromHex(B))));
  const base = (fromHex(A) * power(fromHex(verifier), u)) % PRIME;
  await setImmediate();
  const secret = power(base, fromHex(b));
  return createHmac('sha256', derivedKey(secret, u))
    .update(`${poolName}${userId}`, 'utf8')
    .update(secretBlock)
    .update(timestamp, 'utf8')
    .digest();
}

/** HKDF's one block. */
function derivedKey(secret: bigint, u: bigint): Buffer {
  const key = createHmac('sha256', bytes(u)).update(bytes(secret)).digest();
  return createHmac('sha256', key).update(KEY_INFO).update(Buffer.of(1)).digest().subarray(0, KEY_BYTES);
}

function power(base: bigint, exponent: bigint): bigint {
  const bits = exponent.toString(2);
  let result = 1n;
  for (const bit of bits) {
    result = (result * result) % PRIME;
    if (bit === '1') result = (result * base) % PRIME;
  }
  return result;
}

function hash(...parts: readonly Uint8Array[]): Buffer {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function number(big: Uint8Array): bigint {
  return fromHex(Buffer.from(big).toString('hex'));
}

function fromHex(hex: string): bigint {
  return BigInt(`0x${hex}`);
}

/** Big-endian, with a zero byte before a first bit of one, which would be a sign. */
function bytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}
