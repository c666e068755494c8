import { canonicalRequest } from './canonical-request.ts';
import { isChunkedPayload, verifyChunks } from './chunked-body.ts';
import type { SignatureClaims } from './claims.ts';
import { type AuthenticationFailure, payloadMismatch, signatureMismatch } from './failures.ts';
import { payloadHashOf } from './payload-hash.ts';
import { computeSignature, signatureEquals, stringToSign } from './signature.ts';
import type { SignatureParameters } from './signature-parameters.ts';
import type { SignedRequest } from './signed-request.ts';
import type { SigningKeyCache } from './signing-key.ts';

/** Undefined when the signature is this request's, made with this secret. */
export function verifySignature(
  request: SignedRequest,
  parameters: SignatureParameters,
  claims: SignatureClaims,
  secretAccessKey: string,
  keys: SigningKeyCache,
): AuthenticationFailure | undefined {
  const announced = request.headers['x-amz-content-sha256'];
  const payloadHash = payloadHashOf(
    request.body,
    Array.isArray(announced) ? announced.join(',') : announced,
    claims.scope.service,
    parameters.form,
  );
  if (typeof payloadHash !== 'string') return payloadHash;
  const canonical = canonicalRequest({
    method: request.method,
    path: request.path,
    query: parameters.query,
    rawHeaders: request.rawHeaders,
    signedHeaders: claims.signedHeaders,
    payloadHash,
    service: claims.scope.service,
  });
  const text = stringToSign(claims.timestamp, claims.scope, canonical);
  const key = keys.get(claims.accessKeyId, secretAccessKey, claims.scope);
  if (!signatureEquals(parameters.signature, computeSignature(key, text))) {
    return signatureMismatch(canonical, text);
  }
  if (!isChunkedPayload(payloadHash)) return undefined;
  const { timestamp, scope } = claims;
  const chain = { seed: parameters.signature, timestamp, scope, key };
  return verifyChunks(payloadHash, request.body, chain) ? undefined : payloadMismatch();
}
