import { randomFillSync } from 'node:crypto';

/** Random bytes are drawn in one go for many requests: a system call for each would cost more than the rest. */
const pool = Buffer.alloc(8192);
let used = pool.length;

function randomText(bytes: number, encoding: 'hex' | 'base64url'): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString(encoding, used, used + bytes);
  used += bytes;
  return text;
}

/** The extended request id, also `x-amz-apigw-id`: 15 characters of base64 and an equals sign. */
export function createExtendedRequestId(): string {
  return `${randomText(11, 'base64url')}=`;
}

/** A trace's root: `1-` and the time in seconds as 8 hexadecimal digits, `-` and 24 random ones. */
export function createTraceRoot(now: number): string {
  const seconds = Math.floor(now / 1000) % 0x1_0000_0000;
  return `1-${seconds.toString(16).padStart(8, '0')}-${randomText(12, 'hex')}`;
}

/** A segment id: 16 hexadecimal digits. */
export function createSegmentId(): string {
  return randomText(8, 'hex');
}
