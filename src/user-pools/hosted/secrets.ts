import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing about either. */
export function sameSecret(first: string, second: string): boolean {
  return timingSafeEqual(digest(first), digest(second));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
