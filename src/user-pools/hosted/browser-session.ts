import type { PoolUserRecord } from '../../definitions/user-pools.ts';
import type { UserPool } from '../user-pool.ts';
import { cookieOf, setCookie } from './cookies.ts';
import { type HostedParts, SESSION_LIFETIME_SECONDS } from './hosted-parts.ts';
import type { HostedRequest } from './hosted-request.ts';

const SESSION_COOKIE = 'cognito';

/** Who has signed in, and when: ms since 1970. */
export interface SignedIn {
  readonly user: PoolUserRecord;
  readonly signedInAt: number;
}

/** The user who has signed in with this browser, may still do so, and has had no other password since. */
export async function openSession(
  { browserSessions, users }: Pick<HostedParts, 'browserSessions' | 'users'>,
  pool: UserPool,
  request: HostedRequest,
): Promise<SignedIn | undefined> {
  const cookie = cookieOf(request, SESSION_COOKIE);
  const session = cookie && (await browserSessions.read(pool.scope, cookie));
  if (!session || session.poolId !== pool.id) return undefined;
  const user = await users.bySub(pool, session.sub);
  const { signedInAt } = session;
  if (!user?.enabled || user.status !== 'CONFIRMED') return undefined;
  return (user.password?.setAt ?? 0) <= signedInAt ? { user, signedInAt } : undefined;
}

/** Remembers a sign-in; gives the cookie for it. The word in it is new, whatever the browser had before. */
export async function beginSession(
  { browserSessions }: Pick<HostedParts, 'browserSessions'>,
  pool: UserPool,
  request: HostedRequest,
  { user, signedInAt }: SignedIn,
): Promise<string> {
  const content = { poolId: pool.id, sub: user.sub, signedInAt };
  const ticket = await browserSessions.issue(pool.scope, content);
  return setCookie(request, SESSION_COOKIE, ticket, SESSION_LIFETIME_SECONDS);
}

/** Forgets a sign-in; gives what takes the cookie away. */
export async function endSession(
  { browserSessions }: Pick<HostedParts, 'browserSessions'>,
  pool: UserPool,
  request: HostedRequest,
): Promise<string> {
  const cookie = cookieOf(request, SESSION_COOKIE);
  if (cookie !== undefined) await browserSessions.take(pool.scope, cookie);
  return setCookie(request, SESSION_COOKIE, '', 0);
}
