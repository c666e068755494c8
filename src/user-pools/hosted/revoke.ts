import type { UserPool } from '../user-pool.ts';
import { UserPoolError } from '../user-pool-error.ts';
import { authenticateClient } from './client-authentication.ts';
import type { HostedParts } from './hosted-parts.ts';
import { empty, type HostedRequest, type HostedResponse, json } from './hosted-request.ts';
import { readForm } from './parameters.ts';

/** Id and access tokens have three parts. */
const JWS = /^eyJ[^.]*\.[^.]*\.[^.]*$/;

/** `POST /oauth2/revoke` https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html */
export async function revoke(
  { pools, tokens }: HostedParts,
  pool: UserPool,
  request: HostedRequest,
): Promise<HostedResponse> {
  const form = readForm(request.headers['content-type'], request.body);
  if (!form) return json(400, { error: 'invalid_request' });
  const client = await authenticateClient(pools, pool, request, form);
  if (!client) return json(401, { error: 'invalid_client' });
  const refreshToken = form.get('token');
  if (refreshToken === undefined || !client.client.enableTokenRevocation)
    return json(400, { error: 'invalid_request' });
  if (JWS.test(refreshToken)) return json(400, { error: 'unsupported_token_type' });
  try {
    await tokens.revoke(client, refreshToken);
  } catch (error) {
    if (!(error instanceof UserPoolError)) throw error;
    return json(400, { error: 'invalid_request' });
  }
  return empty(200);
}
