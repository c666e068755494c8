import { parseAuthorizationHeader } from './authorization-header.ts';
import { parseQuery } from './canonical-query.ts';
import { type AuthenticationFailure, ambiguous, missing, tooLarge } from './failures.ts';
import { isPresigned, parseQueryAuthorization } from './query-authorization.ts';
import type { SignatureParameters } from './signature-parameters.ts';
import type { SignedRequest } from './signed-request.ts';

/** More header fields than this in a request, or names in SignedHeaders, are refused. */
export const MAXIMUM_HEADERS = 500;

/** Finds what a request says about its signature, in its Authorization header or in its query. */
export function readSignature(request: SignedRequest): SignatureParameters | AuthenticationFailure {
  if (request.rawHeaders.length > MAXIMUM_HEADERS * 2) return tooLarge('headers');
  const query = parseQuery(request.query);
  if (!query) return tooLarge('query parameters');
  const presigned = isPresigned(query);
  const { authorization } = request.headers;
  if (authorization !== undefined && presigned) return ambiguous();
  if (authorization !== undefined) return parseAuthorizationHeader(authorization, request.headers, query);
  return presigned ? parseQueryAuthorization(query) : missing();
}

export function isFailure(value: object): value is AuthenticationFailure {
  return 'kind' in value;
}
