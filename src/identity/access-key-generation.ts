import { randomBytes } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Sixteen random characters of the base32 alphabet after the prefix, as AWS's unique identifiers are made. */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA'): string {
  let id: string = prefix;
  // 32 divides 256, so every character is equally likely.
  for (const byte of randomBytes(16)) id += BASE32[byte % 32];
  return id;
}

/** Forty characters of base64: 240 random bits. */
export function newSecretAccessKey(): string {
  return randomBytes(30).toString('base64');
}
