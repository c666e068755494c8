import type { PoolUserRecord } from '../../../definitions/user-pools.ts';
import type { OpenedSession, SessionState } from '../../../user-pools/sealed-session.ts';
import type { ClientOfPool } from '../../../user-pools/user-pool.ts';
import type { UserPoolParts } from '../../../user-pools/user-pool-service.ts';
import { invalidSession } from '../errors.ts';

const PURPOSE = 'new-password';
const MINUTE_MS = 60_000;

interface NewPasswordState extends SessionState {
  /** When the temporary password was set, which the session ends with. ms since 1970. */
  readonly passwordSetAt: number;
}

/** The session of a NEW_PASSWORD_REQUIRED challenge, for who has proved the temporary password. */
export async function beginNewPassword(
  { sessions, clock }: UserPoolParts,
  { pool, client }: ClientOfPool,
  user: PoolUserRecord,
): Promise<string> {
  const state: NewPasswordState = {
    clientId: client.id,
    username: user.username,
    expiresAt: clock() + client.authSessionValidity * MINUTE_MS,
    passwordSetAt: user.password?.setAt ?? 0,
  };
  return (await sessions.seal(pool, PURPOSE, state)).toString('base64url');
}

/** Whose session it is. Throws NotAuthorizedException. */
export async function openNewPassword(
  { sessions, users }: UserPoolParts,
  { pool, client }: ClientOfPool,
  session: string,
): Promise<{ readonly user: PoolUserRecord; readonly opened: OpenedSession<NewPasswordState> }> {
  const opened = await sessions.open<NewPasswordState>(pool, PURPOSE, Buffer.from(session, 'base64url'));
  if (opened?.state.clientId !== client.id) throw invalidSession();
  const user = await users.find(pool, opened.state.username);
  const same =
    user?.enabled &&
    user.status === 'FORCE_CHANGE_PASSWORD' &&
    user.password?.setAt === opened.state.passwordSetAt;
  if (!user || !same) throw invalidSession();
  return { user, opened };
}
