import { type Authenticator, failureFor } from '../../identity/authenticator.ts';
import type { Caller } from '../../identity/principal.ts';
import type { GatewayRequest } from '../request/gateway-request.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import {
  GATEWAY_RESPONSES,
  type GatewayResponse,
  type GatewayResponseType,
} from '../responses/gateway-response.ts';

/** Under which gateway responses the failures of authentication are customized; the others have the default one. */
const RESPONSE_TYPES: ReadonlyMap<string, GatewayResponseType> = new Map([
  ['ExpiredTokenException', 'EXPIRED_TOKEN'],
  ['InvalidSignatureException', 'INVALID_SIGNATURE'],
  ['MissingAuthenticationTokenException', 'MISSING_AUTHENTICATION_TOKEN'],
]);

/**
 * Who signed the request, which is verified as it came over the wire. Throws GatewayError when nobody did, or not well.
 * @param region the API's own
 */
export async function authenticate(
  authenticator: Pick<Authenticator, 'authenticate'>,
  request: GatewayRequest,
  body: Buffer,
  region: string,
): Promise<Caller> {
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  const result = await authenticator.authenticate(
    {
      method: request.method ?? '',
      path: question < 0 ? url : url.slice(0, question),
      query: question < 0 ? '' : url.slice(question + 1),
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body,
    },
    { service: 'execute-api', region },
  );
  if (result.ok) return result.caller;
  const { code, statusCode, message } = failureFor('execute-api', result.failure);
  const type = RESPONSE_TYPES.get(code) ?? 'DEFAULT_4XX';
  const response: GatewayResponse = { type, status: statusCode, errorType: code, message, body: 'compact' };
  throw new GatewayError(response);
}

/** True when the request carries credentials of whatever kind that AWS would want to verify. */
export function carriesCredentials({ headers }: GatewayRequest, rawQuery: string): boolean {
  return headers.authorization !== undefined || rawQuery.includes('X-Amz-');
}

/** The answer to a request that carries none. */
export function missingToken(): GatewayError {
  return new GatewayError(GATEWAY_RESPONSES.MISSING_AUTHENTICATION_TOKEN);
}
