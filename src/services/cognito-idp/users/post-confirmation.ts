import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import type { ClientOfPool } from '../../../user-pools/user-pool.ts';
import type { UserPoolParts } from '../../../user-pools/user-pool-service.ts';

/** Tells the trigger that a user is confirmed, or has a new password. */
export async function postConfirmation(
  { triggers }: UserPoolParts,
  { pool, client }: Pick<ClientOfPool, 'pool'> & Partial<ClientOfPool>,
  user: PoolUserRecord,
  source: 'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  await triggers.run(
    'postConfirmation',
    { pool, client, user },
    { source, request: { ...(clientMetadata && { clientMetadata }) }, response: {} },
  );
}
