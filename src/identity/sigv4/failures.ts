import { hash } from 'node:crypto';

/**
 * Why a request was not authenticated. The catalogue: every kind has its code and status per surface in
 * {@link failureFor}, and its text here. Codes: "Common error types" of each service's API reference and, for
 * execute-api, "Gateway response types for API Gateway" and answers quoted in public issues (named below).
 */
export type FailureKind =
  /** No signature at all. */
  | 'missing'
  /** An Authorization header of another scheme. */
  | 'not-sigv4'
  /** Parts of the signature are missing or malformed. */
  | 'incomplete'
  /** The signature is complete but can't be accepted: time, scope, signed headers, or simply wrong. */
  | 'invalid-signature'
  /** No such access key, an inactive one, or one whose owner is gone. */
  | 'unknown-key'
  /** The session token is not ours, or not this key's. */
  | 'unknown-token'
  | 'expired-token'
  /** The body isn't the one that `x-amz-content-sha256` announces. */
  | 'payload-mismatch'
  /** A chunk-signed body, which is not supported. */
  | 'streaming-payload';

export interface AuthenticationFailure {
  readonly kind: FailureKind;
  /** The code in AWS's JSON protocols. */
  readonly code: string;
  /** One line without anything from the request that could be a secret: good for a log. */
  readonly message: string;
  /** What AWS adds for the client to compare with: the canonical string and the string to sign. */
  readonly detail?: string;
}

/** How errors look to the client: the protocol of a service, or an API's own address. */
export type Surface = 'awsQuery' | 'restJson1' | 'awsJson1_0' | 'awsJson1_1' | 'execute-api';

export interface RenderedFailure {
  readonly code: string;
  readonly statusCode: number;
  readonly message: string;
}

interface CatalogueEntry {
  /** Code in JSON protocols and of execute-api. */
  readonly code: string;
  readonly queryCode: string;
  readonly queryStatus: number;
  /** Status of restJson1 and execute-api; awsJson answers 400 to all but `streaming-payload`. */
  readonly restStatus: number;
}

function entry(code: string, queryCode: string, queryStatus: number, restStatus: number): CatalogueEntry {
  return { code, queryCode, queryStatus, restStatus };
}

const CATALOGUE: Readonly<Record<FailureKind, CatalogueEntry>> = {
  missing: entry('MissingAuthenticationTokenException', 'MissingAuthenticationToken', 403, 403),
  'not-sigv4': entry('MissingAuthenticationTokenException', 'MissingAuthenticationToken', 403, 403),
  incomplete: entry('IncompleteSignatureException', 'IncompleteSignature', 400, 403),
  'invalid-signature': entry('InvalidSignatureException', 'SignatureDoesNotMatch', 403, 403),
  'unknown-key': entry('UnrecognizedClientException', 'InvalidClientTokenId', 403, 403),
  'unknown-token': entry('UnrecognizedClientException', 'InvalidClientTokenId', 403, 403),
  'expired-token': entry('ExpiredTokenException', 'ExpiredToken', 403, 403),
  'payload-mismatch': entry('XAmzContentSHA256Mismatch', 'XAmzContentSHA256Mismatch', 400, 400),
  'streaming-payload': entry('NotImplemented', 'NotImplemented', 501, 501),
};

const REST_MISSING = 'Missing Authentication Token';
const QUERY_MISSING = 'Request is missing Authentication Token';

/** The failure as a client of `surface` gets it: code (without any prefix), HTTP status and message. */
export function failureFor(surface: Surface, failure: AuthenticationFailure): RenderedFailure {
  const { code, queryCode, queryStatus, restStatus } = CATALOGUE[failure.kind];
  const message = failure.message + (failure.detail ?? '');
  switch (surface) {
    case 'awsQuery': {
      const missing = failure.kind === 'missing' || failure.kind === 'not-sigv4';
      return { code: queryCode, statusCode: queryStatus, message: missing ? QUERY_MISSING : message };
    }
    case 'execute-api':
      // API Gateway alone reads a foreign Authorization header as an incomplete signature.
      if (failure.kind !== 'not-sigv4') return { code, statusCode: restStatus, message };
      return { code: CATALOGUE.incomplete.code, statusCode: CATALOGUE.incomplete.restStatus, message };
    case 'restJson1':
      return { code, statusCode: restStatus, message: failure.kind === 'not-sigv4' ? REST_MISSING : message };
    default:
      return {
        code,
        statusCode: restStatus === 501 ? 501 : 400,
        message: failure.kind === 'not-sigv4' ? REST_MISSING : message,
      };
  }
}

function failure(kind: FailureKind, message: string, detail?: string): AuthenticationFailure {
  const code = CATALOGUE[kind].code;
  return detail === undefined ? { kind, code, message } : { kind, code, message, detail };
}

export function missing(): AuthenticationFailure {
  return failure('missing', REST_MISSING);
}

/** AWS names the header's value by its hash, so that a token sent to the wrong place is not repeated. */
function hashOf(authorization: string): string {
  return hash('sha256', Buffer.from(authorization, 'latin1'), 'base64');
}

/** Text as quoted in stored answers of API Gateway and DynamoDB, e.g. PingOne's and Efí's support threads. */
export function notKeyValue(authorization: string, sigv4: boolean): AuthenticationFailure {
  const hashed = `(hashed with SHA-256 and encoded with Base64): '${hashOf(authorization)}'.`;
  return failure(
    sigv4 ? 'incomplete' : 'not-sigv4',
    `Invalid key=value pair (missing equal-sign) in Authorization header ${hashed}`,
  );
}

/** https://github.com/aws/chalice/issues/828, https://github.com/nordcloud/cognitocurl/issues/15 */
export function incompleteHeader(
  authorization: string,
  absent: readonly string[],
  dateAbsent: boolean,
  sigv4: boolean,
): AuthenticationFailure {
  let text = '';
  for (const name of absent) text += `Authorization header requires '${name}' parameter. `;
  if (dateAbsent) {
    text += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  text += `(Hashed with SHA-256 and encoded with Base64) Authorization=${hashOf(authorization)}`;
  return failure(sigv4 ? 'incomplete' : 'not-sigv4', text);
}

// From here on the texts and the order of checks follow the notes on AWS's behaviour in dynalite's index.js.

export function incompleteQuery(absent: readonly string[]): AuthenticationFailure {
  const text = absent.map((name) => `AWS query-string parameters must include '${name}'. `).join('');
  return failure('incomplete', `${text}Re-examine the query-string parameters.`);
}

export function ambiguous(): AuthenticationFailure {
  return failure(
    'invalid-signature',
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  );
}

export function badDate(date: string): AuthenticationFailure {
  const see = 'See http://en.wikipedia.org/wiki/ISO_8601';
  return failure('incomplete', `Date must be in ISO-8601 'basic format'. Got '${shown(date)}'. ${see}`);
}

/** @param tolerance such as `15 min.` */
export function signatureExpired(
  timestamp: string,
  limit: string,
  now: string,
  tolerance: string,
): AuthenticationFailure {
  return failure(
    'invalid-signature',
    `Signature expired: ${timestamp} is now earlier than ${limit} (${now} - ${tolerance})`,
  );
}

export function signatureNotYetCurrent(
  timestamp: string,
  limit: string,
  now: string,
  tolerance: string,
): AuthenticationFailure {
  return failure(
    'invalid-signature',
    `Signature not yet current: ${timestamp} is still later than ${limit} (${now} + ${tolerance})`,
  );
}

/** https://github.com/aws/aws-sdk-php/issues/2469 */
export function hostNotSigned(): AuthenticationFailure {
  return failure(
    'invalid-signature',
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  );
}

export function unsupportedAlgorithm(algorithm: string): AuthenticationFailure {
  return failure(
    'incomplete',
    `Unsupported AWS 'algorithm': '${shown(algorithm)}' (only AWS4-HMAC-SHA256 for now). `,
  );
}

/** https://github.com/kubernetes-sigs/aws-iam-authenticator/issues/374 */
export function malformedCredential(credential: string): AuthenticationFailure {
  return failure(
    'incomplete',
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${shown(credential)}'`,
  );
}

/** Every part of the scope that is wrong, one sentence each. */
export function wrongScope(sentences: readonly string[]): AuthenticationFailure {
  return failure('invalid-signature', sentences.join(''));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html; texts are Amazon S3's. */
export function badExpires(reason: 'number' | 'negative' | 'too-long'): AuthenticationFailure {
  const texts = {
    number: 'X-Amz-Expires should be a number',
    negative: 'X-Amz-Expires must be non-negative',
    'too-long':
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
  };
  return failure('incomplete', texts[reason]);
}

export function unknownKey(): AuthenticationFailure {
  return failure('unknown-key', 'The security token included in the request is invalid.');
}

export function unknownToken(): AuthenticationFailure {
  return failure('unknown-token', 'The security token included in the request is invalid');
}

export function expiredToken(): AuthenticationFailure {
  return failure('expired-token', 'The security token included in the request is expired');
}

/** https://github.com/mhart/aws4/issues/33 */
export function signatureMismatch(canonicalRequest: string, stringToSign: string): AuthenticationFailure {
  return failure(
    'invalid-signature',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    `\n\nThe Canonical String for this request should have been\n'${canonicalRequest}'\n\nThe String-to-Sign should have been\n'${stringToSign}'\n`,
  );
}

/** Amazon S3's text, "List of error codes". */
export function payloadMismatch(): AuthenticationFailure {
  return failure(
    'payload-mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}

export function streamingPayload(): AuthenticationFailure {
  return failure(
    'streaming-payload',
    "A body signed in chunks in this way (an 'x-amz-content-sha256' header that begins with STREAMING-) is not supported. Sign the whole body instead.",
  );
}

/** Not AWS's: protects the verifier. */
export function tooLarge(what: string): AuthenticationFailure {
  return failure('incomplete', `The signed request has too many or too long ${what}.`);
}

/** Text from the request, short enough for an answer. */
function shown(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
