import { canonicalHeaders } from './canonical-headers.ts';
import { canonicalPath } from './canonical-path.ts';
import { canonicalQuery, type QueryParameter } from './canonical-query.ts';

/** What a signature covers. */
export interface CanonicalRequestParts {
  readonly method: string;
  /** As on the wire, without the query. */
  readonly path: string;
  readonly query: readonly QueryParameter[];
  /** Names and values in turn, as node:http gives them. */
  readonly rawHeaders: readonly string[];
  /** Names in lower case, sorted. */
  readonly signedHeaders: readonly string[];
  /** Lower-case hex SHA-256 of the body, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
  /** The service of the credential scope: decides how the path is encoded. */
  readonly service: string;
}

/**
 * The canonical request; one character per byte (Latin-1).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
 */
export function canonicalRequest(parts: CanonicalRequestParts): string {
  const path = canonicalPath(parts.path, parts.service);
  const query = canonicalQuery(parts.query);
  const headers = canonicalHeaders(parts.rawHeaders, parts.signedHeaders);
  return `${parts.method}\n${path}\n${query}\n${headers}\n${parts.signedHeaders.join(';')}\n${parts.payloadHash}`;
}
