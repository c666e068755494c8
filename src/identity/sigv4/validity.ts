import {
  type AuthenticationFailure,
  badDate,
  badExpires,
  signatureExpired,
  signatureNotYetCurrent,
} from './failures.ts';
import type { SignatureParameters } from './signature-parameters.ts';
import { formatTimestamp, parseTimestamp, timestampOfDateHeader } from './timestamp.ts';

/** Seven days: a signing key is good for no longer. */
export const MAXIMUM_EXPIRES_SECONDS = 604_800;

const FIVE_MINUTES = 5 * 60_000;
const FIFTEEN_MINUTES = 15 * 60_000;

/** AWS Lambda and API Gateway allow 5 minutes (aws/aws-sdk-js issue 2598, mhart/aws4 issue 118), others 15. */
const STRICT_SERVICES: ReadonlySet<string> = new Set(['execute-api', 'lambda', 'apigateway']);

/** How far a client's clock may be off, in ms. */
export function skewOf(service: string): number {
  return STRICT_SERVICES.has(service) ? FIVE_MINUTES : FIFTEEN_MINUTES;
}

/** The timestamp for the string to sign, or why it is not acceptable. */
export function readTimestamp(parameters: SignatureParameters): string | AuthenticationFailure {
  if (parseTimestamp(parameters.date) !== undefined) return parameters.date;
  const timestamp = parameters.form === 'header' ? timestampOfDateHeader(parameters.date) : undefined;
  return timestamp ?? badDate(parameters.date);
}

/**
 * Whether the signature is of now.
 * @param timestamp well-formed
 * @param now ms since 1970
 * @param skew ms either way
 */
export function checkValidity(
  timestamp: string,
  parameters: SignatureParameters,
  service: string,
  now: number,
  skew: number,
): AuthenticationFailure | undefined {
  const signedAt = parseTimestamp(timestamp) ?? 0;
  const lifetime = readLifetime(parameters, service, skew);
  if (typeof lifetime !== 'number') return lifetime;
  if (signedAt + lifetime < now) {
    const limit = formatTimestamp(now - lifetime);
    return signatureExpired(timestamp, limit, formatTimestamp(now), formatTolerance(lifetime));
  }
  if (signedAt - skew > now) {
    const limit = formatTimestamp(now + skew);
    return signatureNotYetCurrent(timestamp, limit, formatTimestamp(now), formatTolerance(skew));
  }
  return undefined;
}

/** How long the signature is good for, in ms. */
function readLifetime(
  parameters: SignatureParameters,
  service: string,
  skew: number,
): number | AuthenticationFailure {
  const { expires } = parameters;
  if (expires === undefined) return skew;
  const digits = expires.startsWith('-') ? expires.slice(1) : expires;
  if (digits === '' || digits.length > 12 || !isDigits(digits)) return badExpires('number');
  const seconds = Number(expires);
  if (seconds < 0) return badExpires('negative');
  if (seconds > MAXIMUM_EXPIRES_SECONDS) return badExpires('too-long');
  // AWS STS keeps to its 15 minutes whatever is asked for (aws/aws-sdk-go issue 2167).
  return service === 'sts' ? skew : seconds * 1000;
}

function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

function formatTolerance(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min.` : `${Math.round(ms / 1000)} sec.`;
}
