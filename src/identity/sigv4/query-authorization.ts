import type { QueryParameter } from './canonical-query.ts';
import { type AuthenticationFailure, incompleteQuery } from './failures.ts';
import { decodeCanonical } from './percent-encoding.ts';
import type { SignatureParameters } from './signature-parameters.ts';

const REQUIRED = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
] as const;

/** Whether the query claims to carry a signature. */
export function isPresigned(query: readonly QueryParameter[]): boolean {
  return query.some((parameter) => parameter.name === 'X-Amz-Algorithm');
}

/**
 * Reads the presigned form.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function parseQueryAuthorization(
  query: readonly QueryParameter[],
): SignatureParameters | AuthenticationFailure {
  const values = new Map<string, string>();
  for (const { name, value } of query) {
    if (!name.startsWith('X-Amz-')) continue;
    // Which of two would be meant is anybody's guess, so neither is taken.
    values.set(name, values.has(name) ? '' : decodeCanonical(value));
  }
  const absent = REQUIRED.filter((name) => !values.get(name));
  if (absent.length > 0) return incompleteQuery(absent);
  const expires = values.get('X-Amz-Expires');
  const sessionToken = values.get('X-Amz-Security-Token');
  return {
    form: 'query',
    algorithm: values.get('X-Amz-Algorithm') ?? '',
    credential: values.get('X-Amz-Credential') ?? '',
    signature: values.get('X-Amz-Signature') ?? '',
    signedHeaders: values.get('X-Amz-SignedHeaders') ?? '',
    date: values.get('X-Amz-Date') ?? '',
    ...(expires !== undefined && { expires }),
    ...(sessionToken !== undefined && { sessionToken }),
    query: query.filter((parameter) => parameter.name !== 'X-Amz-Signature'),
  };
}
