import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PoolUserRecord } from '../../definitions/user-pools.ts';
import type { CallContext } from '../../protocols/service.ts';
import { userNotFound } from '../../user-pools/sign-in.ts';
import type { ClientOfPool, UserPool } from '../../user-pools/user-pool.ts';
import type { UserPoolParts } from '../../user-pools/user-pool-service.ts';
import { clientNotFound, notAuthorized, poolNotFound } from './errors.ts';

/** The pool of the account and region called. Throws ResourceNotFoundException. */
export async function requirePool(
  { pools }: UserPoolParts,
  { account, region }: Pick<CallContext, 'account' | 'region'>,
  poolId = '',
): Promise<UserPool> {
  const pool = await pools.pool(poolId);
  if (pool?.scope.account !== account || pool.scope.region !== region) throw poolNotFound(poolId);
  return pool;
}

/** A client of a pool. Throws ResourceNotFoundException. */
export async function requireClientOf(
  { pools }: UserPoolParts,
  pool: UserPool,
  clientId = '',
): Promise<ClientOfPool> {
  const found = await pools.client(clientId);
  if (found?.pool.id !== pool.id) throw clientNotFound(clientId);
  return found;
}

/** A client by what anybody may send. Throws ResourceNotFoundException. */
export async function requireClient({ pools }: UserPoolParts, clientId = ''): Promise<ClientOfPool> {
  const found = await pools.client(clientId);
  if (!found) throw clientNotFound(clientId);
  return found;
}

/** A user by name, alias or `sub`. Throws UserNotFoundException. */
export async function requireUser(
  { users }: UserPoolParts,
  pool: UserPool,
  username = '',
): Promise<PoolUserRecord> {
  const user = await users.find(pool, username);
  if (!user) throw userNotFound();
  return user;
}

/**
 * Clients with a secret prove it: Base64(HMAC-SHA256(secret, user name + client id)). Throws NotAuthorizedException.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 * @param names what may have been hashed for a name
 */
export function requireSecretHash(
  { client }: ClientOfPool,
  names: string | readonly string[],
  secretHash: string | undefined,
): void {
  const { id, secret } = client;
  if (secret === undefined && secretHash === undefined) return;
  if (secret === undefined) throw notAuthorized(`Unable to verify secret hash for client ${id}`);
  if (secretHash === undefined)
    throw notAuthorized(`Client ${id} is configured with secret but SECRET_HASH was not received`);
  const given = Buffer.from(secretHash.slice(0, 128), 'base64');
  const matches = (name: string) => {
    const expected = createHmac('sha256', secret).update(`${name}${id}`, 'utf8').digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  if (![names].flat().some(matches)) throw notAuthorized(`Unable to verify secret hash for client ${id}`);
}
