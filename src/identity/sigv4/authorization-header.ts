import type { IncomingHttpHeaders } from 'node:http';
import type { QueryParameter } from './canonical-query.ts';
import { type AuthenticationFailure, incompleteHeader, notKeyValue, tooLarge } from './failures.ts';
import type { SignatureParameters } from './signature-parameters.ts';

/** Longest Authorization header that is read. */
const MAXIMUM_AUTHORIZATION_LENGTH = 8192;

const REQUIRED = ['Credential', 'Signature', 'SignedHeaders'] as const;

/**
 * Reads `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...`; commas and spaces both separate.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function parseAuthorizationHeader(
  authorization: string,
  headers: IncomingHttpHeaders,
  query: readonly QueryParameter[],
): SignatureParameters | AuthenticationFailure {
  if (authorization.length > MAXIMUM_AUTHORIZATION_LENGTH) return tooLarge('Authorization parameters');
  const text = authorization.trim();
  const sigv4 = text.startsWith('AWS4-');
  const space = text.indexOf(' ');
  const algorithm = space < 0 ? text : text.slice(0, space);
  const parameters = space < 0 ? new Map<string, string>() : readParameters(text.slice(space + 1));
  if (!parameters) return notKeyValue(authorization, sigv4);
  // An empty SignedHeaders is let through here, as AWS does: it fails later for want of the host.
  const absent = REQUIRED.filter((name) =>
    name === 'SignedHeaders' ? !parameters.has(name) : !parameters.get(name),
  );
  const date = headerText(headers['x-amz-date']) ?? headers.date;
  const credential = parameters.get('Credential');
  const signature = parameters.get('Signature');
  const signedHeaders = parameters.get('SignedHeaders');
  if (!sigv4 || !credential || !signature || signedHeaders === undefined || date === undefined) {
    return incompleteHeader(authorization, absent, date === undefined, sigv4);
  }
  const sessionToken = headerText(headers['x-amz-security-token']);
  return {
    form: 'header',
    algorithm,
    credential,
    signedHeaders,
    signature,
    date,
    ...(sessionToken !== undefined && { sessionToken }),
    query,
  };
}

/** Undefined when a parameter has no equal sign. */
function readParameters(text: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const character = text[index];
    if (character !== ',' && character !== ' ' && character !== undefined) continue;
    if (index > start) {
      const equals = text.indexOf('=', start);
      if (equals < 0 || equals >= index) return undefined;
      parameters.set(text.slice(start, equals), text.slice(equals + 1, index));
    }
    start = index + 1;
  }
  return parameters;
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}
