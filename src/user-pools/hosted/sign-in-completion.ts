import type { PoolUserRecord } from '../../definitions/user-pools.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { beginSession } from './browser-session.ts';
import { completeAuthorization } from './completion.ts';
import type { HostedParts } from './hosted-parts.ts';
import type { HostedRequest, HostedResponse } from './hosted-request.ts';

/** What follows when a user has just shown who it is: the trigger is told, the browser remembered, the application answered. */
export async function completeSignIn(
  parts: HostedParts,
  request: HostedRequest,
  asked: AuthorizationRequest,
  user: PoolUserRecord,
): Promise<HostedResponse> {
  await parts.signIn.postAuthentication(asked, user);
  const signedIn = { user, signedInAt: parts.clock() };
  const cookie = await beginSession(parts, asked.pool, request, signedIn);
  return completeAuthorization(parts, asked, signedIn, [cookie]);
}
