import {
  type AuthenticationFailure,
  hostNotSigned,
  malformedCredential,
  tooLarge,
  unsupportedAlgorithm,
  wrongScope,
} from './failures.ts';
import { ALGORITHM, type CredentialScope, TERMINATOR } from './signature.ts';
import {
  type Credential,
  parseCredential,
  parseSignedHeaders,
  type SignatureParameters,
} from './signature-parameters.ts';
import { checkValidity, readTimestamp, skewOf } from './validity.ts';

/** What a well-formed signature of the right time and place claims; whether it is true is not yet known. */
export interface SignatureClaims {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  readonly scope: CredentialScope;
  /** Lower case, sorted. */
  readonly signedHeaders: readonly string[];
}

/** Where the request went, and when. */
export interface Expectation {
  /** Signing name of the service called. */
  readonly service: string;
  readonly region: string;
  /** ms since 1970 */
  readonly now: number;
  /** Tolerance for clocks in ms, if not AWS's own for this service. */
  readonly skewMs?: number | undefined;
}

const MAXIMUM_SIGNED_HEADERS = 100;

/** Checks everything that needs no secret, in AWS's order (dynalite's notes; see failures.ts). */
export function checkClaims(
  parameters: SignatureParameters,
  expected: Expectation,
): SignatureClaims | AuthenticationFailure {
  const timestamp = readTimestamp(parameters);
  if (typeof timestamp !== 'string') return timestamp;
  const skew = expected.skewMs ?? skewOf(expected.service);
  const late = checkValidity(timestamp, parameters, expected.service, expected.now, skew);
  if (late) return late;
  const signedHeaders = parseSignedHeaders(parameters.signedHeaders);
  if (signedHeaders.length > MAXIMUM_SIGNED_HEADERS) return tooLarge('signed headers');
  if (!signedHeaders.includes('host')) return hostNotSigned();
  if (parameters.algorithm !== ALGORITHM) return unsupportedAlgorithm(parameters.algorithm);
  const credential = parseCredential(parameters.credential);
  if (!credential) return malformedCredential(parameters.credential);
  const wrong = checkScope(credential, expected, timestamp);
  if (wrong) return wrong;
  const { accessKeyId, date, region, service } = credential;
  const scope = { date, region, service };
  return { accessKeyId, sessionToken: parameters.sessionToken, timestamp, scope, signedHeaders };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html */
function checkScope(
  credential: Credential,
  expected: Expectation,
  timestamp: string,
): AuthenticationFailure | undefined {
  const sentences: string[] = [];
  if (credential.region !== expected.region) {
    sentences.push(`Credential should be scoped to a valid region, not '${credential.region}'. `);
  }
  if (credential.service !== expected.service) {
    sentences.push(`Credential should be scoped to correct service: '${expected.service}'. `);
  }
  if (credential.terminator !== TERMINATOR) {
    sentences.push(
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${credential.terminator}'. `,
    );
  }
  const date = timestamp.slice(0, 8);
  if (credential.date !== date) {
    sentences.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${credential.date}' != '${date}', from '${timestamp}'.`,
    );
  }
  return sentences.length > 0 ? wrongScope(sentences) : undefined;
}
