import { hash } from 'node:crypto';
import { isChunkedPayload } from './chunked-body.ts';
import { type AuthenticationFailure, payloadMismatch, streamingPayload } from './failures.ts';

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** Services that take their own header as the body's hash, require it, and presign without the body. */
const S3_SERVICES: ReadonlySet<string> = new Set(['s3', 's3express', 's3-object-lambda', 's3-outposts']);

/**
 * Signing names under which AWS accepts UNSIGNED-PAYLOAD: Amazon S3, VPC Lattice ("SigV4 authenticated requests for
 * Amazon VPC Lattice"), and those with operations of authtype `v4-unsigned-body` in botocore's models.
 */
const UNSIGNED_PAYLOAD_SERVICES: ReadonlySet<string> = new Set([
  ...S3_SERVICES,
  'ebs',
  'lex',
  'mediastore',
  'omics',
  'vpc-lattice-svcs',
]);

export function acceptsUnsignedPayload(service: string): boolean {
  return UNSIGNED_PAYLOAD_SERVICES.has(service);
}

/** Whether a client must send `x-amz-content-sha256`. */
export function requiresContentHash(service: string): boolean {
  return S3_SERVICES.has(service) || service === 'vpc-lattice-svcs';
}

/** Lower-case hex SHA-256. */
export function hashPayload(body: Uint8Array): string {
  return hash('sha256', body, 'hex');
}

/**
 * The payload hash that the canonical request must hold.
 * @param announced the `x-amz-content-sha256` header
 */
export function payloadHashOf(
  body: Uint8Array,
  announced: string | undefined,
  service: string,
  form: 'header' | 'query',
): string | AuthenticationFailure {
  if (announced === undefined) {
    return form === 'query' && S3_SERVICES.has(service) ? UNSIGNED_PAYLOAD : hashPayload(body);
  }
  if (isChunkedPayload(announced) && S3_SERVICES.has(service) && form === 'header') return announced;
  if (announced.startsWith('STREAMING-')) return streamingPayload();
  if (announced === UNSIGNED_PAYLOAD && acceptsUnsignedPayload(service)) return UNSIGNED_PAYLOAD;
  const computed = hashPayload(body);
  if (S3_SERVICES.has(service) && announced !== computed) return payloadMismatch();
  // Elsewhere AWS computes the hash itself whatever is announced; a wrong one ends as a wrong signature.
  return computed;
}
