import type { ClientOfPool, UserPool, UserPools } from '../user-pool.ts';
import type { HostedRequest } from './hosted-request.ts';
import type { Parameters } from './parameters.ts';
import { sameSecret } from './secrets.ts';

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;
const LONGEST_HEADER = 1024;

/**
 * The client that asks: by `client_secret_basic` or `client_secret_post`, or by its id alone when it has no secret.
 * Undefined when it has not shown who it is, or is of another pool.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export async function authenticateClient(
  pools: Pick<UserPools, 'client'>,
  pool: UserPool,
  { headers }: Pick<HostedRequest, 'headers'>,
  form: Parameters,
): Promise<ClientOfPool | undefined> {
  const given = credentialsOf(headers.authorization, form);
  const found = given && (await pools.client(given.id));
  if (!found || found.pool.id !== pool.id) return undefined;
  const { secret } = found.client;
  if (secret === undefined) return given.secret === undefined ? found : undefined;
  return given.secret !== undefined && sameSecret(given.secret, secret) ? found : undefined;
}

/** Undefined when there are none, or two that contradict each other. */
function credentialsOf(
  authorization: string | undefined,
  form: Parameters,
): { id: string; secret: string | undefined } | undefined {
  const id = form.get('client_id');
  if (authorization === undefined)
    return id === undefined ? undefined : { id, secret: form.get('client_secret') };
  if (authorization.length > LONGEST_HEADER) return undefined;
  const decoded = Buffer.from(BASIC.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1 || form.has('client_secret')) return undefined;
  const named = decoded.slice(0, colon);
  if (id !== undefined && id !== named) return undefined;
  return { id: named, secret: decoded.slice(colon + 1) || undefined };
}
