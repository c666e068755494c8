import assert from 'node:assert/strict';
import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPublicNumber, srpServer, srpSignature, srpVerifier } from './srp.ts';

const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const USER = { poolName: 'AbCd12345', userId: 'ann' };

/** The client of RFC 5054, with native modular arithmetic left out and HKDF from the library. */
class Client {
  readonly a = BigInt(`0x${randomBytes(32).toString('hex')}`);
  readonly A = modPow(2n, this.a);

  sign(password: string, salt: string, B: string, secretBlock: Buffer, timestamp: string): Buffer {
    const serverNumber = BigInt(`0x${B}`);
    const u = toNumber(sha256(signed(this.A), signed(serverNumber)));
    const identity = sha256(Buffer.from(`${USER.poolName}${USER.userId}:${password}`));
    const x = toNumber(sha256(signed(BigInt(`0x${salt}`)), identity));
    const k = toNumber(sha256(signed(N), Buffer.of(2)));
    const base = (((serverNumber - k * modPow(2n, x)) % N) + N) % N;
    const secret = modPow(base, this.a + u * x);
    const key = hkdfSync('sha256', signed(secret), signed(u), 'Caldera Derived Key', 16);
    return createHmac('sha256', Buffer.from(key))
      .update(USER.poolName + USER.userId)
      .update(secretBlock)
      .update(timestamp)
      .digest();
  }
}

test('a client that knows the password and the server agree, and no other', async () => {
  const password = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
  await fc.assert(
    fc.asyncProperty(password, password, async (right, wrong) => {
      const { salt, verifier } = srpVerifier(USER.poolName, USER.userId, right);
      const server = srpServer(verifier);
      const client = new Client();
      const secretBlock = randomBytes(40);
      const timestamp = 'Sat Nov 21 09:05:03 UTC 2026';
      const A = readPublicNumber(client.A.toString(16));
      assert.ok(A);
      const expected = await srpSignature(A, server, verifier, { ...USER, secretBlock, timestamp });
      assert.deepEqual(client.sign(right, salt, server.B, secretBlock, timestamp), expected);
      assert.equal(
        client.sign(wrong, salt, server.B, secretBlock, timestamp).equals(expected),
        wrong === right,
      );
    }),
    { numRuns: 15 },
  );
});

test('public numbers that would give the key away, or are none, are refused', () => {
  for (const hex of [
    '',
    '0',
    '00',
    'xyz',
    '-1',
    '0x1',
    N.toString(16),
    (2n * N).toString(16),
    'f'.repeat(771),
  ])
    assert.equal(readPublicNumber(hex), undefined, hex.slice(0, 20));
  assert.equal(readPublicNumber('00AB'), 'ab');
});

test('every password has a salt of its own', () => {
  const [one, other] = [1, 2].map(() => srpVerifier(USER.poolName, USER.userId, 'same'));
  assert.notEqual(one?.salt, other?.salt);
  assert.notEqual(one?.verifier, other?.verifier);
});

function modPow(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % N, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % N)
    if (rest & 1n) result = (result * square) % N;
  return result;
}

/** Two's complement, as Java's BigInteger has it. */
function signed(value: bigint): Buffer {
  const length = Math.floor(value.toString(2).length / 8) + 1;
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
