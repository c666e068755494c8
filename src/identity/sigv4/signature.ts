import { createHmac, hash, timingSafeEqual } from 'node:crypto';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';

/** The date, region and service that a signature is good for. */
export interface CredentialScope {
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** `YYYYMMDD/REGION/SERVICE/aws4_request` */
export function formatScope(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/${TERMINATOR}`;
}

/**
 * @param timestamp `YYYYMMDDTHHMMSSZ`
 * @param canonical the canonical request, one character per byte
 */
export function stringToSign(timestamp: string, scope: CredentialScope, canonical: string): string {
  const digest = hash('sha256', Buffer.from(canonical, 'latin1'), 'hex');
  return `${ALGORITHM}\n${timestamp}\n${formatScope(scope)}\n${digest}`;
}

/** The signature itself: 32 bytes. */
export function computeSignature(signingKey: Uint8Array, text: string): Buffer {
  return createHmac('sha256', signingKey).update(text).digest();
}

/** Whether `given` (from the wire) is `expected` in lower-case hex; takes as long whatever differs. */
export function signatureEquals(given: string, expected: Buffer): boolean {
  const theirs = Buffer.from(given, 'latin1');
  const ours = Buffer.from(expected.toString('hex'), 'latin1');
  return theirs.length === ours.length && timingSafeEqual(theirs, ours);
}
